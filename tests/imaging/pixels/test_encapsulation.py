"""Frames of encapsulated values are told apart with, without and in spite of an offset table."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imaging.errors import NotSupported
from imaging.pixels.encapsulation import encapsulated_frames

END = b"\xfe\xff\xdd\xe0" + bytes(4)
JPEG = (b"\xff\xd8" + bytes(30), bytes(32), bytes(20) + b"\xff\xd9")
"""One frame in three fragments."""


def item(data: bytes) -> bytes:
    return b"\xfe\xff\x00\xe0" + struct.pack("<I", len(data)) + data


def frames_of(value: bytes, frames: int) -> list[bytes]:
    """What is found in `value`, which does not begin at the beginning of its file."""
    file = b"head" + value + b"what follows"
    found = encapsulated_frames(lambda length, offset: file[offset : offset + length], 4, frames)
    return [b"".join(file[span.offset : span.offset + span.length] for span in frame) for frame in found]


def test_one_frame_has_all_fragments() -> None:
    assert frames_of(item(b"") + b"".join(map(item, JPEG)) + END, 1) == [b"".join(JPEG)]


def test_one_fragment_for_each_frame_needs_no_table() -> None:
    assert frames_of(item(b"") + item(b"ab") + item(b"cd") + END, 2) == [b"ab", b"cd"]


def test_the_offset_table_groups_fragments() -> None:
    table = struct.pack("<2I", 0, 2 * 10)
    value = item(table) + item(b"ab") + item(b"cd") + item(b"ef") + END
    assert frames_of(value, 2) == [b"abcd", b"ef"]


@pytest.mark.parametrize("table", [b"", struct.pack("<2I", 0, 7), struct.pack("<2I", 8, 0), b"\xff" * 8])
def test_without_a_table_that_holds_the_codestreams_tell(table: bytes) -> None:
    value = item(table) + b"".join(map(item, JPEG)) * 2 + END
    assert frames_of(value, 2) == [b"".join(JPEG)] * 2


def test_frames_that_cannot_be_told_apart_are_refused() -> None:
    with pytest.raises(NotSupported, match="3 fragments for 2 frames"):
        frames_of(item(b"") + item(b"ab") * 3 + END, 2)


def test_what_is_whole_of_a_file_that_was_cut_off_is_found() -> None:
    value = item(b"") + item(b"ab") + item(b"cd") + b"\xfe\xff\x00\xe0" + struct.pack("<I", 1000)
    file = value + b"cut"
    found = encapsulated_frames(lambda length, offset: file[offset : offset + length], 0, 3)
    assert len(found) == 2


@given(st.binary(max_size=200), st.integers(1, 5))
def test_any_bytes_end_in_frames_within_the_file_or_one_error(value: bytes, frames: int) -> None:
    try:
        found = encapsulated_frames(lambda length, offset: value[offset : offset + length], 0, frames)
    except NotSupported:
        return
    assert all(span.offset + span.length <= len(value) for frame in found for span in frame)
