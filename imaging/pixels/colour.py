"""Colours as 8 bit RGB, whatever the stored colour space (PS3.3 C.7.6.3.1.2)."""

from __future__ import annotations

import numpy as np
from pydicom import Dataset
from pydicom.pixels.processing import apply_color_lut, convert_color_space

from imaging.errors import NotSupported
from imaging.pixels.decode import Picture
from imaging.pixels.format import PixelFormat
from imaging.pixels.windowing import Bytes


def is_grey(described: PixelFormat) -> bool:
    return described.samples == 1 and described.photometric != "PALETTE COLOR"


def rgb(picture: Picture, described: PixelFormat, header: Dataset) -> Bytes:
    """Rows x columns x 3. Raises NotSupported for colour spaces that are not in use any more."""
    if picture.photometric == "PALETTE COLOR":
        colours = apply_color_lut(picture.samples, header)[..., :3]
        # Entries have 8 or 16 bits (PS3.3 C.7.6.3.1.5).
        return (colours >> 8).astype(np.uint8) if colours.dtype.itemsize > 1 else colours
    if picture.photometric not in ("RGB", "YBR_FULL"):
        raise NotSupported(f"Pictures of photometric interpretation {picture.photometric} cannot be shown.")
    samples = picture.samples
    shift = described.bits_stored - 8
    eight = samples.astype(np.uint8) if shift <= 0 else (samples >> shift).astype(np.uint8)
    return convert_color_space(eight, "YBR_FULL", "RGB") if picture.photometric == "YBR_FULL" else eight
