"""What a codestream says of itself: size, samples, precision, sign and colours, read from its markers."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from imaging.errors import NotSupported

_JPEG_START = b"\xff\xd8"
_J2K_START = b"\xff\x4f\xff\x51"
_JP2_SIGNATURE = b"\x00\x00\x00\x0cjP  "

# Frame headers (SOFn): all of ISO/IEC 10918-1 table B.1, and JPEG-LS (ISO/IEC 14495-1).
_FRAME_HEADERS = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC} | {0xF7})
# Markers without a length: TEM, RSTn, SOI, EOI (ISO/IEC 10918-1 section B.1.1.3).
_BARE = frozenset({0x01, *range(0xD0, 0xDA)})
_BASELINE = 0xC0
_SCAN = 0xDA
_APP0 = 0xE0


@dataclass(frozen=True, slots=True)
class Codestream:
    """`signed` is known of JPEG 2000 only; `rgb`, `jfif` and `baseline` of JPEG only."""

    rows: int
    columns: int
    samples: int
    precision: int
    signed: bool | None = None
    rgb: bool = False
    """Its components are named R, G, B: no colour transform was made."""
    jfif: bool = False
    """It is a JFIF file, whose colours are luminance and two differences by definition."""
    baseline: bool = False
    """It is of the baseline process (ISO/IEC 10918-1 section 4.11), which every decoder knows."""


def read_codestream(frame: bytes) -> Codestream:
    """Raises NotSupported where `frame` is none of JPEG, JPEG-LS, JPEG 2000 and HTJ2K."""
    try:
        if frame.startswith(_JPEG_START):
            return _jpeg(frame)
        # Some writers wrap the codestream in a JP2 file, which PS3.5 section 8.2.4 forbids.
        start = frame.find(_J2K_START) if frame.startswith(_JP2_SIGNATURE) else 0
        if start >= 0 and frame.startswith(_J2K_START, start):
            return _jpeg_2000(frame, start + len(_J2K_START))
    except (struct.error, IndexError) as error:
        raise NotSupported("The compressed frame is cut off within its header.") from error
    raise NotSupported("The compressed frame does not begin as JPEG, JPEG-LS or JPEG 2000 do.")


def _jpeg(frame: bytes) -> Codestream:
    position, jfif = 2, False
    while True:
        if frame[position] != 0xFF:
            raise NotSupported("The compressed frame has a damaged JPEG header.")
        marker = frame[position + 1]
        if marker == 0xFF:
            position += 1
            continue
        if marker in _BARE:
            position += 2
            continue
        if marker == _SCAN:
            raise NotSupported("The compressed frame has no JPEG frame header.")
        (length,) = struct.unpack_from(">H", frame, position + 2)
        body = position + 4
        if marker == _APP0:
            jfif = frame.startswith(b"JFIF", body)
        if marker in _FRAME_HEADERS:
            precision, rows, columns, samples = struct.unpack_from(">BHHB", frame, body)
            names = bytes(frame[body + 6 + 3 * index] for index in range(samples))
            return Codestream(
                rows,
                columns,
                samples,
                precision,
                rgb=names in (b"RGB", b"rgb"),
                jfif=jfif,
                baseline=marker == _BASELINE,
            )
        position += 2 + max(length, 2)


def _jpeg_2000(frame: bytes, position: int) -> Codestream:
    """The SIZ segment (ISO/IEC 15444-1 section A.5.1); `position` is that of its length."""
    columns, rows, left, top = struct.unpack_from(">IIII", frame, position + 4)
    (samples,) = struct.unpack_from(">H", frame, position + 36)
    depth = frame[position + 38]
    return Codestream(rows - top, columns - left, samples, (depth & 0x7F) + 1, signed=bool(depth & 0x80))
