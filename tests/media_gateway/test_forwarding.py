"""A subscriber sees one continuous stream, whatever layers and losses do behind it."""

from __future__ import annotations

import itertools
from typing import cast

import pytest

from media_gateway import GatewaySettings, InboundTrack, Subscription
from media_gateway.burst import EgressFormat
from media_gateway.counters import Counters
from media_gateway.egress import Egress
from media_gateway.extensions import PLAYOUT_DELAY_VALUE, ReceivedIds, SentIds
from media_gateway.rtcp import KeyFrameRequest, Nack, Remb, SenderReport
from media_gateway.rtp import RtpPacket
from media_gateway.sdp import Media, PayloadFormat
from media_gateway.sender import Sender
from media_gateway.transport import Transport
from media_gateway.vp8 import parse_descriptor

from .peers import Clock, FakeTransport

_VP8 = PayloadFormat(96, "VP8", 90_000, feedback=("nack", "nack pli"))
_OPUS = PayloadFormat(111, "opus", 48_000, 2)
_IDS = SentIds(mid=4, audio_level=1, abs_send_time=2, orientation=3, playout_delay=6)
_FRAME = 3000


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
        self.timestamp += _FRAME
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


def test_nothing_flows_before_a_key_frame_and_everything_after() -> None:
    stage = Stage()
    publisher = Publisher(stage, "", 1000, 5)
    publisher.send_frame()
    assert stage.take() == []
    publisher.send_frame(key=True, packets=3)
    publisher.send_frame(packets=13)
    packets = stage.take()
    assert len(packets) == 16
    assert_continuous(packets)
    assert [packet.marker for packet in packets[:3]] == [False, False, True]


def test_payload_and_negotiated_extensions_arrive() -> None:
    stage = Stage()
    publisher = Publisher(stage, "", 1000, 5)
    (sent,) = publisher.send_frame(key=True)
    (received,) = stage.take()
    assert received.payload == sent.payload, "the bytes of a frame, trailers included, are not touched"
    assert received.payload_type == 97
    assert received.extensions[4] == b"7"
    assert received.extensions[6] == PLAYOUT_DELAY_VALUE
    assert len(received.extensions[2]) == 3


def test_key_frame_in_the_middle_of_a_burst_starts_there() -> None:
    stage = Stage()
    publisher = Publisher(stage, "", 1000, 5)
    publisher.send(publisher.frame(packets=2) + publisher.frame(key=True, packets=2))
    packets = stage.take()
    assert len(packets) == 2
    assert parse_descriptor(packets[0].payload).key_frame_start


def test_padding_probes_are_dropped_without_a_hole() -> None:
    stage = Stage()
    publisher = Publisher(stage, "", 1000, 5)
    publisher.send_frame(key=True)
    probe = RtpPacket(
        96, False, publisher.sequence & 0xFFFF, publisher.timestamp, publisher.layer.ssrc or 0, b""
    )
    publisher.sequence += 1
    publisher.send([probe])
    publisher.send_frame()
    packets = stage.take()
    assert len(packets) == 2
    assert_continuous(packets)


def test_late_packet_goes_out_under_its_own_number() -> None:
    stage = Stage()
    publisher = Publisher(stage, "", 1000, 5)
    frame = publisher.frame(key=True, packets=4)
    publisher.send([frame[0], frame[1], frame[3]])
    assert stage.track.layers[0].missing(stage.clock.now) == [frame[2].sequence]
    publisher.send([frame[2]])
    sequences = [packet.sequence for packet in stage.take()]
    assert [(s - sequences[0]) & 0xFFFF for s in sequences] == [0, 1, 3, 2]


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


def test_newcomer_is_shown_the_first_layer_that_comes_and_then_the_best() -> None:
    stage, _publishers = simulcast()
    assert stage.subscription.current_quality == 2
    packets = stage.take()
    assert len(packets) == 3, "the low one at once, then the high one twice"
    assert_continuous(packets)


def test_layers_are_ranked_by_name_in_whatever_order_they_are_listed() -> None:
    for names in (("q", "h", "f"), ("f", "h", "q")):
        assert [(la.rid, la.quality) for la in Stage(names).track.layers] == [("q", 0), ("h", 1), ("f", 2)]


def test_two_layers_are_low_and_medium() -> None:
    assert [la.quality for la in Stage(("q", "h")).track.layers] == [0, 1]
    assert Stage().track.layers[0].quality == 2


@pytest.mark.parametrize("to", [0, 1])
def test_switch_happens_at_a_key_frame_without_a_seam(to: int) -> None:
    stage, publishers = simulcast()
    stage.take()
    target = publishers["qh"[to]]
    stage.subscription.set_quality(to)
    shown: list[RtpPacket] = []
    for step in range(12):
        stage.tick(0.033)
        for publisher in publishers.values():
            publisher.send_frame(key=publisher is target and step == 6)
        shown += stage.take()
        if step < 6:
            assert stage.subscription.current_quality == 2, "the old layer goes on until the key frame"
    assert stage.subscription.current_quality == to
    assert target.layer.ssrc in stage.source.requests
    assert_continuous(shown)
    assert len(shown) == 12, "one frame at each step"


