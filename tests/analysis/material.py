"""Real pictures of the shared data as a console would show them: BGR, at most 960 pixels wide."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import av
import cv2
import numpy as np
import pydicom
from numpy.typing import NDArray
from pydicom.pixels import apply_color_lut, pixel_array

Picture = NDArray[np.uint8]

ECHO = "us_cine/echo_acuson_65f_DIRW0007.dcm"
SMALL_ECHO = "us_cine/echo_sonosite_30f_examples_ybr_color.dcm"
ANGIOGRAM = "xa_fluoro/xa_coronary_rca_96f_HasFragmentSequence.dcm"

BRAIN_WINDOW = (40.0, 80.0)
CHEST_WINDOW = (40.0, 400.0)
LUNG_WINDOW = (-600.0, 1500.0)


def cine(path: Path, first: int = 0, last: int | None = None) -> list[Picture]:
    """Frames of a multi-frame object or a video file, from `first` up to but without `last`."""
    if path.suffix == ".mp4":
        with av.open(path) as container:
            frames = [frame.to_ndarray(format="bgr24") for frame in container.decode(video=0)]
        return [fitted(frame) for frame in frames[first:last]]
    dataset = pydicom.dcmread(path)
    return [fitted(as_bgr(frame)) for frame in pixel_array(dataset)[first:last]]


def still(path: Path, window: tuple[float, float] | None = None) -> Picture:
    """One picture; `window` is centre and width in Hounsfield units, needed for CT slices."""
    if path.suffix in {".jpg", ".png", ".tif"}:
        return fitted(np.asarray(cv2.imread(str(path), cv2.IMREAD_COLOR), np.uint8))
    dataset = pydicom.dcmread(path)
    pixels = pixel_array(dataset)
    if dataset.PhotometricInterpretation == "PALETTE COLOR":
        pixels = np.asarray(apply_color_lut(pixels, dataset))
    if window is not None:
        units = pixels * float(dataset.RescaleSlope) + float(dataset.RescaleIntercept)
        low = window[0] - window[1] / 2
        return fitted(as_bgr(np.clip((units - low) * 255 / window[1], 0, 255)))
    if pixels.dtype != np.uint8:
        pixels = (pixels - pixels.min()) * (255.0 / np.ptp(pixels))
    return fitted(as_bgr(255 - pixels if dataset.PhotometricInterpretation == "MONOCHROME1" else pixels))


def slices(folder: Path, window: tuple[float, float], step: int = 1) -> list[Picture]:
    """Every `step`-th slice of a CT series, in the order of its file names."""
    return [still(path, window) for path in sorted(folder.glob("*.dcm"))[::step]]


def as_bgr(pixels: NDArray[np.generic]) -> Picture:
    """Grey or RGB pixels as BGR."""
    grey_or_rgb = pixels.astype(np.uint8)
    code = cv2.COLOR_GRAY2BGR if grey_or_rgb.ndim == 2 else cv2.COLOR_RGB2BGR
    return np.asarray(cv2.cvtColor(grey_or_rgb, code), np.uint8)


def fitted(picture: Picture, width: int = 960) -> Picture:
    """Reduced to at most `width`, as a capture agent reduces large screens."""
    if picture.shape[1] <= width:
        return picture
    scale = width / picture.shape[1]
    return np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def repeated(pictures: Sequence[Picture], times: int) -> list[Picture]:
    """Each picture so many times in a row."""
    return [picture for picture in pictures for _ in range(times)]
