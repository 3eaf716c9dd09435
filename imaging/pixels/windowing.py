"""From stored values to brightness: modality and VOI transformations (PS3.3 C.11.1 and C.11.2)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom import Dataset
from pydicom.multival import MultiValue
from pydicom.pixels.processing import apply_modality_lut, apply_voi

from imaging.pixels.decode import Samples
from imaging.pixels.format import PixelFormat

Values = NDArray[np.float64]
Bytes = NDArray[np.uint8]

_TABLE_BITS = 16
"""Up to so many bits a table of all values is quicker than the arithmetic for every pixel."""


class WindowFunction(StrEnum):
    """Defined terms of VOI LUT Function (0028,1056), PS3.3 C.11.2.1.3."""

    LINEAR = "LINEAR"
    LINEAR_EXACT = "LINEAR_EXACT"
    SIGMOID = "SIGMOID"


@dataclass(frozen=True, slots=True)
class Window:
    """Which values are spread over the grey scale; in units after the modality transformation."""

    center: float
    width: float
    function: WindowFunction = WindowFunction.LINEAR

    def apply(self, values: Values) -> Values:
        """Brightness from 0 to 1 (PS3.3 C.11.2.1.2 and C.11.2.1.3)."""
        match self.function:
            case WindowFunction.SIGMOID:
                return 1 / (1 + np.exp(np.clip(-4 * (values - self.center) / self.width, -700, 700)))
            case WindowFunction.LINEAR_EXACT:
                return np.clip((values - self.center) / self.width + 0.5, 0, 1)
        if self.width <= 1:
            return (values > self.center - 0.5).astype(np.float64)
        return np.clip((values - (self.center - 0.5)) / (self.width - 1) + 0.5, 0, 1)


def grey(
    samples: Samples, described: PixelFormat, header: Dataset, index: int, window: Window | None = None
) -> Bytes:
    """8 bit brightness of frame `index`, 0 black, as its header or `window` wants it to be shown.

    Without any window the values that occur are spread over the scale.
    """
    if samples.dtype.kind not in "iu" or described.bits_stored > _TABLE_BITS or samples.dtype.itemsize > 2:
        return _brightness(samples, samples, described, header, index, window)
    # Stored bits as unsigned numbers are the table's index; negative values are its second half.
    unsigned = samples.view(f"u{samples.dtype.itemsize}")
    every = np.arange(1 << samples.dtype.itemsize * 8, dtype=unsigned.dtype).view(samples.dtype)
    bits = described.bits_stored
    if bits < samples.dtype.itemsize * 8 and not described.signed:
        every = every[: 1 << bits]
    return np.take(_brightness(every, samples, described, header, index, window), unsigned)


def _brightness(
    values: Samples,
    image: Samples,
    described: PixelFormat,
    header: Dataset,
    index: int,
    window: Window | None,
) -> Bytes:
    """Of `values`; `image` is what the automatic window looks at."""
    modality = frame_attributes(header, index, "PixelValueTransformationSequence", "RescaleSlope")
    voi = frame_attributes(header, index, "FrameVOILUTSequence", "WindowCenter")
    after = _after_modality(values, modality)
    if window is None and voi.get("VOILUTSequence"):
        shown = _voi_table(after, voi)
    else:
        window = window or _stored_window(voi) or _automatic(_after_modality(image, modality), header, image)
        shown = window.apply(after)
    if described.photometric == "MONOCHROME1":
        shown = 1 - shown
    if image.dtype.kind == "f":
        # Numbers with a fraction may be none at all: where nothing was measured.
        shown = np.nan_to_num(shown, nan=0)
    return (shown * 255 + 0.5).astype(np.uint8)


def frame_attributes(header: Dataset, index: int, group: str, keyword: str) -> Dataset:
    """Where frame `index` has its `group` of attributes: of its own, shared, or in the data set itself.

    PS3.3 C.7.6.16; `keyword` at the top level wins, since only images without functional groups have it.
    """
    if keyword in header:
        return header
    frames = header.get("PerFrameFunctionalGroupsSequence") or []
    shared = header.get("SharedFunctionalGroupsSequence") or []
    for item in (*frames[index : index + 1], *shared[:1]):
        if item.get(group):
            found: Dataset = item[group].value[0]
            return found
    return header


def _after_modality(values: Samples, modality: Dataset) -> Values:
    return np.asarray(apply_modality_lut(values, modality), np.float64)


def _voi_table(values: Values, voi: Dataset) -> Values:
    bits = int(voi.VOILUTSequence[0].LUTDescriptor[2])
    # Values after a rescale need not be whole numbers, but those that a table takes are.
    return np.clip(apply_voi(np.rint(values).astype(np.int64), voi) / ((1 << bits) - 1), 0, 1)


def _stored_window(voi: Dataset) -> Window | None:
    center, width = _first(voi.get("WindowCenter")), _first(voi.get("WindowWidth"))
    if center is None or width is None or width <= 0:
        return None
    named = str(voi.get("VOILUTFunction") or "LINEAR")
    function = WindowFunction(named) if named in set(WindowFunction) else WindowFunction.LINEAR
    return Window(center, width, function)


def _automatic(values: Values, header: Dataset, image: Samples) -> Window:
    """From the least to the greatest value, leaving padding aside (PS3.3 C.7.5.1.1.2)."""
    padding = header.get("PixelPaddingValue")
    real = values[image != padding] if isinstance(padding, int) else values
    real = real[np.isfinite(real)]
    least, greatest = (float(real.min()), float(real.max())) if real.size else (0.0, 0.0)
    return Window((least + greatest) / 2, max(greatest - least, 1e-9), WindowFunction.LINEAR_EXACT)


def _first(value: Any) -> float | None:
    """Of a decimal string with any number of values (the first window is the default one)."""
    if value is None or value == "":
        return None
    return float(value[0] if isinstance(value, MultiValue) else value)
