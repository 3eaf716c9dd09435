"""Narrowings of a vessel: places thinner than the vessel on both sides of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from analysis.angiography.tree import Line
from analysis.angiography.width import Row


@dataclass(frozen=True, slots=True)
class NarrowingSettings:
    """What counts as a narrowing. Lengths in reference diameters, except where pixels are named."""

    least: float = 0.25
    """Share by which it is thinner than the vessel beside it."""
    both: float = 0.12
    """By at least this share both by its edges and by the contrast it holds: see `candidates`."""
    one_side: float = 0.15
    """And by at least this share thinner than either side: a vessel that ends in a thinner one is none."""
    reference: float = 4.0
    """The vessel beside it is looked at over this length on each side ..."""
    near: float = 0.6
    """... from this distance on."""
    quantile: float = 0.6
    """Its width there is this quantile: a second narrowing beside the first does not lower it."""
    branch: float = 1.0
    """As near as this to a branch or crossing nothing is measured: the line's edges are another's there."""
    end: int = 6
    """Pixels at each end of a line that are not measured."""
    thinnest: float = 4.5
    """Vessels thinner than this many pixels are not judged: a narrowing would be below the resolution."""
    deepest: float = 0.12
    """Vessels with less attenuation than this are not judged."""
    faint: float = 0.3
    """With less than this share of the line's usual depth, a place without edges counts as closed."""
    blur: float = 2.0
    """Width in pixels that imaging adds to any edge profile, in squares (focal spot, detector, coder)."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """One candidate on a line, its places being points of the line's profile."""

    place: int
    first: int
    last: int
    share: float
    """By how much the diameter is reduced, 0 to 1."""
    width: float
    """At the narrowest point, pixels at half depth."""
    reference: float
    """Beside it, the same."""
    score: float


def candidates(line: Line, usable: NDArray[np.bool_], settings: NarrowingSettings) -> list[Narrowing]:
    """All narrowings of the usable part of a line, the strongest first.

    The reduction is measured twice: by the distance of the edges, and by densitometry, that is by the
    attenuation summed over the profile, which for a round lumen goes with the square of its diameter and does
    not suffer from blur (Brown BG et al., Circulation 1977;55(2):329-337; Reiber JHC et al., 1985;
    71(2):280-288). A candidate has to show in both: a crossing line or a shadow mostly shows in one only.
    """
    width, root_area = _measured(line, usable, settings)
    whole = float(np.nanmedian(width)) if np.isfinite(width).any() else 0.0
    if whole < settings.thinnest:
        return []
    found: list[Narrowing] = []
    for place in _minima(width, max(3, round(0.5 * whole))):
        one = _candidate(place, width, root_area, line.profile.depth, settings)
        if one is not None:
            found.append(one)
    return _apart(found)


def _measured(line: Line, usable: NDArray[np.bool_], settings: NarrowingSettings) -> tuple[Row, Row]:
    """The width without blur, and the root of the summed attenuation; NaN where nothing is to be measured."""
    taken = line.profile
    good = usable.copy()
    good[: settings.end] = good[-settings.end :] = False
    edged = good & np.isfinite(taken.width)
    if len(line.branches) and edged.any():
        away = np.min(np.hypot(*(taken.points[:, None] - line.branches[None]).transpose(2, 0, 1)), axis=1)
        good &= away > settings.branch * float(np.median(taken.width[edged]))
    root_area = np.sqrt(np.maximum(taken.area, 0))
    sharp = np.sqrt(np.maximum(taken.width**2 - settings.blur**2, 0.25))
    # Where there is too little contrast for edges, the width is as uncertain as it is small.
    faint = taken.depth < settings.faint * np.median(taken.depth)
    sharp = np.where(np.isnan(sharp) & faint, 0.5, sharp)
    return _median(np.where(good, sharp, np.nan)), _median(np.where(good, root_area, np.nan))


