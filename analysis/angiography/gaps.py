"""Gaps that tight narrowings leave in the mask of the vessels, closed between ends that face each other."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from analysis.angiography.skeleton import Points, distances
from analysis.angiography.vesselness import Field, Tubes, directions
from analysis.frame import Plane


@dataclass(frozen=True, slots=True)
class GapSettings:
    """Which ends of vessels are joined; lengths in pixels of the reduced picture."""

    longest: float = 16.0
    """Most that lies between two ends that are joined: two diameters of a wide vessel."""
    facing: float = 0.75
    """Least cosine of the angle between the way across the gap and the vessel, at each of its ends."""
    turn: float = 3.0
    """By how much a turn makes a gap longer: of two ends that one could go on into, the straighter is taken
    even if it is further off."""
    sigma: float = 2.2
    """Scale at which the direction of the vessels is measured."""
    ahead: float = 1.5
    """A vessel ends where so far on along its middle is no vessel ..."""
    behind: int = 5
    """... and everywhere up to so far back is."""
    back: float = 1.5
    """The joining line begins so far inside of either end, where the middle is not rounded off yet."""
    same: float = 4.0
    """Ends as near as this are one: each is joined once."""


def closed(mask: Plane, found: Tubes, settings: GapSettings) -> Plane:
    """The mask (0 and 1) with a line, one pixel thin, across each gap.

    A tight narrowing holds too little contrast to be followed through, and along the vessel attenuation is
    lowest there: a filter that holds blobs back holds such a saddle back as well. Gaps are closed before the
    thinning, since a short stump between a branch and a narrowing looks like one of its spurs afterwards.
    """
    tips, outward = _ends(mask, found, settings)
    cost = _costs(tips, outward, settings)
    apart = distances(tips) > settings.same
    whole, free = mask.copy(), np.ones(len(tips), np.bool_)
    for k in np.argsort(cost, axis=None, kind="stable"):
        one, other = divmod(int(k), len(tips))
        if not np.isfinite(cost[one, other]):
            break
        if free[one] and free[other]:
            free &= apart[one] & apart[other]
            inner = tips[[one, other]] - settings.back * outward[[one, other]]
            cv2.polylines(whole, [inner.round().astype(np.int32)], False, 1)
    return whole


def _ends(mask: Plane, found: Tubes, settings: GapSettings) -> tuple[Points, Points]:
    """Where the middle of a vessel leaves the mask, and the unit direction in which; both of shape (n, 2).

    The skeleton does not tell: at blunt ends it forks, and where a thin side branch begins it has no end.
    """
    rows, columns = np.nonzero(mask)
    along = directions(found.attenuation, settings.sigma, rows, columns)
    points = np.stack([columns, rows], axis=1).astype(np.float64)
    across = np.stack([-along[:, 1], along[:, 0]], axis=1)
    beside = np.maximum(_at(found.strength, points + across), _at(found.strength, points - across))
    middle = found.strength[rows, columns] >= beside
    points, along = points[middle], along[middle]
    points, outward = np.concatenate([points, points]), np.concatenate([along, -along])
    inside = mask.astype(np.float32)
    is_end = _at(inside, points + settings.ahead * outward) < 0.5
    points, outward = points[is_end], outward[is_end]
    behind = [_at(inside, points - step * outward) > 0.5 for step in range(1, settings.behind + 1)]
    leads_on = np.logical_and.reduce(behind)
    return points[leads_on], outward[leads_on]


def _costs(tips: Points, outward: Points, settings: GapSettings) -> NDArray[np.float64]:
    """The length of each gap that may be closed, more where it turns, else infinite; shape (n, n)."""
    gap = tips[None] - tips[:, None]
    away = np.hypot(gap[..., 0], gap[..., 1])
    leaves = (outward[:, None] * gap).sum(axis=-1) / np.maximum(away, 1e-9)
    facing = (np.minimum(leaves, leaves.T) > settings.facing) & (away <= settings.longest)
    return np.where(facing, away * (1 + settings.turn * (2 - leaves - leaves.T)), np.inf)


def _at(field: Field, points: Points) -> NDArray[np.float32]:
    """The field at points between its pixels; shape (n,)."""
    if not len(points):
        return np.empty(0, np.float32)
    side = math.ceil(math.sqrt(len(points)))  # OpenCV takes no map of more than 32767 rows.
    x, y = (np.resize(row, (side, side)) for row in points.astype(np.float32).T)
    taken = cv2.remap(field, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(taken, np.float32).ravel()[: len(points)]
