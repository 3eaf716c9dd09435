"""Opens a still picture in a consumer format, trusting nothing in it."""

import struct
from dataclasses import dataclass
from io import BytesIO

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps

from imaging.errors import ArchiveError, NotSupported
from imaging.pixels.codestream import read_codestream

MEDIA_TYPES = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP"}
"""What is taken, and Pillow's name of it."""

MAX_PIXELS = 7680 * 4320
"""The largest screen there is. A file of a few kilobytes can announce, and unpack to, any number."""

_ORIENTATION = 0x0112
"""Exif: how the picture is to be turned."""

# What Pillow's readers raise for damaged files, which it calls by no common name.
_DAMAGE = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    IndexError,
    KeyError,
    EOFError,
    OverflowError,
    MemoryError,
    struct.error,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


class BadPicture(ArchiveError):
    """The bytes are no picture of the kind they are said to be, or one too large; the text says which."""


@dataclass(frozen=True, slots=True)
class Still:
    """A decoded picture, the right way up: rows x columns of grey, or rows x columns x 3 of RGB, 8 bit."""

    pixels: npt.NDArray[np.uint8]
    data: bytes
    """As it came."""
    jpeg: bool
    """`data` is a baseline JPEG (ISO/IEC 10918-1) of just these pixels, so that it can be kept as it is."""

    @property
    def width(self) -> int:
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        return int(self.pixels.shape[0])


def read_still(data: bytes, media_type: str) -> Still:
    """The picture in `data`, decoded to its end. Takes up to four bytes of memory a pixel.

    `media_type` is one of MEDIA_TYPES. Raises BadPicture.
    """
    try:
        with Image.open(BytesIO(data), formats=[MEDIA_TYPES[media_type]]) as image:
            _check(image)
            image.load()
            turned = image.getexif().get(_ORIENTATION, 1) != 1
            upright = ImageOps.exif_transpose(image)
            pixels = np.asarray(upright.convert("L" if upright.mode in ("1", "L") else "RGB"))
            # Other modes (CMYK, alpha, palettes) were converted: their bytes do not hold these pixels.
            plain = image.mode in ("L", "RGB") and not turned
    except BadPicture:
        raise
    except _DAMAGE as error:
        raise BadPicture(f"This is no {MEDIA_TYPES[media_type]} picture, or a damaged one.") from error
    jpeg = plain and media_type == "image/jpeg" and _is_baseline(data)
    return Still(pixels, data, jpeg)


def _check(image: Image.Image) -> None:
    """Before anything is unpacked."""
    if image.width * image.height > MAX_PIXELS:
        raise BadPicture(
            f"The picture has {image.width} x {image.height} pixels; {MAX_PIXELS} in all are the most."
        )
    if getattr(image, "n_frames", 1) != 1:
        raise BadPicture("The picture moves: only still ones are taken.")


def _is_baseline(data: bytes) -> bool:
    try:
        stream = read_codestream(data)
    except NotSupported:
        return False
    return stream.baseline and not stream.rgb