def test_switch_aligns_timestamps_by_the_senders_clocks() -> None:
    stage, publishers = simulcast()
    ntp = 4_000_000_000 << 32
    for publisher in (publishers["f"], publishers["q"]):
        assert publisher.layer.stream is not None
        report = SenderReport(publisher.layer.ssrc or 0, ntp, publisher.timestamp, 0, 0)
        publisher.layer.stream.sender_report(report, stage.clock.now)
    publishers["f"].send_frame()
    publishers["q"].frame()  # of the same instant, lost
    before = stage.take()[-1]
    stage.subscription.set_quality(0)
    stage.tick(0.09)  # the network delays the next frame, its capture time says 33 ms
    publishers["q"].send_frame(key=True)
    after = stage.take()[-1]
    assert (after.timestamp - before.timestamp) & 0xFFFFFFFF == _FRAME


def test_layer_that_stops_is_replaced_by_a_lower_one() -> None:
    stage, publishers = simulcast()
    for step in range(60):
        stage.tick()
        publishers["q"].send_frame(key=step % 10 == 0)
        publishers["h"].send_frame(key=step % 10 == 5)
    assert stage.subscription.current_quality == 1
    assert_continuous(stage.take())


def test_wanted_layer_is_asked_for_until_it_comes() -> None:
    stage, publishers = simulcast()
    stage.subscription.set_quality(0)
    stage.source.requests.clear()
    for _ in range(40):
        stage.tick()
        for publisher in publishers.values():
            publisher.send_frame()
    asked = stage.source.requests.count(publishers["q"].layer.ssrc or 0)
    assert 4 <= asked <= 6, "two seconds, a request every 0.4 s"


def test_low_estimate_takes_the_layer_down() -> None:
    stage, publishers = simulcast()
    for step in range(80):
        stage.tick()
        publishers["q"].send_frame(key=step % 5 == 0)
        publishers["h"].send_frame(key=step % 5 == 1, packets=5)
        publishers["f"].send_frame(key=step % 5 == 2, packets=40)
        if step > 20 and step % 4 == 0:
            stage.sender.receive(Remb(1, 50_000), stage.clock.now)
    assert stage.subscription.current_quality == 0
    assert_continuous(stage.take())


def test_muted_track_is_silent_and_comes_back_without_a_hole() -> None:
    stage = Stage()
    publisher = Publisher(stage, "", 1000, 5)
    publisher.send_frame(key=True)
    stage.track.set_paused(True)
    publisher.send_frame()
    stage.track.set_paused(False)
    stage.tick()
    publisher.send_frame()
    assert len(stage.take()) == 1, "still waiting for a key frame"
    first_again = stage.source.requests[-1]
    assert first_again == publisher.layer.ssrc
    publisher.send_frame(key=True)
    (packet,) = stage.take()
    assert parse_descriptor(packet.payload).key_frame_start


def test_disabled_subscription_sends_nothing_and_continues_without_a_hole() -> None:
    stage = Stage()
    publisher = Publisher(stage, "", 1000, 5)
    publisher.send_frame(key=True)
    before = stage.take()
    stage.subscription.set_enabled(False)
    for _ in range(5):
        publisher.send_frame(key=True)
    assert stage.take() == []
    stage.subscription.set_enabled(True)
    publisher.send_frame(key=True)
    (after,) = stage.take()
    assert after.sequence == (before[-1].sequence + 1) & 0xFFFF
    assert (after.timestamp - before[-1].timestamp) & 0xFFFFFFFF == 6 * _FRAME, "time has passed meanwhile"


def test_unreachable_subscriber_gets_nothing_and_starts_afresh() -> None:
    stage = Stage()
    publisher = Publisher(stage, "", 1000, 5)
    publisher.send_frame(key=True)
    stage.take()
    stage.transport.writable = False
    stage.tick()
    publisher.send_frame()
    assert stage.take() == []
    stage.transport.writable = True
    stage.source.requests.clear()
    stage.tick(1.0)
    assert stage.source.requests, "a key frame is asked for at once"


def test_audio_needs_no_key_frame_and_carries_its_level() -> None:
    stage = Stage(kind="audio")
    layer = stage.track.layers[0]
    layer.bind(5)
    packet = RtpPacket(111, True, 1, 960, 5, b"opus", {9: b"\x8a"})
    stage.track.receive(layer, packet, ReceivedIds(audio_level=9), stage.clock.now)
    stage.track.forward(stage.clock.now)
    (received,) = stage.take()
    assert received.payload == b"opus"
    assert received.extensions == {4: b"7", 1: b"\x8a"}
    assert stage.track.audio_level(stage.clock.now) == pytest.approx(10 ** (-0.5))
    stage.track.set_paused(True)
    assert stage.track.audio_level(stage.clock.now) == 0.0


def test_payload_type_that_was_not_negotiated_is_refused() -> None:
    stage = Stage()
    layer = stage.track.layers[0]
    layer.bind(5)
    assert not stage.track.receive(layer, RtpPacket(99, True, 1, 0, 5, b"x"), ReceivedIds(), 0.0)


