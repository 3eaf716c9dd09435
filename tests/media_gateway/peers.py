"""Helpers of these tests: an observer that records what it is told."""

from __future__ import annotations

from dataclasses import dataclass, field

from media_gateway import Peer


@dataclass
class Recorder:
    """Notes everything a peer's observer is told."""

    connected: list[str] = field(default_factory=list)
    closed: list[tuple[str, str]] = field(default_factory=list)
    channels: list[tuple[str, str]] = field(default_factory=list)
    messages: list[tuple[str, bytes]] = field(default_factory=list)

    def peer_connected(self, peer: Peer) -> None:
        self.connected.append(peer.id)

    def peer_closed(self, peer: Peer, reason: str) -> None:
        self.closed.append((peer.id, reason))

    def channel_opened(self, peer: Peer, label: str) -> None:
        self.channels.append((peer.id, label))

    def data_received(self, peer: Peer, label: str, payload: bytes) -> None:
        self.messages.append((label, payload))
