"""Helpers of these tests: an observer that records what it is told, and stand-ins for the network."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from media_gateway import Peer
from media_gateway.ice import Address
from media_gateway.rtcp import RtcpPacket, parse_rtcp
from media_gateway.rtp import RtpPacket, is_rtcp, parse_rtp
from media_gateway.srtp import PROFILES, SrtpContext, SrtpKeys


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


class Wire:
    """Stands where a UDP socket would: collects datagrams and decrypts them as the subscriber."""

    def __init__(self) -> None:
        self.datagrams: list[bytes] = []
        keys = [os.urandom(28), os.urandom(28)]
        profile = PROFILES[0]
        self.context = SrtpContext(SrtpKeys(profile, keys[0], keys[1]), max_streams=64)
        self._other_side = SrtpContext(SrtpKeys(profile, keys[1], keys[0]), max_streams=64)

    def send(self, data: bytes | memoryview, address: Address) -> None:
        self.datagrams.append(bytes(data))

    def send_segments(self, data: bytes | memoryview, segment: int, address: Address) -> None:
        self.datagrams += [bytes(data[i : i + segment]) for i in range(0, len(data), segment)]

    def take(self) -> list[RtpPacket]:
        """The media packets sent since the last call."""
        taken, self.datagrams = self.datagrams, []
        return [parse_rtp(self._other_side.unprotect_rtp(data)) for data in taken if not is_rtcp(data)]


class FakeTransport:
    """A transport whose peer can be reached, over a `Wire`."""

    def __init__(self) -> None:
        self.wire = Wire()
        self.srtp: SrtpContext | None = self.wire.context
        self.route: Any = (self.wire, ("192.0.2.1", 5000))
        self.writable = True
        self.rtcp: list[RtcpPacket] = []

    def send_rtcp(self, packets: Sequence[bytes]) -> None:
        for packet in packets:
            self.rtcp += parse_rtcp(packet)


class Clock:
    """A clock that only tests move."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now
