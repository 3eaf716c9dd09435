"""One published track: reception, loss repair, feedback to its sender."""

from .model import TrackStats


class InboundTrack:
    """A track taken from a publisher with `Peer.accept`."""

    id: str
    kind: str
    mime: str
    rids: tuple[str, ...]
    live: bool
    closed: bool

    def audio_level(self, now: float) -> float:
        """Loudness 0..1, smoothed over about 300 ms; 0 when silent or stopped."""
        raise NotImplementedError

    def stats(self) -> TrackStats:
        """Reception so far."""
        raise NotImplementedError

    def set_paused(self, paused: bool) -> None:
        """A muted track: nothing is forwarded."""
        raise NotImplementedError
