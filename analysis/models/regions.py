"""Connected regions of a heat map, and their outlines in cells of it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from analysis.findings import Point
from analysis.frame import Plane
from analysis.outline import simplified

MOST_POINTS = 64
FINER = 4
"""Parts of a cell that an outline is told to."""


@dataclass(frozen=True, slots=True)
class Region:
    """Cells over the threshold that touch, corners included; `mask` is 1 there and covers no other."""

    score: float
    """The highest in it."""
    left: int
    top: int
    mask: Plane


def regions_of(heat: NDArray[np.float32], threshold: float, least_cells: int, most: int) -> Sequence[Region]:
    """The surest `most` regions of at least so many cells; `heat` has shape (rows, columns)."""
    lit = (heat >= threshold).astype(np.uint8)
    count, ids, stats, _ = cv2.connectedComponentsWithStats(lit, connectivity=8)
    best = np.zeros(count, np.float32)
    over = lit.astype(bool)
    np.maximum.at(best, ids[over], heat[over])
    # Number 0 is what lies below the threshold.
    large = 1 + np.flatnonzero(stats[1:, cv2.CC_STAT_AREA] >= least_cells)
    surest = large[np.argsort(-best[large], kind="stable")][:most]
    numbers = np.asarray(ids, np.int32)
    return [_region(int(one), float(best[one]), numbers, stats[one]) for one in surest]


def outline_of(region: Region) -> tuple[Point, ...]:
    """Around the region's cells, at most MOST_POINTS, in cells of the heat map."""
    finer = np.asarray(
        cv2.resize(region.mask, None, fx=FINER, fy=FINER, interpolation=cv2.INTER_NEAREST), np.uint8
    )
    return tuple(
        (region.left + (x + 0.5) / FINER, region.top + (y + 0.5) / FINER)
        for x, y in simplified(finer, MOST_POINTS, 0.25 * FINER)
    )


def _region(number: int, score: float, ids: NDArray[np.int32], stats: NDArray[Any]) -> Region:
    left, top = int(stats[cv2.CC_STAT_LEFT]), int(stats[cv2.CC_STAT_TOP])
    width, height = int(stats[cv2.CC_STAT_WIDTH]), int(stats[cv2.CC_STAT_HEIGHT])
    mask = (ids[top : top + height, left : left + width] == number).astype(np.uint8)
    return Region(score, left, top, mask)
