"""RTP packets survive parsing and writing; malformed ones are refused with one exception."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media_gateway.errors import WireError
from media_gateway.rtp import RtpPacket, is_rtcp, parse_rtp, write_extensions, write_rtp

from .fixtures import recorded

extensions = st.dictionaries(st.integers(1, 14), st.binary(min_size=1, max_size=16), max_size=6)
packets = st.builds(
    RtpPacket,
    payload_type=st.integers(0, 127),
    marker=st.booleans(),
    sequence=st.integers(0, 0xFFFF),
    timestamp=st.integers(0, 0xFFFFFFFF),
    ssrc=st.integers(0, 0xFFFFFFFF),
    payload=st.binary(max_size=200),
    extensions=extensions,
)


@given(packets)
def test_written_packets_parse_to_the_same(packet: RtpPacket) -> None:
    assert parse_rtp(write_rtp(packet)) == packet


@given(st.dictionaries(st.integers(1, 255), st.binary(max_size=255), min_size=1, max_size=4))
def test_extensions_too_large_for_one_byte_form_take_the_two_byte_form(elements: dict[int, bytes]) -> None:
    packet = RtpPacket(96, False, 1, 2, 3, b"x", elements)
    assert parse_rtp(write_rtp(packet)).extensions == elements


@given(st.binary(max_size=100))
def test_garbage_is_refused_or_parsed_but_never_fails_otherwise(data: bytes) -> None:
    with contextlib.suppress(WireError):
        parse_rtp(data)


@given(st.data())
def test_damaged_recorded_packets_fail_in_the_documented_way(data: st.DataObject) -> None:
    packet = bytearray(recorded("rtp_video_vp8"))
    for _ in range(data.draw(st.integers(1, 4))):
        packet[data.draw(st.integers(0, 40))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(packet)))
    with contextlib.suppress(WireError):
        parse_rtp(bytes(packet[:cut]))


def test_chromium_video_packet() -> None:
    packet = parse_rtp(recorded("rtp_video_vp8"))
    assert packet.extensions, "Chromium names the section and layer in the first packets"
    assert len(packet.payload) > 900


def test_padding_is_removed() -> None:
    data = bytearray(write_rtp(RtpPacket(96, False, 1, 2, 3, b"payload")))
    data[0] |= 0x20
    assert parse_rtp(bytes(data) + b"\0\0\3").payload == b"payload"


def test_padding_only_packet_has_an_empty_payload() -> None:
    data = bytearray(write_rtp(RtpPacket(96, False, 1, 2, 3, b"")))
    data[0] |= 0x20
    assert parse_rtp(bytes(data) + bytes(254) + b"\xff").payload == b""


@pytest.mark.parametrize(
    "data",
    [
        b"",
        bytes(11),
        bytes(12),  # version 0
        b"\x90" + bytes(11),  # extension header missing
        b"\x90" + bytes(11) + b"\xbe\xde\x00\x05",  # extension cut off
        b"\xa0" + bytes(11) + b"\x00",  # padding of length zero
        b"\xa0" + bytes(11) + b"\x09",  # padding longer than the packet
        b"\x8f" + bytes(11),  # fifteen CSRCs announced, none there
    ],
)
def test_malformed_packets_are_refused(data: bytes) -> None:
    with pytest.raises(WireError):
        parse_rtp(data)


def test_oversized_extension_cannot_be_written() -> None:
    with pytest.raises(WireError):
        write_extensions([(1, bytes(256))])


def test_rtcp_is_told_apart_from_rtp() -> None:
    assert is_rtcp(recorded("rtcp_sender_report"))
    assert not is_rtcp(recorded("rtp_audio"))
    assert not is_rtcp(b"\x80")
