"""The mid-line of a head slice: the axis about which the picture is most like its own reflection.

Reflection registration: for each angle the picture is turned, and the normalised correlation of each row
with its own reversal is had for all offsets at once by the Fourier transform. The brain's shape weighs in
through a dark margin about it. Compare Hu & Nowinski, "A rapid algorithm for robust and automatic extraction
of the midsagittal plane of the human cerebrum from neuroimages", NeuroImage 2003;20(4):2153-2165, which seeks
the same axis by local symmetry.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from analysis.head_ct.brain import Brain

Affine = NDArray[np.float64]
"""Shape (2, 3), from pixels of one picture to those of another."""

_SIDE = 64
_REACH = 1.35
"""Half of the small picture's side, in radii of a disk as large as the brain."""
_MOST_OFFSET = 10
"""Pixels of the small picture, that is about a sixth of the brain's breadth."""


@dataclass(frozen=True, slots=True)
class MidlineSettings:
    """How far the head may be tilted, and how like its reflection it must be."""

    most_tilt_deg: float = 35.0
    steps_deg: tuple[float, ...] = (5.0, 1.0, 0.25)
    """Coarse to fine; each search spans one step of that before."""
    least_symmetry: float = 0.35


@dataclass(frozen=True, slots=True)
class Midline:
    """The axis: it runs through `point` (pixels of the work picture), tilted by `tilt_deg`.

    A positive tilt turns the upper end to the right of the picture. `symmetry` is the correlation of the
    picture with its reflection, at most 1.
    """

    point: tuple[float, float]
    tilt_deg: float
    symmetry: float


def find_midline(brain: Brain, settings: MidlineSettings | None = None) -> Midline | None:
    """The axis of symmetry; None where the picture is not symmetric enough, or tilted too far."""
    settings = settings or MidlineSettings()
    picture, weight, to_small = _small(brain)
    best = _Symmetry(-1.0, 0.0, 0.0)
    span = settings.most_tilt_deg
    for step in settings.steps_deg:
        turns = best.turn_deg + np.arange(-span, span + step / 2, step)
        best = max((_symmetry(picture, weight, float(turn)) for turn in turns), key=lambda one: one.value)
        span = step
    if best.value < settings.least_symmetry or abs(best.turn_deg) >= settings.most_tilt_deg:
        return None
    back = cv2.invertAffineTransform(joined(to_small, _turned(best.turn_deg)))
    centre = (_SIDE - 1) / 2
    x, y = back @ (centre + best.offset, centre, 1.0)
    return Midline((float(x), float(y)), best.turn_deg, best.value)


def joined(first: Affine, second: Affine) -> Affine:
    """The transformation that does `first`, then `second`."""
    last_row = (0.0, 0.0, 1.0)
    return np.asarray((np.vstack((second, last_row)) @ np.vstack((first, last_row)))[:2], np.float64)


@dataclass(frozen=True, slots=True)
class _Symmetry:
    value: float
    turn_deg: float
    offset: float
    """Of the axis from the small picture's centre."""


def _small(brain: Brain) -> tuple[NDArray[np.float32], NDArray[np.float32], Affine]:
    """Brain alone on black, its weight (brain and a margin), and the way from the work picture to it."""
    moments = cv2.moments(brain.mask, True)
    x, y = moments["m10"] / moments["m00"], moments["m01"] / moments["m00"]
    scale = _SIDE / (2 * _REACH * np.sqrt(moments["m00"] / np.pi))
    centre = (_SIDE - 1) / 2
    to_small = np.array(((scale, 0.0, centre - scale * x), (0.0, scale, centre - scale * y)))
    inside = cv2.bitwise_and(brain.grey, brain.mask)
    smooth = cv2.GaussianBlur(inside, (0, 0), 0.6 / scale)
    picture = cv2.warpAffine(smooth, to_small, (_SIDE, _SIDE)).astype(np.float32)
    mask = cv2.warpAffine(brain.mask, to_small, (_SIDE, _SIDE)).astype(np.float32) / 255
    return picture, np.asarray(cv2.dilate(mask, np.ones((7, 7), np.uint8)), np.float32), to_small


def _turned(degrees: float) -> Affine:
    centre = (_SIDE - 1) / 2
    return np.asarray(cv2.getRotationMatrix2D((centre, centre), degrees, 1.0), np.float64)


def _symmetry(picture: NDArray[np.float32], weight: NDArray[np.float32], turn_deg: float) -> _Symmetry:
    """The best offset at this angle.

    With weights w, the sum over x of w(x) a(x) w(k - x) a(k - x) is the convolution of a row with itself; it
    compares the row with its reflection about k / 2. Sums of w, wa and wa^2 make a correlation of it.
    """
    turned = (cv2.warpAffine(one, _turned(turn_deg), (_SIDE, _SIDE)) for one in (picture, weight))
    a, w = turned
    spectra = np.fft.rfft(np.stack((w, w * a, w * a * a)), 2 * _SIDE, axis=2)
    products = (spectra[(0, 0, 0, 1), :, :] * spectra[(0, 1, 2, 1), :, :]).sum(axis=1)
    count, first, square, mixed = np.fft.irfft(products, 2 * _SIDE, axis=1)
    window = slice(_SIDE - 1 - 2 * _MOST_OFFSET, _SIDE + 2 * _MOST_OFFSET)
    count = np.maximum(count[window], 1.0)
    mean = first[window] / count
    variance = np.maximum(square[window] / count - mean**2, 1e-6)
    correlation = (mixed[window] / count - mean**2) / variance
    at = int(np.argmax(correlation))
    return _Symmetry(float(correlation[at]), turn_deg, (at - 2 * _MOST_OFFSET) / 2)
