"""`dicom:PATH`: a DICOM cine (or single image), looped at its own frame rate."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import pydicom
from numpy.typing import NDArray
from pydicom.dataset import Dataset
from pydicom.errors import InvalidDicomError
from pydicom.pixels.decoders.base import Decoder, get_decoder
from pydicom.pixels.processing import apply_color_lut, apply_modality_lut, apply_voi_lut

from capture_agent.errors import SourceError
from capture_agent.pacing import Timeline
from capture_agent.picture import Picture
from capture_agent.sources.base import play
from capture_agent.sources.spec import SourceSpec

DEFAULT_FPS = 30.0
"""For a cine that names no rate at all."""
STILL_FPS = 5.0
"""A single image is sent again this often: often enough for newcomers, cheap to encode."""
FASTEST_FPS, SLOWEST_FPS = 120.0, 0.5
"""Rates outside of these are taken as a wrong attribute (FrameTime in seconds instead of milliseconds, or
0)."""
CACHE_BYTES = 512 * 1024 * 1024
"""Decoded frames kept in memory; what does not fit is decoded again in each loop."""

Pixels = NDArray[np.uint8]


class DicomSource:
    def __init__(self, spec: SourceSpec) -> None:
        self._path = Path(spec.where)
        self.label = f"dicom:{spec.where}"
        self.timecode = spec.flag("timecode")

    def pictures(self, stop: threading.Event) -> Generator[Picture]:
        cine = Cine.open(self._path)
        timeline = Timeline(cine.durations_s)
        fps = len(timeline) / timeline.loop_s
        for index, now in play(timeline, stop):
            yield Picture(as_frame(cine.frame(index)), now, fps)


def as_frame(pixels: Pixels) -> av.VideoFrame:
    """Grey (rows, columns) or RGB (rows, columns, 3) as a video frame."""
    return av.VideoFrame.from_ndarray(pixels, format="gray" if pixels.ndim == 2 else "rgb24")


@dataclass(frozen=True, slots=True)
class GreyScale:
    """The linear step from a grey image's values to 0..255 that ends its display pipeline (PS3.14,
    P-values)."""

    low: float
    high: float
    inverted: bool

    def apply(self, values: NDArray[np.generic]) -> Pixels:
        span = max(self.high - self.low, 1e-9)
        grey = np.clip((values.astype(np.float32) - self.low) * (255.0 / span), 0.0, 255.0)
        shown: Pixels = (255.0 - grey if self.inverted else grey).round().astype(np.uint8)
        return shown


class Cine:
    """A DICOM image's frames as they are to be displayed: uint8, (rows, columns) or (rows, columns, 3)
    RGB."""

    def __init__(self, dataset: Dataset, decoder: Decoder, path: Path) -> None:
        self._dataset = dataset
        self._decoder = decoder
        self._path = path
        self._cache: dict[int, Pixels] = {}
        self._cached_bytes = 0
        self._scale: GreyScale | None = None
        self.count = max(1, int(dataset.get("NumberOfFrames") or 1))
        self.durations_s = frame_durations(dataset, self.count)

    @classmethod
    def open(cls, path: Path) -> Cine:
        """Raises SourceError when there is no such file or it holds no pixels that can be decoded."""
        try:
            dataset = pydicom.dcmread(path)
        except InvalidDicomError as error:
            raise SourceError(f"{path} is not a DICOM file", permanent=True) from error
        except (OSError, EOFError) as error:
            raise SourceError(f"cannot read {path}: {error}", permanent=True) from error
        if "PixelData" not in dataset:
            raise SourceError(f"{path} is DICOM but holds no picture (no Pixel Data)", permanent=True)
        try:
            decoder = get_decoder(dataset.file_meta.TransferSyntaxUID)
        except (AttributeError, NotImplementedError) as error:
            told = f"{path} is in a transfer syntax that cannot be decoded: {error}"
            raise SourceError(told, permanent=True) from error
        try:
            # An undecodable file is refused here, before the console goes on air with it.
            cine = cls(dataset, decoder, path)
            cine.frame(0)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise SourceError(f"{path} has a wrong or missing attribute: {error}", permanent=True) from error
        return cine

    def frame(self, index: int) -> Pixels:
        """Frame `index` (from 0) of the loop. Raises SourceError when its bytes cannot be decoded."""
        cached = self._cache.get(index)
        if cached is not None:
            return cached
        pixels = self._displayed(self._decoded(index))
        if self._cached_bytes + pixels.nbytes <= CACHE_BYTES:
            self._cache[index] = pixels
            self._cached_bytes += pixels.nbytes
        return pixels

    def _decoded(self, index: int) -> NDArray[np.generic]:
        try:
            # `raw=False` makes pydicom turn every YBR form into RGB (PS3.3 C.7.6.3.1.2).
            pixels, _ = self._decoder.as_array(self._dataset, index=index, raw=False)
        except (RuntimeError, ValueError, AttributeError, IndexError) as error:
            raise SourceError(
                f"cannot decode frame {index + 1} of {self._path}: {error}", permanent=True
            ) from error
        return pixels

    def _displayed(self, pixels: NDArray[np.generic]) -> Pixels:
        """The display pipeline: palette, or rescale and window, or colour as it is (PS3.4 N.2)."""
        dataset = self._dataset
        photometric = dataset.get("PhotometricInterpretation", "MONOCHROME2")
        if photometric == "PALETTE COLOR":
            return _eight_bits(apply_color_lut(pixels, dataset)[..., :3], 8 * _palette_bytes(dataset))
        if pixels.ndim == 3:
            return _eight_bits(pixels, int(dataset.BitsStored))
        values = apply_voi_lut(apply_modality_lut(pixels, dataset), dataset)
        if self._scale is None:
            self._scale = _grey_scale(dataset, values, inverted=photometric == "MONOCHROME1")
        return self._scale.apply(values)


def _palette_bytes(dataset: Dataset) -> int:
    return 1 if int(dataset.RedPaletteColorLookupTableDescriptor[2]) == 8 else 2


def _eight_bits(pixels: NDArray[np.generic], bits: int) -> Pixels:
    if bits > 8:
        pixels = pixels.astype(np.uint32) >> (bits - 8)
    return np.ascontiguousarray(pixels.astype(np.uint8))


def _grey_scale(dataset: Dataset, values: NDArray[np.generic], *, inverted: bool) -> GreyScale:
    """Made from the first frame and then kept, so that the picture's brightness does not pump.

    Windowed values fill the range that the window maps to. Eight-bit pictures without a window, ultrasound
    above all, are shown as stored; deeper ones are stretched to the values that occur.
    """
    if "VOILUTSequence" in dataset:
        return GreyScale(0.0, 2.0 ** int(dataset.VOILUTSequence[0].LUTDescriptor[2]) - 1, inverted)
    if "WindowWidth" in dataset:
        return GreyScale(*_window_range(dataset), inverted)
    if values.dtype == np.uint8:
        return GreyScale(0.0, 255.0, inverted)
    return GreyScale(float(values.min()), float(values.max()), inverted)


def _window_range(dataset: Dataset) -> tuple[float, float]:
    """The range that pydicom's window function maps to: all stored values, after the modality's rescaling."""
    if "ModalityLUTSequence" in dataset:
        return 0.0, 2.0 ** int(dataset.ModalityLUTSequence[0].LUTDescriptor[2]) - 1
    bits = int(dataset.BitsStored)
    low, high = (
        (-(2.0 ** (bits - 1)), 2.0 ** (bits - 1) - 1) if dataset.PixelRepresentation else (0.0, 2.0**bits - 1)
    )
    slope, intercept = float(dataset.get("RescaleSlope", 1)), float(dataset.get("RescaleIntercept", 0))
    return low * slope + intercept, high * slope + intercept


def frame_durations(dataset: Dataset, count: int) -> list[float]:
    """How long each of `count` frames is shown, in seconds.

    The attribute that FrameIncrementPointer names comes first (PS3.3 C.7.6.5): FrameTimeVector holds the
    milliseconds between each frame and the one before it, FrameTime one value for all. Then CineRate,
    RecommendedDisplayFrameRate and, for enhanced objects, the frames' own durations are tried.
    """
    if count == 1:
        return [1.0 / STILL_FPS]
    vector = [float(value) for value in dataset.get("FrameTimeVector") or []]
    if len(vector) == count and all(_plausible(value / 1000) for value in vector[1:]):
        # Entry i is the time from frame i-1 to i; the loop's way back to the start has none, so its mean is
        # taken.
        steps = [value / 1000 for value in vector[1:]]
        return [*steps, sum(steps) / len(steps)]
    for seconds in _single_durations(dataset):
        if _plausible(seconds):
            return [seconds] * count
    return [1.0 / DEFAULT_FPS] * count


def _single_durations(dataset: Dataset) -> Iterator[float]:
    """Every statement about the frame rate, the strongest first."""
    if dataset.get("FrameTime"):
        yield float(dataset.FrameTime) / 1000
    for keyword in ("CineRate", "RecommendedDisplayFrameRate"):
        if dataset.get(keyword):
            yield 1.0 / float(dataset.get(keyword))
    groups = dataset.get("PerFrameFunctionalGroupsSequence")
    if groups and groups[0].get("FrameContentSequence"):
        duration_ms = groups[0].FrameContentSequence[0].get("FrameAcquisitionDuration")
        if duration_ms:
            yield float(duration_ms) / 1000


def _plausible(seconds: float) -> bool:
    return 1.0 / FASTEST_FPS <= seconds <= 1.0 / SLOWEST_FPS
