"""Rates, reception statistics, audio levels, transport-wide feedback and the publisher's bandwidth."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media_gateway.audio_level import AudioLevel
from media_gateway.bandwidth import PublisherBandwidth
from media_gateway.extensions import abs_send_time, audio_level_to_linear
from media_gateway.keyframes import KeyFrameRequests
from media_gateway.rate import RateMeter
from media_gateway.rtcp import SenderReport
from media_gateway.stream import ReceivedStream
from media_gateway.transport_feedback import ArrivalRecorder


def test_rate_covers_the_last_second() -> None:
    meter = RateMeter()
    for step in range(100):
        meter.add(100, step * 0.02)
    assert meter.bits_per_second(1.98) == pytest.approx(40_000, rel=0.1)
    assert meter.bits_per_second(2.5) == pytest.approx(20_000, rel=0.3)
    assert meter.bits_per_second(60.0) == 0


@given(st.lists(st.tuples(st.integers(0, 1500), st.floats(0, 3)), max_size=60))
def test_rate_never_counts_more_than_came(steps: list[tuple[int, float]]) -> None:
    meter, now, total = RateMeter(), 1000.0, 0
    for size, pause in steps:
        now += pause
        meter.add(size, now)
        total += size
        assert 0 <= meter.bytes_per_second(now) <= total


def test_sequence_numbers_extend_across_the_wrap_in_any_order() -> None:
    stream = ReceivedStream(1, 90_000)
    extended = [stream.extend(s) for s in (65_534, 65_535, 1, 0, 2, 65_533)]
    base = extended[0]
    assert [value - base for value in extended] == [0, 1, 3, 2, 4, -1]


def test_report_block_tells_losses_since_the_last() -> None:
    stream = ReceivedStream(7, 90_000)
    for sequence in (1, 2, 4, 5, 6, 8):
        stream.extend(sequence)
        stream.count(sequence * 3000, sequence / 30)
    block = stream.report_block(1.0)
    assert (block.ssrc, block.lost, block.highest) == (7, 2, 8)
    assert block.fraction_lost == (2 << 8) // 8
    assert block.jitter == 0
    assert stream.report_block(2.0).fraction_lost == 0


def test_report_block_echoes_the_sender_report() -> None:
    stream = ReceivedStream(7, 90_000)
    stream.extend(1)
    stream.sender_report(SenderReport(7, 0x1122334455667788, 0, 0, 0), 10.0)
    block = stream.report_block(10.5)
    assert block.last_sr == 0x33445566
    assert block.delay == 32_768


def test_clock_reference_moves_both_clocks_alike() -> None:
    stream = ReceivedStream(7, 90_000)
    stream.sender_report(SenderReport(7, 100 << 32, 5000, 0, 0), 10.0)
    clock = stream.clock
    assert clock is not None
    assert clock.ntp_at(12.0) == 102 << 32
    assert clock.rtp_at(12.0, 90_000) == 5000 + 180_000


def test_audio_level_smooths_and_falls_silent() -> None:
    level = AudioLevel()
    assert level.at(0.0) == 0.0
    for step in range(50):
        level.add(0.5, step * 0.02)
    assert level.at(1.0) == pytest.approx(0.5, rel=0.01)
    level.add(0.0, 1.02)
    assert 0.2 < level.at(1.02) < 0.5, "one silent packet does not end a word"
    assert level.at(2.0) == 0.0, "no packets, no sound"


def test_audio_level_scale() -> None:
    assert audio_level_to_linear(b"\x80") == 1.0
    assert audio_level_to_linear(b"\x14") == pytest.approx(0.1)
    assert audio_level_to_linear(b"\xff") == 0.0
    assert audio_level_to_linear(b"") == 0.0


def test_key_frame_requests_are_coalesced_but_never_lost() -> None:
    requests = KeyFrameRequests()
    assert requests.ask(0.0), "the first is sent at once"
    assert not any(requests.ask(0.01 * n) for n in range(1, 20))
    assert not requests.due(0.3, wanted=False)
    assert requests.due(0.55, wanted=False), "the storm gets its answer"
    assert not requests.due(2.0, wanted=False)


def test_newcomer_is_not_held_up_by_the_storm() -> None:
    requests = KeyFrameRequests()
    requests.ask(0.0)
    assert requests.ask(0.2, newcomer=True)
    assert not requests.ask(0.25, newcomer=True), "one request serves a crowd"


def test_wanted_key_frame_is_asked_for_until_it_comes() -> None:
    requests = KeyFrameRequests()
    requests.ask(0.0)
    sent = [t / 20 for t in range(1, 40) if requests.due(t / 20, wanted=True)]
    assert len(sent) == 4
    requests.ask(1.9)
    requests.arrived()
    assert not requests.due(9.0, wanted=False)


def decode_feedback(content: bytes) -> dict[int, float | None]:
    """A reader written from the draft alone: transport number -> arrival in ms, None if lost."""
    base, count = struct.unpack_from("!HH", content)
    reference = int.from_bytes(content[4:7], "big")
    symbols: list[int] = []
    position = 8
    while len(symbols) < count:
        (chunk,) = struct.unpack_from("!H", content, position)
        position += 2
        if chunk >> 15 == 0:
            symbols += [chunk >> 13 & 3] * (chunk & 0x1FFF)
        elif chunk >> 14 & 1:
            symbols += [chunk >> 12 - 2 * i & 3 for i in range(7)]
        else:
            symbols += [chunk >> 13 - i & 1 for i in range(14)]
    time = reference * 64.0
    arrivals: dict[int, float | None] = {}
    for offset, symbol in enumerate(symbols[:count]):
        number = (base + offset) & 0xFFFF
        if symbol == 0:
            arrivals[number] = None
            continue
        if symbol == 1:
            delta = content[position]
            position += 1
        else:
            (delta,) = struct.unpack_from("!h", content, position)
            position += 2
        time += delta * 0.25
        arrivals[number] = time
    assert position == len(content)
    return arrivals


@given(
    st.integers(0, 0xFFFF),
    st.lists(st.tuples(st.booleans(), st.floats(0, 0.3)), min_size=1, max_size=300),
)
def test_feedback_tells_arrivals_and_losses(first: int, steps: list[tuple[bool, float]]) -> None:
    recorder = ArrivalRecorder()
    now, sent = 5000.0, {}
    for index, (arrived, pause) in enumerate([(True, 0.0), *steps, (True, 0.0)]):
        now += pause
        if arrived:
            sent[(first + index) & 0xFFFF] = now
            recorder.record((first + index) & 0xFFFF, now)
    told: dict[int, float | None] = {}
    for content in recorder.take():
        told |= decode_feedback(content)
    assert len(told) == len(steps) + 2
    for number, arrival in told.items():
        if number in sent:
            assert arrival is not None
            assert (arrival - sent[number] * 1000) % (64 * 2**24) == pytest.approx(0, abs=1) or (
                arrival == pytest.approx(sent[number] * 1000, abs=1)
            )
        else:
            assert arrival is None


def test_losses_between_two_feedbacks_are_told() -> None:
    recorder = ArrivalRecorder()
    recorder.record(10, 1.0)
    recorder.take()
    recorder.record(13, 1.1)
    (content,) = recorder.take()
    assert [n for n, arrival in decode_feedback(content).items() if arrival is None] == [11, 12]
    assert recorder.take() == []


def test_feedback_counts_up_and_jumps_are_bounded() -> None:
    recorder = ArrivalRecorder()
    for number in (0, 9000, 30_000, 60_000):
        recorder.record(number, 1.0)
    contents = recorder.take()
    assert [content[7] for content in contents] == [0, 1, 2, 3]
    assert all(len(content) < 100 for content in contents)


def test_publisher_bandwidth_starts_high_and_falls_when_the_path_queues() -> None:
    bandwidth = PublisherBandwidth(seed_bps=8_000_000, max_bps=30_000_000)
    assert bandwidth.bps == 8_000_000
    sent = arrival = 100.0
    fell = False
    for _ in range(600):  # 4 Mbit/s into a path that carries 2 Mbit/s
        sent += 0.0024
        arrival = max(arrival + 0.0048, sent)
        fell = bandwidth.receive(abs_send_time(sent), 1200, 1, arrival) or fell
    assert fell, "the publisher hears of it at once"
    assert bandwidth.bps < 3_000_000


def test_publisher_without_send_times_keeps_the_seed() -> None:
    bandwidth = PublisherBandwidth(seed_bps=8_000_000, max_bps=5_000_000)
    assert not bandwidth.receive(b"", 1200, 1, 1.0)
    assert bandwidth.bps == 5_000_000
