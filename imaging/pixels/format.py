"""How an instance describes its pixels: the Image Pixel module (PS3.3 C.7.6.3) as one frozen value."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from pydicom import Dataset

from imaging.errors import NotSupported
from imaging.pixels.syntaxes import Codec, syntax

MAX_SIDE = 65535
"""Rows and Columns are unsigned 16 bit numbers."""
MAX_FRAME_BYTES = 1 << 30
"""What a frame may take uncompressed; larger ones come from damaged headers, and would take the memory."""

PIXEL_KEYWORDS = ("PixelData", "FloatPixelData", "DoubleFloatPixelData")
"""The attributes that can hold pixels (PS3.3 C.7.6.3, C.7.6.24 and C.7.6.25)."""


@dataclass(frozen=True, slots=True)
class PixelFormat:
    """Shape and meaning of an instance's pixel values; `signed` and bit counts are per sample."""

    transfer_syntax: str
    rows: int
    columns: int
    frames: int
    samples: int
    bits_allocated: int
    bits_stored: int
    signed: bool
    planar: bool
    """Samples of a colour stored plane after plane (Planar Configuration 1)."""
    photometric: str
    keyword: str = "PixelData"

    @property
    def codec(self) -> Codec:
        return syntax(self.transfer_syntax).codec

    @property
    def dtype(self) -> np.dtype[np.generic]:
        """Little-endian type of one sample; one byte per sample for bits (Bits Allocated 1)."""
        if self.keyword != "PixelData":
            return np.dtype("<f4" if self.keyword == "FloatPixelData" else "<f8")
        return np.dtype(f"<{'i' if self.signed else 'u'}{max(self.bits_allocated // 8, 1)}")

    @property
    def shape(self) -> tuple[int, ...]:
        """Of a decoded frame."""
        return (self.rows, self.columns) if self.samples == 1 else (self.rows, self.columns, self.samples)

    @property
    def subsampled(self) -> bool:
        """Whether native values share one pair of colours between two pixels (PS3.3 C.7.6.3.1.2)."""
        return self.photometric == "YBR_FULL_422" and self.codec is Codec.NATIVE

    @property
    def frame_bits(self) -> int:
        """Length of one native frame."""
        samples = 2 if self.subsampled else self.samples
        return self.rows * self.columns * samples * self.bits_allocated

    def with_pixels(self, photometric: str, *, planar: bool = False) -> PixelFormat:
        return replace(self, photometric=photometric, planar=planar)


def pixel_format(header: Dataset, transfer_syntax: str, keyword: str = "PixelData") -> PixelFormat:
    """Of a data set, whatever it holds beside. Raises NotSupported where it describes no picture."""
    rows, columns = _number(header, "Rows", 0), _number(header, "Columns", 0)
    samples = _number(header, "SamplesPerPixel", 1)
    bits = {"PixelData": _number(header, "BitsAllocated", 0), "FloatPixelData": 32}.get(keyword, 64)
    stored = _number(header, "BitsStored", bits)
    if not (0 < rows <= MAX_SIDE and 0 < columns <= MAX_SIDE):
        raise NotSupported(f"There is no picture in it: Rows is {rows} and Columns is {columns}.")
    if samples not in (1, 3, 4):
        raise NotSupported(f"Samples per Pixel is {samples}; only 1, 3 and 4 can be shown.")
    if bits not in (1, 8, 16, 32, 64):
        raise NotSupported(f"Bits Allocated is {bits}; only 1, 8, 16, 32 and 64 can be read.")
    if rows * columns * samples * bits // 8 > MAX_FRAME_BYTES:
        raise NotSupported(f"A frame of {rows} x {columns} with {bits} bits is too large to be decoded.")
    return PixelFormat(
        transfer_syntax,
        rows,
        columns,
        frames=max(1, _number(header, "NumberOfFrames", 1)),
        samples=samples,
        bits_allocated=bits,
        bits_stored=stored if 0 < stored <= bits else bits,
        signed=_number(header, "PixelRepresentation", 0) == 1,
        planar=samples > 1 and _number(header, "PlanarConfiguration", 0) == 1,
        photometric=str(header.get("PhotometricInterpretation") or "MONOCHROME2"),
        keyword=keyword,
    )


def pixel_keyword(header: Dataset) -> str:
    """Which of the three attributes holds the pixels. Raises NotSupported where there is none."""
    for keyword in PIXEL_KEYWORDS:
        if keyword in header:
            return keyword
    raise NotSupported("The instance has no pixel data.")


def _number(header: Dataset, keyword: str, default: int) -> int:
    # Damaged files have text ("1A"), nothing or several values here.
    value = header.get(keyword)
    try:
        return default if value is None or value == "" else int(value)
    except (TypeError, ValueError) as error:
        raise NotSupported(f"{keyword} is {value!r}, which is not a number.") from error