def test_nack_is_answered_with_the_very_same_packet() -> None:
    """Two plaintexts under one number would give AES-GCM's key away."""
    stage = Stage()
    publisher = Publisher(stage, "", 1000, 5)
    publisher.send_frame(key=True, packets=3)
    datagrams = list(stage.transport.wire.datagrams)
    lost = stage.take()[1]
    stage.clock.now += 0.2
    stage.sender.receive(Nack(1, stage.subscription.ssrc, (lost.sequence,)), stage.clock.now)
    assert stage.transport.wire.datagrams == [datagrams[1]]
    assert stage.counters.retransmitted == 1


def test_nack_across_a_switch_finds_the_old_layers_packet() -> None:
    stage, publishers = simulcast()
    stage.take()
    old = publishers["f"].send_frame()
    stage.subscription.set_quality(0)
    stage.tick()
    publishers["q"].send_frame(key=True)
    old_out, _ = stage.take()
    stage.sender.receive(Nack(1, stage.subscription.ssrc, (old_out.sequence,)), stage.clock.now)
    assert len(stage.transport.wire.datagrams) == 1
    assert old[0].payload[6:] == old_out.payload[6:]


def test_nack_is_answered_by_rtx_where_negotiated() -> None:
    stage = Stage(repair=True)
    publisher = Publisher(stage, "", 1000, 5)
    publisher.send_frame(key=True, packets=3)
    lost = stage.take()[1]
    stage.sender.receive(Nack(1, stage.subscription.ssrc, (lost.sequence,)), stage.clock.now)
    (repair,) = stage.take()
    assert repair.ssrc == stage.subscription.repair_ssrc
    assert repair.payload_type == 50
    assert repair.payload == lost.sequence.to_bytes(2, "big") + lost.payload
    assert repair.timestamp == lost.timestamp


def test_retransmissions_stay_within_their_budget() -> None:
    stage = Stage(repair=True)
    publisher = Publisher(stage, "", 1000, 5)
    publisher.send_frame(key=True, packets=300)
    sequences = tuple(packet.sequence for packet in stage.take())
    stage.sender.receive(Nack(1, stage.subscription.ssrc, sequences), stage.clock.now)
    resent = sum(len(datagram) for datagram in stage.transport.wire.datagrams)
    assert 0 < resent < 50_000
    assert stage.counters.dropped["nack_budget"] > 0


def test_repeated_nack_for_one_packet_is_answered_once_in_a_round_trip() -> None:
    stage = Stage()
    publisher = Publisher(stage, "", 1000, 5)
    publisher.send_frame(key=True)
    (packet,) = stage.take()
    for _ in range(5):
        stage.sender.receive(Nack(1, stage.subscription.ssrc, (packet.sequence,)), stage.clock.now)
    assert len(stage.transport.wire.datagrams) == 1


def test_nack_for_what_never_was_is_ignored() -> None:
    stage = Stage()
    publisher = Publisher(stage, "", 1000, 5)
    publisher.send_frame(key=True)
    (packet,) = stage.take()
    for sequence in (packet.sequence + 5, packet.sequence - 5, packet.sequence + 30_000):
        stage.sender.receive(Nack(1, stage.subscription.ssrc, (sequence & 0xFFFF,)), stage.clock.now)
        stage.sender.receive(Nack(1, 12345, (packet.sequence,)), stage.clock.now)
    assert stage.transport.wire.datagrams == []


def test_storm_of_picture_loss_reaches_the_publisher_once() -> None:
    stage = Stage()
    publisher = Publisher(stage, "", 1000, 5)
    publisher.send_frame(key=True)
    stage.clock.now += 5
    stage.source.requests.clear()
    for _ in range(50):
        stage.sender.receive(KeyFrameRequest(1, stage.subscription.ssrc), stage.clock.now)
    assert stage.source.requests == [publisher.layer.ssrc]


def test_sender_report_maps_the_publishers_clock_to_this_stream() -> None:
    stage = Stage()
    publisher = Publisher(stage, "", 1000, 5)
    publisher.send_frame(key=True)
    (packet,) = stage.take()
    assert publisher.layer.stream is not None
    publisher.layer.stream.sender_report(SenderReport(1, 77 << 32, 1000, 0, 0), stage.clock.now)
    stage.tick(1.0)
    stage.tick(1.0)
    report = next(r for r in stage.transport.rtcp if isinstance(r, SenderReport))
    elapsed = (report.ntp - (77 << 32)) / (1 << 32)
    assert (report.rtp - packet.timestamp) & 0xFFFFFFFF == pytest.approx(elapsed * 90_000, abs=2)
    assert report.packets == 1


def test_closed_subscription_is_forgotten() -> None:
    stage = Stage()
    publisher = Publisher(stage, "", 1000, 5)
    publisher.send_frame(key=True)
    stage.subscription.close()
    stage.subscription.close()
    publisher.send_frame()
    assert len(stage.take()) == 1
    assert stage.track.subscriptions == ()
    assert stage.sender.subscriptions == []
