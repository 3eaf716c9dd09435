"""Left held against right: what is darker (or brighter) than all that its reflection shows nearby.

A plain difference of a side and its reflection marks each sulcus that has no exact counterpart. So thin dark
detail is filled first (grey closing), and each place is compared with the darkest of its reflection's
neighbourhood (grey erosion; Serra, "Image analysis and mathematical morphology", 1982): anatomy need be
mirrored only roughly. For symmetry as the sign of what is normal see Chan, "Computer aided detection of small
acute intracranial hemorrhage on computer tomography of brain", Comput Med Imaging Graph 2007;31(4-5):285-298.
Scaled by the median absolute deviation, which a lesion moves little.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from analysis.head_ct.brain import disk
from analysis.head_ct.upright import Upright

Map = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class CompareSettings:
    """Sizes in pixels of the upright picture (a brain is 160 broad); diameters are odd."""

    rim: int
    """Twice what is left out along the skull: partial volume and beam hardening."""
    fill: int
    """Detail thinner than this is filled."""
    thick: int
    """Detail thinner than this is told from what is thicker: fissures from lesions. Not less than `fill`."""
    tolerance: int
    """Diameter of the neighbourhood of the reflected place."""
    smooth: float
    """Standard deviation of the Gaussian that the levels are averaged with."""


DARKER = CompareSettings(rim=7, fill=7, thick=15, tolerance=11, smooth=2.0)
BRIGHTER = CompareSettings(rim=9, fill=3, thick=3, tolerance=11, smooth=1.2)


@dataclass(frozen=True, slots=True)
class Comparison:
    """`strength` is in robust standard deviations: 0 where a place is not darker than its reflection.

    `depth` is how many levels a place lies below the brain's median, and `thick_depth` what is left of it
    when thicker detail is filled as well.
    """

    strength: Map
    depth: Map
    thick_depth: Map
    inner: NDArray[np.bool_]
    """Where sides were compared: the brain without its rim."""


def compare(upright: Upright, settings: CompareSettings = DARKER, *, brighter: bool = False) -> Comparison:
    """What is darker than its reflection and darker than the brain; with `brighter`, the other way round."""
    inner = cv2.erode(upright.mask, disk(settings.rim), borderValue=0) > 0
    levels = 255 - upright.levels if brighter else upright.levels
    median = float(np.median(levels[inner]))
    quiet = _quiet(levels, inner, median)
    even = _filled(quiet, inner, median, settings.fill, settings.smooth)
    scale = _spread_of_halves(even, inner)
    reflected = np.where(inner[:, ::-1], even[:, ::-1], np.float32(_NOWHERE))
    darkest = cv2.erode(np.ascontiguousarray(reflected), disk(settings.tolerance))
    known = inner & (darkest < _NOWHERE)
    depth = _depth(even, inner, median)
    thick_depth = depth
    if settings.thick > settings.fill:
        thick_depth = _depth(_filled(quiet, inner, median, settings.thick, settings.smooth), inner, median)
    strength = np.where(known, np.minimum(darkest - even, depth), 0) / scale
    return Comparison(np.maximum(strength, 0).astype(np.float32), depth, thick_depth, inner)


_NOWHERE = 1e4
"""Brighter than any level: where the reflection shows no brain, it says nothing."""


def _quiet(levels: Map, inner: NDArray[np.bool_], median: float) -> Map:
    """Without the noise that a grey closing would follow."""
    calm = cv2.medianBlur(np.where(inner, levels, median).astype(np.float32), 3)
    return _averaged(np.asarray(calm, np.float32), inner.astype(np.float32), 1.0, median)


def _filled(quiet: Map, inner: NDArray[np.bool_], median: float, fill: int, smooth: float) -> Map:
    filled = cv2.morphologyEx(quiet, cv2.MORPH_CLOSE, disk(fill))
    return _averaged(np.asarray(filled, np.float32), inner.astype(np.float32), smooth, median)


def _depth(even: Map, inner: NDArray[np.bool_], median: float) -> Map:
    return np.where(inner, median - even, 0).astype(np.float32)


def _averaged(levels: Map, weight: Map, sigma: float, outside: float) -> Map:
    """Normalised convolution: what lies outside the brain does not count."""
    total = cv2.GaussianBlur(levels * weight, (0, 0), sigma)
    count = cv2.GaussianBlur(weight, (0, 0), sigma)
    return np.where(weight > 0, total / np.maximum(count, 1e-3), outside).astype(np.float32)


def _spread_of_halves(even: Map, inner: NDArray[np.bool_]) -> float:
    both = inner & inner[:, ::-1]
    difference = (even - even[:, ::-1])[both]
    # A normal distribution's deviation is 1.4826 times its median absolute one; both halves' noise adds up.
    return max(1.4826 / 2**0.5 * float(np.median(np.abs(difference))), _LEAST_SPREAD)


_LEAST_SPREAD = 1.0
"""Levels: a picture without noise must not make everything significant."""
