"""A published track with one subscriber, over a stand-in for the network and a clock that tests move."""

from __future__ import annotations

import itertools
from typing import cast

from media_gateway import GatewaySettings, InboundTrack, Subscription
from media_gateway.burst import EgressFormat
from media_gateway.counters import Counters
from media_gateway.egress import Egress
from media_gateway.extensions import ReceivedIds, SentIds
from media_gateway.rtp import RtpPacket
from media_gateway.sdp import Media, PayloadFormat
from media_gateway.sender import Sender
from media_gateway.transport import Transport
from media_gateway.vp8 import parse_descriptor

from .peers import Clock, FakeTransport

_VP8 = PayloadFormat(96, "VP8", 90_000, feedback=("nack", "nack pli"))
_OPUS = PayloadFormat(111, "opus", 48_000, 2)
_IDS = SentIds(mid=4, audio_level=1, abs_send_time=2, orientation=3, playout_delay=6)
FRAME = 3000


class Source:
    """The publisher's side: notes key frame requests."""

    def __init__(self) -> None:
        self.requests: list[int] = []

    def request_key_frame(self, ssrc: int) -> None:
        self.requests.append(ssrc)


class Publisher:
    """Produces packets of one layer."""

    def __init__(
        self, stage: Stage, rid: str, timestamp: int, picture_id: int, *, sequence: int = 60_000
    ) -> None:
        self.layer = next(layer for layer in stage.track.layers if layer.rid == rid)
        self.layer.bind(hash(rid) & 0xFFFF | 1)
        self.stage = stage
        self.timestamp = timestamp
        self.picture_id = picture_id
        self.sequence = sequence

    def packet(
        self, *, key: bool = False, start: bool = True, marker: bool = True, size: int = 100
    ) -> RtpPacket:
        flags = 0x90 if start else 0x80
        head = bytes(
            (flags, 0xC0, 0x80 | self.picture_id >> 8, self.picture_id & 0xFF, self.picture_id & 0xFF)
        )
        payload = head + (b"\x00" if key else b"\x01") + bytes(size)
        packet = RtpPacket(96, marker, self.sequence & 0xFFFF, self.timestamp, self.layer.ssrc or 0, payload)
        self.sequence += 1
        return packet

    def frame(self, *, key: bool = False, packets: int = 1) -> list[RtpPacket]:
        made = [
            self.packet(key=key and i == 0, start=i == 0, marker=i == packets - 1) for i in range(packets)
        ]
        self.timestamp += FRAME
        self.picture_id = (self.picture_id + 1) & 0x7FFF
        return made

    def send(self, packets: list[RtpPacket]) -> None:
        for packet in packets:
            self.stage.track.receive(self.layer, packet, ReceivedIds(), self.stage.clock.now)
        self.stage.track.forward(self.stage.clock.now)

    def send_frame(self, *, key: bool = False, packets: int = 1) -> list[RtpPacket]:
        made = self.frame(key=key, packets=packets)
        self.send(made)
        return made


class Stage:
    """A track, and one subscriber of it."""

    def __init__(self, rids: tuple[str, ...] = (), *, kind: str = "video", repair: bool = False) -> None:
        self.clock = Clock()
        self.source = Source()
        self.counters = Counters()
        payload_format = _VP8 if kind == "video" else _OPUS
        media = Media(kind, "0", formats=(payload_format,), simulcast_send=rids)
        self.settings = GatewaySettings()
        self.track = InboundTrack("TR", media, [payload_format], self.source, self.settings, self.clock)
        self.transport = FakeTransport()
        transport = cast(Transport, self.transport)
        egress = Egress(self.counters)
        self.sender = Sender(transport, self.settings, self.counters)
        self.subscription = Subscription(
            self.track,
            "PA|TR",
            "TR",
            sender=self.sender,
            transport=transport,
            egress=egress,
            clock=self.clock,
        )
        self.sender.add(self.subscription)
        self.track.add(self.subscription)
        number = payload_format.payload_type
        main = EgressFormat(((number, number + 1),), b"7", _IDS, kind == "video", 16)
        rtx = EgressFormat(((number, 50),), b"7", _IDS, kind == "video", 16) if repair else None
        self.main = egress.intern(main)
        self.rtx = egress.intern(rtx) if rtx is not None else None
        self.subscription.bind(self.main, self.rtx)
        self.sender.connected(self.clock.now)

    def take(self) -> list[RtpPacket]:
        return self.transport.wire.take()

    def tick(self, seconds: float = 0.05) -> None:
        self.clock.now += seconds
        self.track.tick(self.clock.now)
        self.sender.tick(self.clock.now)


def assert_continuous(packets: list[RtpPacket]) -> None:
    """What a decoder needs: no hole in the numbers, time that moves on, pictures that count up."""
    for before, after in itertools.pairwise(packets):
        assert after.sequence == (before.sequence + 1) & 0xFFFF
        assert (after.timestamp - before.timestamp) & 0xFFFFFFFF < 90_000 * 10
        pictures = [parse_descriptor(p.payload) for p in (before, after)]
        assert (pictures[1].picture_id - pictures[0].picture_id) & 0x7FFF <= 1
        assert (pictures[1].tl0 - pictures[0].tl0) & 0xFF <= 1
    assert len({packet.ssrc for packet in packets}) == 1


def simulcast() -> tuple[Stage, dict[str, Publisher]]:
    """Three layers with unlike timestamps and picture ids, the high one on show."""
    stage = Stage(("q", "h", "f"))
    publishers = {
        "q": Publisher(stage, "q", 1_000_000, 100),
        "h": Publisher(stage, "h", 0xFFFFFF00, 32_766),
        "f": Publisher(stage, "f", 50, 9_000),
    }
    for rid in "qhf":
        publishers[rid].send_frame(key=True)
    stage.tick()
    publishers["f"].send_frame(key=True)
    return stage, publishers
