"""The catheter: an even tube that comes in from the edge of the X-ray field, and where it ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.angiography.tree import Line
from analysis.angiography.width import Row


@dataclass(frozen=True, slots=True)
class CatheterSettings:
    """What makes a line a catheter; lengths in pixels of the full picture."""

    edge: float = 14.0
    """It starts as near as this to the rim of the field."""
    sure: int = 36
    """So much of it has to be even at least."""
    even: float = 0.12
    """Its width deviates by at most this share (median deviation): plastic is even, vessels less."""
    deep: float = 0.12
    """Least attenuation."""
    thick: tuple[float, float] = (3.0, 14.0)
    """4 to 10 French on the usual fields of view: pixels of a picture 512 wide, scaled to others."""
    wider: float = 1.3
    """It ends where the line gets wider than this many times its width: there the contrast is in a vessel."""


@dataclass(frozen=True, slots=True)
class Catheter:
    """The part of a line that is catheter."""

    line: int
    """Number of the line."""
    part: NDArray[np.bool_]
    """For each point of the line whether it belongs to the catheter."""
    tip: tuple[float, float]
    width: float
    """Pixels at half depth."""


def catheter(lines: Sequence[Line], columns: int, settings: CatheterSettings) -> Catheter | None:
    """The longest line that looks like a catheter, if any, in a picture so many columns wide."""
    found = [
        one
        for number, line in enumerate(lines)
        for from_start in (True, False)
        if (one := _followed(number, line, from_start, columns / 512, settings)) is not None
    ]
    return max(found, key=lambda one: int(one.part.sum()), default=None)


def _followed(
    number: int, line: Line, from_start: bool, scale: float, settings: CatheterSettings
) -> Catheter | None:
    """The catheter on this line from one of its ends, up to where the line widens."""
    taken = line.profile
    if line.from_edge[0 if from_start else 1] > settings.edge or len(taken.width) < settings.sure:
        return None
    width, depth = (row if from_start else row[::-1] for row in (taken.width, taken.depth))
    begin = width[8 : settings.sure]
    if np.isnan(begin).mean() > 0.5:
        return None
    usual = float(np.nanmedian(begin))
    low, high = (limit * scale for limit in settings.thick)
    uneven = float(np.nanmedian(np.abs(begin - usual))) > settings.even * usual
    if not low <= usual <= high or uneven or float(np.median(depth[: settings.sure])) < settings.deep:
        return None
    end = _widening(width, usual * settings.wider, settings.sure)
    part = np.arange(len(width)) < end
    tip = taken.points[end - 1 if from_start else len(width) - end]
    return Catheter(number, part if from_start else part[::-1], (float(tip[0]), float(tip[1])), usual)


def _widening(width: Row, limit: float, after: int) -> int:
    """The first point from which most of the next ones are wider than the limit; else the end of the line."""
    wide = np.nan_to_num(width, nan=0.0) > limit
    lasting = np.convolve(wide, np.ones(12), "full")[11:] >= 8
    places = np.flatnonzero(lasting & wide)
    later = places[places > after]
    return int(later[0]) if later.size else len(width)
