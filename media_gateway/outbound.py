"""One subscription: a published track on its way to one subscriber."""

from .inbound import InboundTrack


class Subscription:
    """A track sent to a peer, made with `Peer.subscribe`."""

    track: InboundTrack
    track_id: str
    mid: str | None
    current_quality: int | None

    def set_quality(self, quality: int) -> None:
        """Highest wanted simulcast layer: 0 low, 1 medium, 2 high."""
        raise NotImplementedError

    def set_enabled(self, enabled: bool) -> None:
        """False sends nothing."""
        raise NotImplementedError

    def close(self) -> None:
        """Stop sending; the section is freed at the next negotiation."""
        raise NotImplementedError
