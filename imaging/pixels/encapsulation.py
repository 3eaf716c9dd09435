"""Where the frames of an encapsulated value are: items, offset tables and fragments (PS3.5 annex A.4)."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from imaging.errors import NotSupported

Pread = Callable[[int, int], bytes]
"""`pread(length, offset)`: bytes of the file; fewer at its end."""

_ITEM = b"\xfe\xff\x00\xe0"
_MAX_ITEMS = 200_000
# How much of a fragment tells whether a codestream starts or ends in it.
_PEEK = 16
_STARTS = (b"\xff\xd8", b"\xff\x4f\xff\x51")
_ENDS = b"\xff\xd9"


@dataclass(frozen=True, slots=True)
class Span:
    """A run of bytes in a file."""

    offset: int
    length: int


Frame = tuple[Span, ...]
"""The fragments that a frame is made of, in order."""


def encapsulated_frames(pread: Pread, offset: int, frames: int) -> tuple[Frame, ...]:
    """The frames of the encapsulated value at `offset`.

    The Basic Offset Table is believed only where every entry is the beginning of a fragment, since writers
    are found that fill it with nonsense. Fewer frames than announced are returned where the file is cut off.
    Raises NotSupported where no frame can be told from another.
    """
    items = list(_items(pread, offset))
    if not items:
        raise NotSupported("The compressed pixel data has no items.")
    table, fragments = items[0], items[1:]
    if not fragments:
        raise NotSupported("The compressed pixel data is empty.")
    if frames <= 1:
        return (tuple(fragments),)
    if len(fragments) <= frames:
        # One fragment is at least one frame; RLE and the Extended Offset Table demand exactly one.
        return tuple((fragment,) for fragment in fragments)
    starts = _table_starts(pread(table.length, table.offset), fragments) if table.length else None
    if starts is None or len(starts) != frames:
        starts = _codestream_starts(pread, fragments)
    if len(starts) < frames:
        raise NotSupported(
            f"The compressed pixel data has {len(fragments)} fragments for {frames} frames, "
            "and neither an offset table nor the codestreams tell which belong together."
        )
    bounds = [*starts, len(fragments)]
    return tuple(tuple(fragments[begin:end]) for begin, end in pairwise(bounds))


def _items(pread: Pread, offset: int) -> Iterator[Span]:
    """Values of the items that are wholly in the file, up to the end of the sequence."""
    for _ in range(_MAX_ITEMS):
        head = pread(8, offset)
        if len(head) < 8 or head[:4] != _ITEM:
            # A stray tag ends the value as its delimiter does: frames before it can still be shown.
            return
        (length,) = struct.unpack_from("<I", head, 4)
        span = Span(offset + 8, length)
        offset += 8 + length
        if length and not pread(1, offset - 1):
            return
        yield span


def _table_starts(table: bytes, fragments: Sequence[Span]) -> list[int] | None:
    """Index of each frame's first fragment by the Basic Offset Table; None where it cannot be right."""
    first = fragments[0].offset
    indexes = {fragment.offset - first: index for index, fragment in enumerate(fragments)}
    offsets = struct.unpack(f"<{len(table) // 4}I", table[: len(table) // 4 * 4])
    starts = [indexes[offset] for offset in offsets if offset in indexes]
    increasing = all(a < b for a, b in pairwise(starts))
    return starts if len(starts) == len(offsets) and increasing and starts[:1] == [0] else None


def _codestream_starts(pread: Pread, fragments: Sequence[Span]) -> list[int]:
    """Index of each fragment that begins a codestream after one that ended."""
    starts, ended = [], True
    for index, fragment in enumerate(fragments):
        head = pread(min(_PEEK, fragment.length), fragment.offset)
        if ended and head.startswith(_STARTS):
            starts.append(index)
        tail = min(_PEEK, fragment.length)
        ended = _ENDS in pread(tail, fragment.offset + fragment.length - tail)
    return starts
