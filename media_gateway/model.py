"""The values and the observer protocol that cross the gateway's public interface."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from .peer import Peer


@dataclass(frozen=True, slots=True)
class OfferedTrack:
    """A section of a received offer in which the peer wants to send."""

    mid: str
    kind: str  # "audio" or "video"
    stream: str
    cid: str  # the track part of msid, "" when the offer names none
    rids: tuple[str, ...] = ()  # simulcast layers in the order offered
    mimes: tuple[str, ...] = ()  # lower case, in the order of preference


@dataclass(frozen=True, slots=True)
class Offer:
    """What changed with a received offer, seen from the application."""

    tracks: tuple[OfferedTrack, ...]
    ended: tuple[str, ...]  # track ids whose section stopped sending


@dataclass(frozen=True, slots=True)
class LinkQuality:
    """How well packets travel between the gateway and one peer."""

    rtt_s: float | None
    loss_up: float  # share (0..1) of the peer's packets that never reached the gateway
    loss_down: float  # share (0..1) of the gateway's packets that never reached the peer
    jitter_s: float
    available_bps: int | None  # the peer's last REMB


@dataclass(frozen=True, slots=True)
class LayerStats:
    """Reception of one simulcast layer (or of the only one)."""

    rid: str  # "" without RIDs
    quality: int  # 0 low, 1 medium, 2 high
    packets: int
    bytes: int
    lost: int
    bitrate_bps: int
    key_frames: int


@dataclass(frozen=True, slots=True)
class TrackStats:
    """Reception of one published track, all layers together and each alone."""

    packets: int
    bytes: int
    lost: int
    bitrate_bps: int
    layers: tuple[LayerStats, ...] = ()


@dataclass(frozen=True, slots=True)
class GatewayMetrics:
    """Counters since the gateway opened, and what exists now."""

    packets_in: int = 0
    bytes_in: int = 0
    packets_out: int = 0
    bytes_out: int = 0
    sends: int = 0  # system calls that sent packets_out; far fewer where segmentation offload works
    segmentation_offload: bool = False
    dropped: dict[str, int] = field(default_factory=dict)  # by reason
    nacks_in: int = 0  # packets asked for by subscribers
    nacks_out: int = 0  # packets asked of publishers
    retransmitted: int = 0
    plis_in: int = 0
    plis_out: int = 0
    peers: int = 0
    tracks: int = 0
    subscriptions: int = 0


class PeerObserver(Protocol):
    """Told what happens to a peer; called synchronously on the event loop, and must not raise."""

    def peer_connected(self, peer: Peer) -> None:
        """DTLS is up; called once."""

    def peer_closed(self, peer: Peer, reason: str) -> None:
        """The peer is gone (consent expired, DTLS closed or failed); never after its own `close()`."""

    def channel_opened(self, peer: Peer, label: str) -> None:
        """A data channel can be used, whichever side opened it."""

    def data_received(self, peer: Peer, label: str, payload: bytes) -> None:
        """A message came over a data channel."""
