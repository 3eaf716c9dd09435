"""One remote endpoint: holds its transport, negotiation, tracks, subscriptions and channels together."""

from collections.abc import Sequence

from .inbound import InboundTrack
from .model import LinkQuality, Offer
from .outbound import Subscription


class Peer:
    """A WebRTC endpoint connected to the gateway; made with `Gateway.create_peer`."""

    id: str
    connected: bool

    def receive_offer(self, sdp: str) -> Offer:
        raise NotImplementedError

    def accept(self, mid: str, track_id: str, *, mimes: Sequence[str] = ()) -> InboundTrack:
        raise NotImplementedError

    def answer(self) -> str:
        raise NotImplementedError

    def section_tracks(self) -> dict[str, str]:
        raise NotImplementedError

    def unbound_subscriptions(self) -> tuple[int, int]:
        raise NotImplementedError

    def open_channel(self, label: str, *, ordered: bool = True, max_retransmits: int | None = None) -> None:
        raise NotImplementedError

    def offer(self) -> str:
        raise NotImplementedError

    def receive_answer(self, sdp: str) -> None:
        raise NotImplementedError

    def restart_ice(self) -> None:
        raise NotImplementedError

    def add_remote_candidate(self, candidate: str) -> None:
        raise NotImplementedError

    def subscribe(self, track: InboundTrack, *, stream: str, track_id: str) -> Subscription:
        raise NotImplementedError

    def send(self, label: str, payload: bytes) -> bool:
        raise NotImplementedError

    def buffered(self, label: str) -> int:
        raise NotImplementedError

    def quality(self, now: float) -> LinkQuality:
        raise NotImplementedError

    def close(self) -> None:
        raise NotImplementedError
