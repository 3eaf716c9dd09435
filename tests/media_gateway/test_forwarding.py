"""A subscriber sees one continuous stream, whatever pauses and losses do behind it."""

import pytest

from media_gateway.extensions import PLAYOUT_DELAY_VALUE, ReceivedIds
from media_gateway.rtcp import ReceiverReport, ReportBlock, SenderReport
from media_gateway.rtp import RtpPacket
from media_gateway.vp8 import parse_descriptor

from .stage import FRAME, Publisher, Stage, assert_continuous


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
    assert (after.timestamp - before[-1].timestamp) & 0xFFFFFFFF == 6 * FRAME, "time has passed meanwhile"


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


def test_audio_comes_back_after_a_mute_whatever_layer_is_wanted() -> None:
    stage = Stage(kind="audio")
    stage.subscription.set_quality(0)
    layer = stage.track.layers[0]
    layer.bind(5)
    sequences: list[int] = []
    for number in range(3):
        stage.track.set_paused(number == 1)
        packet = RtpPacket(111, True, number, 960 * number, 5, b"opus")
        stage.track.receive(layer, packet, ReceivedIds(), stage.clock.now)
        stage.track.forward(stage.clock.now)
        sequences += [packet.sequence for packet in stage.take()]
    assert len(sequences) == 2
    assert sequences[1] == (sequences[0] + 1) & 0xFFFF


def test_payload_type_that_was_not_negotiated_is_refused() -> None:
    stage = Stage()
    layer = stage.track.layers[0]
    layer.bind(5)
    assert not stage.track.receive(layer, RtpPacket(99, True, 1, 0, 5, b"x"), ReceivedIds(), 0.0)


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


def test_worst_of_the_latest_reports_counts_and_round_trips_are_measured() -> None:
    stage = Stage()
    publisher = Publisher(stage, "", 1000, 5)
    publisher.send_frame(key=True)
    assert publisher.layer.stream is not None
    publisher.layer.stream.sender_report(SenderReport(1, 77 << 32, 1000, 0, 0), stage.clock.now)
    stage.tick(1.0)
    sent = next(r for r in stage.transport.rtcp if isinstance(r, SenderReport))
    stage.clock.now += 0.25
    block = ReportBlock(stage.subscription.ssrc, 64, 3, 9, 900, sent.ntp >> 16 & 0xFFFFFFFF, 65_536 // 10)
    stage.sender.receive(ReceiverReport(5, (block,)), stage.clock.now)
    assert stage.sender.loss == 0.25
    assert stage.sender.jitter_s == 0.01
    assert stage.sender.rtt_s == pytest.approx(0.15, abs=0.001)


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