def _candidate(
    place: int, width: Row, root_area: Row, depth: Row, settings: NarrowingSettings
) -> Narrowing | None:
    around = width[max(0, place - 60) : place + 61]
    usual = float(np.nanmedian(around))
    sides = _beside(place, usual, len(width), settings)
    if usual < settings.thinnest or any(np.isfinite(width[side]).sum() < 6 for side in sides):
        return None
    by_edges = _reduction(width, place, sides, settings)
    by_contrast = _reduction(root_area, place, sides, settings)
    reference = float(np.mean([np.nanquantile(width[side], settings.quantile) for side in sides]))
    deep = float(np.mean([np.nanmedian(depth[side]) for side in sides]))
    share = (by_edges + by_contrast) / 2
    if share < settings.least or min(by_edges, by_contrast) < settings.both or deep < settings.deepest:
        return None
    first, last = _extent(width, place, (width[place] + reference) / 2)
    alike = min(_alike(row, sides, settings.quantile) for row in (width, root_area))
    score = alike * min(1.0, np.sqrt(by_edges * by_contrast) / 0.7) * min(1.0, deep / 0.25)
    return Narrowing(place, first, last, share, float(width[place]), reference, float(score))


def _reduction(row: Row, place: int, sides: tuple[slice, slice], settings: NarrowingSettings) -> float:
    """By how much the row is lower at the place than beside it; 0 where one side is hardly higher."""
    high = [float(np.nanquantile(row[side], settings.quantile)) for side in sides]
    if row[place] >= (1 - settings.one_side) * min(high):
        return 0.0
    return 1 - float(row[place]) / (sum(high) / 2)


def _alike(row: Row, sides: tuple[slice, slice], quantile: float) -> float:
    """How like both sides are, 0 to 1: what was joined across a gap need not be one vessel."""
    one, other = (float(np.nanquantile(row[side], quantile)) for side in sides)
    return min(one, other) / max(one, other, 1e-9)


def _beside(place: int, usual: float, length: int, settings: NarrowingSettings) -> tuple[slice, slice]:
    near, far = round(settings.near * usual), round((settings.near + settings.reference) * usual) + 4
    before = slice(max(0, place - far), max(0, place - near))
    return before, slice(min(length, place + near), min(length, place + far))


def _minima(row: Row, reach: int) -> NDArray[np.intp]:
    """Where the row is the lowest within reach; of a flat stretch its middle."""
    if len(row) < 2 * reach + 1:
        return np.empty(0, np.intp)
    filled = np.where(np.isfinite(row), row, np.inf)
    padded = np.pad(filled, reach, constant_values=np.inf)
    lowest = np.isfinite(row) & (filled <= sliding_window_view(padded, 2 * reach + 1).min(axis=1))
    runs = np.flatnonzero(np.diff(np.concatenate([[0], lowest.astype(np.int8), [0]])))
    return (runs[::2] + runs[1::2] - 1) // 2


def _extent(width: Row, place: int, level: float) -> tuple[int, int]:
    """How far to both sides it stays thinner than the level."""
    wide = np.flatnonzero(~(width < level))
    first = int(wide[wide < place].max(initial=0))
    return first, int(wide[wide > place].min(initial=len(width) - 1))


def _apart(found: list[Narrowing]) -> list[Narrowing]:
    """The strongest of those that overlap."""
    kept: list[Narrowing] = []
    for one in sorted(found, key=lambda narrowing: -narrowing.score):
        if all(one.place < other.first or one.place > other.last for other in kept):
            kept.append(one)
    return kept


def _median(row: Row, reach: int = 2) -> Row:
    """The running median over 2 * reach + 1 values; NaN where the value itself is."""
    padded = np.pad(row, reach, constant_values=np.nan)
    windows = np.sort(sliding_window_view(padded, 2 * reach + 1), axis=1)  # NaN comes last.
    count = np.isfinite(windows).sum(axis=1)
    middle = windows[np.arange(len(row)), np.maximum(count - 1, 0) // 2]
    return np.where(np.isfinite(row), middle, np.nan)
