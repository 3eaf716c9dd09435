"""Key frames are found in every codec's payload, and garbage is never mistaken for one or fails."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media_gateway import av1, h264, vp9
from media_gateway.codecs import KEY_FRAME_DETECTORS
from media_gateway.errors import WireError
from media_gateway.vp8 import Vp8Descriptor, parse_descriptor, patch_counters

_KEY, _DELTA = b"\x00", b"\x01"  # the lowest bit of a VP8 frame header


def test_vp8_descriptor_with_every_field() -> None:
    payload = bytes((0x90, 0xF0, 0x81, 0x23, 0x42, 0x60)) + _KEY
    assert parse_descriptor(payload) == Vp8Descriptor(True, 0x123, 2, True, 0x42, 4)


def test_vp8_short_picture_id() -> None:
    descriptor = parse_descriptor(bytes((0x90, 0x80, 0x23)) + _DELTA)
    assert descriptor == Vp8Descriptor(False, 0x23, 2, False, 0, 0)


@pytest.mark.parametrize(
    ("first", "key"), [(0x10, True), (0x00, False), (0x11, False), (0x17, False), (0x30, True)]
)
def test_vp8_key_frames_start_partition_zero(first: int, key: bool) -> None:
    assert parse_descriptor(bytes((first,)) + _KEY).key_frame_start is key
    assert not parse_descriptor(bytes((first,)) + _DELTA).key_frame_start


@pytest.mark.parametrize("payload", [b"", b"\x90", b"\x90\x80", b"\x90\x80\x81", b"\x90\xf0\x81\x01"])
def test_vp8_payload_that_ends_in_its_descriptor_is_refused(payload: bytes) -> None:
    with pytest.raises(WireError):
        parse_descriptor(payload)


@given(st.integers(0, 0x7FFF), st.integers(0, 255), st.integers(0, 0x7FFF), st.integers(0, 255))
def test_vp8_counters_are_shifted_and_wrap(
    picture: int, tl0: int, picture_shift: int, tl0_shift: int
) -> None:
    payload = bytearray((0x90, 0xC0, 0x80 | picture >> 8, picture & 0xFF, tl0)) + _KEY
    descriptor = parse_descriptor(bytes(payload))
    patch_counters(payload, 0, descriptor, picture_shift, tl0_shift)
    shifted = parse_descriptor(bytes(payload))
    assert shifted.picture_id == (picture + picture_shift) & 0x7FFF
    assert shifted.tl0 == (tl0 + tl0_shift) & 0xFF
    assert shifted.key_frame_start == descriptor.key_frame_start


def test_vp8_short_counter_wraps_at_seven_bits() -> None:
    payload = bytearray((0x90, 0x80, 0x7F)) + _KEY
    patch_counters(payload, 0, parse_descriptor(bytes(payload)), 1, 0)
    assert payload[2] == 0


@pytest.mark.parametrize(
    ("payload", "key"),
    [
        (bytes((0x67, 0x42)), True),  # sequence parameter set
        (bytes((0x65, 0x88)), True),  # IDR slice
        (bytes((0x41, 0x9A)), False),  # other slice
        (bytes((0x68, 0xCE)), False),  # picture parameter set
        (bytes((0x78, 0, 2, 0x09, 0x10, 0, 2, 0x67, 0x42)), True),  # STAP-A: delimiter, then parameter set
        (bytes((0x78, 0, 2, 0x09, 0x10, 0, 2, 0x41, 0x42)), False),
        (bytes((0x78, 0, 0, 0x67)), False),  # unit of no length
        (bytes((0x7C, 0x85)), True),  # FU-A: start of an IDR slice
        (bytes((0x7C, 0x05)), False),  # its middle
        (bytes((0x7C, 0x81)), False),
        (bytes((0x7C,)), False),
        (b"", False),
    ],
)
def test_h264(payload: bytes, key: bool) -> None:
    assert h264.is_key_frame(payload) is key


@pytest.mark.parametrize(
    ("payload", "key"),
    [
        (bytes((0x88, 0x01)), True),
        (bytes((0x80, 0x01)), False),  # not the start of the frame
        (bytes((0xC8, 0x01)), False),  # predicted from another
        (bytes((0xA8, 0x81, 0x01, 0x00)), True),  # lowest spatial layer
        (bytes((0xA8, 0x81, 0x01, 0x02)), False),  # a higher one
        (bytes((0xA8, 0x81)), False),
        (bytes((0x28, 0x00)), True),
        (b"", False),
    ],
)
def test_vp9(payload: bytes, key: bool) -> None:
    assert vp9.is_key_frame(payload) is key


@pytest.mark.parametrize(
    ("payload", "key"), [(b"\x18\x0a", True), (b"\x10\x0a", False), (b"\x98\x0a", False), (b"", False)]
)
def test_av1(payload: bytes, key: bool) -> None:
    assert av1.is_key_frame(payload) is key


@given(st.sampled_from(sorted(KEY_FRAME_DETECTORS)), st.binary(max_size=64))
def test_no_payload_makes_a_detector_fail(mime: str, payload: bytes) -> None:
    assert KEY_FRAME_DETECTORS[mime](payload) in (True, False)
