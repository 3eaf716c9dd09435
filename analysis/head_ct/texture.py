"""Intensity and texture of both halves of the brain: grey level co-occurrence.

Haralick RM, Shanmugam K, Dinstein I, "Textural features for image classification", IEEE Trans Syst Man Cybern
1973;3(6):610-621: contrast, correlation and energy (its angular second moment); homogeneity is its inverse
difference moment. Written here because a half of a brain is no rectangle: pairs that leave the mask must not
count, which the co-occurrence functions of image libraries have no argument for.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.head_ct.upright import WIDTH, Upright

GREYS = 16
"""Levels that the picture is reduced to: enough for texture, few enough that each pair is seen often."""
NEIGHBOURS = ((0, 1), (1, 1), (1, 0), (1, -1))
"""Rows down and columns right: the four directions of the paper, at a distance of one pixel."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Texture:
    """Statistics of one region; `mean` and `deviation` in levels (0 to 255), the rest plain numbers."""

    mean: float
    deviation: float
    contrast: float
    correlation: float
    homogeneity: float
    energy: float


@dataclass(frozen=True, slots=True)
class Halves:
    """Both halves of the picture."""

    left: Texture
    right: Texture


def halves(upright: Upright, inner: Mask) -> Halves:
    """The texture left and right of the mid-line, on one common scale of greys; `inner` is where brain is."""
    low, high = np.percentile(upright.levels[inner], (1, 99))
    greys = np.clip((upright.levels - low) * (GREYS / max(high - low, 1.0)), 0, GREYS - 1).astype(np.int32)
    is_left = np.arange(WIDTH) < WIDTH // 2
    return Halves(
        _texture(upright.levels, greys, inner & is_left), _texture(upright.levels, greys, inner & ~is_left)
    )


def co_occurrence(greys: NDArray[np.int32], mask: Mask, levels: int = GREYS) -> NDArray[np.float64]:
    """How often grey i lies beside grey j, both within the mask; shape (levels, levels), symmetric, sum 1."""
    counts = np.zeros(levels * levels)
    height, width = greys.shape
    for down, across in NEIGHBOURS:
        here = np.s_[: height - down, max(0, -across) : width - max(0, across)]
        there = np.s_[down:, max(0, across) : width - max(0, -across)]
        both = mask[here] & mask[there]
        pairs = greys[here][both] * levels + greys[there][both]
        counts += np.bincount(pairs, minlength=levels * levels)
    table = counts.reshape(levels, levels)
    table = table + table.T
    return np.asarray(table / max(float(table.sum()), 1.0), np.float64)


def features(table: NDArray[np.float64]) -> tuple[float, float, float, float]:
    """Contrast, correlation, homogeneity and energy of a co-occurrence table."""
    greys = np.arange(len(table))
    apart = (greys[:, None] - greys[None, :]) ** 2
    margin = table.sum(axis=1)
    mean = float(greys @ margin)
    variance = float((greys - mean) ** 2 @ margin)
    covariance = float((greys - mean) @ table @ (greys - mean))
    return (
        float((table * apart).sum()),
        # One grey alone is wholly correlated with itself.
        covariance / variance if variance > 0 else 1.0,
        float((table / (1 + apart)).sum()),
        float((table**2).sum()),
    )


def _texture(levels: NDArray[np.float32], greys: NDArray[np.int32], mask: Mask) -> Texture:
    inside = levels[mask]
    return Texture(float(inside.mean()), float(inside.std()), *features(co_occurrence(greys, mask)))
