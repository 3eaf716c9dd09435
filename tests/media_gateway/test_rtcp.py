"""RTCP from real peers is understood, what the gateway writes can be read, garbage is refused."""

import contextlib
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media_gateway.errors import WireError
from media_gateway.rtcp import (
    KeyFrameRequest,
    Nack,
    ReceiverReport,
    Remb,
    ReportBlock,
    SenderReport,
    compound,
    parse_rtcp,
    write_nack,
    write_pli,
    write_receiver_report,
    write_remb,
    write_sender_report,
    write_source_description,
)

from .fixtures import recorded

u32 = st.integers(0, 0xFFFFFFFF)
blocks = st.builds(
    ReportBlock,
    ssrc=u32,
    fraction_lost=st.integers(0, 255),
    lost=st.integers(-0x800000, 0x7FFFFF),
    highest=u32,
    jitter=u32,
    last_sr=u32,
    delay=u32,
)


def test_chromium_sender_report() -> None:
    packets = parse_rtcp(recorded("rtcp_sender_report"))
    report = packets[0]
    assert isinstance(report, SenderReport)
    assert report.ntp >> 32 > 3_900_000_000, "seconds since 1900"


def test_chromium_receiver_report_with_remb() -> None:
    packets = parse_rtcp(recorded("rtcp_report_and_remb"))
    assert any(isinstance(packet, ReceiverReport) and packet.reports for packet in packets)
    estimate = next(packet for packet in packets if isinstance(packet, Remb))
    assert 10_000 < estimate.bitrate < 100_000_000
    assert estimate.ssrcs


@given(st.builds(SenderReport, u32, st.integers(0, (1 << 64) - 1), u32, u32, u32, st.tuples(blocks)))
def test_sender_reports_round_trip(report: SenderReport) -> None:
    assert parse_rtcp(write_sender_report(report)) == [report]


@given(st.builds(ReceiverReport, u32, st.lists(blocks, max_size=31).map(tuple)))
def test_receiver_reports_round_trip(report: ReceiverReport) -> None:
    assert parse_rtcp(write_receiver_report(report)) == [report]


@given(u32, u32, st.lists(st.integers(0, 0xFFFF), min_size=1, max_size=50, unique=True))
def test_nacks_name_exactly_the_lost_packets(sender: int, media: int, lost: list[int]) -> None:
    (parsed,) = parse_rtcp(write_nack(Nack(sender, media, tuple(sorted(lost)))))
    assert isinstance(parsed, Nack)
    assert set(parsed.lost) == set(lost)


def test_a_run_of_losses_across_the_wrap_fits_one_pair() -> None:
    lost = tuple((0xFFFA + i) & 0xFFFF for i in range(17))
    written = write_nack(Nack(1, 2, lost))
    assert len(written) == 16
    assert parse_rtcp(written) == [Nack(1, 2, lost)]


@given(u32, st.integers(0, (1 << 62)))
def test_remb_keeps_eighteen_bits(sender: int, bitrate: int) -> None:
    (parsed,) = parse_rtcp(write_remb(Remb(sender, bitrate, (7, 8))))
    assert isinstance(parsed, Remb)
    assert bitrate * 0.9999 - 1 <= parsed.bitrate <= bitrate
    assert parsed.ssrcs == (7, 8)


def test_picture_loss_and_full_intra_requests() -> None:
    assert parse_rtcp(write_pli(KeyFrameRequest(1, 2))) == [KeyFrameRequest(1, 2)]
    full_intra = struct.pack("!BBHIIIB3xIB3x", 0x84, 206, 6, 1, 0, 5, 9, 6, 10)
    assert parse_rtcp(full_intra) == [KeyFrameRequest(1, 5), KeyFrameRequest(1, 6)]


def test_transport_wide_feedback_is_not_taken_for_losses() -> None:
    assert parse_rtcp(struct.pack("!BBHIIHHI", 0x8F, 205, 4, 1, 2, 100, 3, 0)) == []


def test_unknown_types_are_skipped() -> None:
    goodbye = struct.pack("!BBHI", 0x81, 203, 1, 77)
    assert parse_rtcp(write_source_description(1, "name") + goodbye + write_pli(KeyFrameRequest(1, 2))) == [
        KeyFrameRequest(1, 2)
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"\x80",
        b"\x00\xc8\x00\x00",  # version 0
        b"\x80\xc8\x00\x05" + bytes(8),  # shorter than announced
        b"\x80\xc8\x00\x01" + bytes(4),  # sender report without its sender information
        b"\x81\xc9\x00\x01" + bytes(4),  # a report block announced, none there
        b"\x81\xce\x00\x01" + bytes(4),  # PLI without its media source
        b"\xa1\xc9\x00\x01" + b"\0\0\0\xff",  # more padding than content
        b"\x8f\xce\x00\x04" + bytes(8) + b"REMB" + b"\x05\0\0\0",  # five SSRCs announced, none there
    ],
)
def test_malformed_packets_are_refused(data: bytes) -> None:
    with pytest.raises(WireError):
        parse_rtcp(data)


@given(st.binary(max_size=200))
def test_garbage_fails_only_in_the_documented_way(data: bytes) -> None:
    try:
        parse_rtcp(b"\x81\xcd" + data)
        parse_rtcp(data)
    except WireError:
        pass


@given(st.data())
def test_damaged_recorded_packets_fail_only_in_the_documented_way(data: st.DataObject) -> None:
    packet = bytearray(recorded(data.draw(st.sampled_from(["rtcp_report_and_remb", "rtcp_sender_report"]))))
    for _ in range(data.draw(st.integers(1, 4))):
        packet[data.draw(st.integers(0, len(packet) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(WireError):
        parse_rtcp(bytes(packet))


def test_compounds_stay_within_a_datagram() -> None:
    packets = [write_pli(KeyFrameRequest(1, n)) for n in range(500)]
    datagrams = compound(packets)
    assert all(len(datagram) <= 1200 for datagram in datagrams)
    assert b"".join(datagrams) == b"".join(packets)
