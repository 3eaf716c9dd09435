"""Where on a line the needle's shaft begins and ends, over the gaps in which it is lost.

The line is put through the bright stretch near it; then its ends are those between which being lit speaks
most for a shaft and against the texture beside it, in logarithms of likelihood. So a gap is bridged when
enough of the shaft follows it, the less the busier the texture is (the alignments of A. Desolneux, L. Moisan
and J.-M. Morel, "Meaningful alignments", Int J Comput Vis 2000;40(1):7-23, are judged by the same chance).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from analysis.findings import Point
from analysis.ultrasound.needle_lines import Doubles, Line
from analysis.ultrasound.needle_ridges import Floats, Ridges

GLARE = 14.0
"""One glaring spot has no more to say than this height, in grey values."""
LIT = 0.7
"""Share of a shaft that is lit, gaps and all."""
CHANCES = (0.05, 0.5)
"""Least and greatest share of the texture that is taken to be lit."""
ASIDE = np.concatenate((np.arange(-22.0, -4.0), np.arange(-1.0, 2.0), np.arange(5.0, 23.0)))
"""Strips of three pixels' width: six to each side of a line, and in the middle the line's own."""
STRIPS, OWN = 13, 6


@dataclass(frozen=True, slots=True)
class Stretch:
    """A line's bright part, from the place `start` to the place `end`, in pixels along it."""

    line: Line
    start: float
    end: float
    height: float
    """The usual height of the ridge along it, in grey values."""

    @property
    def points(self) -> tuple[Point, Point]:
        """Its ends in pixels of the picture, the deeper one last."""
        first, last = self.line.point(self.start), self.line.point(self.end)
        return (first, last) if first[1] <= last[1] else (last, first)


def shaft_on(found: Ridges, line: Line, dimmest: float, gap: int) -> Stretch | None:
    """The best bright stretch of a line, straightened out; None where there is none.

    It is looked for from the height `dimmest` on; while the line is put straight, no gap may be longer than
    `gap` pixels.
    """
    ridge = found.facing(line.normal)
    dim = dimmest
    usual = 0.0
    for spread in (4, 1):
        fitted = _fitted(ridge, line, spread, dim, gap)
        if fitted is None:
            return None
        line, usual = fitted
        # The shaft ends where it falls well below its usual brightness, however bright that is.
        dim = max(dim, 0.4 * usual)
    ends = _ends(ridge, found, line, dim)
    return Stretch(line, *ends, usual) if ends is not None else None


def _fitted(ridge: Floats, line: Line, spread: int, dim: float, gap: int) -> tuple[Line, float] | None:
    """The line put through the longest stretch within `spread` pixels, and that stretch's usual height."""
    at = line.places(ridge.shape)
    if at.size < 8:
        return None
    aside = np.arange(-spread, spread + 1, dtype=np.float64)
    beside = line.sample(ridge, at, aside)
    summit = np.clip(beside.max(axis=0), 0, GLARE)
    first, last = _greatest_run(np.clip(summit - dim, -dim, dim), gap)
    if last - first < 8:
        return None
    part = slice(first, last)
    weight = summit[part].astype(np.float64)
    if np.count_nonzero(weight) < 6:
        return None
    slope, shift = _line_fit(at[part], aside[np.argmax(beside[:, part], axis=0)], weight**2)
    # The fitted line x' = offset + shift + slope * at, turned back into normal form.
    turn = math.atan(slope)
    moved = Line(line.normal - turn, (line.offset + shift) * math.cos(turn))
    return moved, float(np.median(weight))


def _ends(ridge: Floats, found: Ridges, line: Line, dim: float) -> tuple[float, float] | None:
    """Between which places the line is most likely a shaft's, None where it is likelier nowhere."""
    at = line.places(ridge.shape)
    if at.size < 8:
        return None
    strips = line.sample(ridge, at, ASIDE).reshape(STRIPS, 3, at.size).max(axis=1) > dim
    lit = strips[OWN]
    xs, ys = line.points(at)
    searched = found.searched[ys.astype(np.intp), xs.astype(np.intp)] > 0
    if not searched.any():
        return None
    shares = np.delete(strips, OWN, axis=0)[:, searched].mean(axis=1)
    # The middle of the strips: reverberations, layers and what is next to the field fill one or two of them.
    chance = float(np.clip(np.median(shares), *CHANCES))
    likelihood = np.where(lit, math.log(LIT / chance), math.log((1 - LIT) / (1 - chance)))
    first, last = _greatest_run(likelihood, at.size)
    return (float(at[first]), float(at[last - 1])) if last - first >= 8 else None


def _line_fit(xs: Doubles, ys: Doubles, weight: Doubles) -> tuple[float, float]:
    """Slope and height at 0 of the line of least squares."""
    total = weight.sum()
    middle, height = weight @ xs / total, weight @ ys / total
    away = xs - middle
    slope = (weight * away) @ ys / ((weight * away) @ away)
    return float(slope), float(height - slope * middle)


def _greatest_run(gain: Floats | Doubles, gap: int) -> tuple[int, int]:
    """The run with the greatest sum that is nowhere dark for longer than `gap` (Kadane's algorithm)."""
    places = np.arange(gain.size)
    dark = places - np.maximum.accumulate(np.where(gain > 0, places, -1))
    # No run can make good what a gap too long takes off.
    broken = np.where(dark > gap, -gain.size * float(np.abs(gain).max()), gain)
    total = np.concatenate(([0.0], np.cumsum(broken, dtype=np.float64)))
    least = np.minimum.accumulate(total)
    last = int(np.argmax(total - least))
    first = int(np.flatnonzero(total[: last + 1] == least[last])[-1])
    return first, last
