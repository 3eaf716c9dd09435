"""A needle's shaft and tip: a long, thin, straight, bright line among speckle.

Thin bright lines are brought out by the second derivative across them (C. Steger, "An unbiased detector of
curvilinear structures", IEEE Trans Pattern Anal Mach Intell 1998;20(2):113-125), each pixel votes for the one
line that its own direction allows (D. H. Ballard, "Generalizing the Hough transform to detect arbitrary
shapes", Pattern Recognition 1981;13(2):111-122), and along the lines with the most votes the longest bright
stretch is taken; its deep end is the tip, as in M. Kaya and O. Bebek, "Needle localization using Gabor
filtering in 2D ultrasound images", ICRA 2014:4881-4886. A needle stays where it is or glides along itself
from frame to frame, a chance alignment of speckle does not: `Support` counts on that.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from analysis.findings import Point
from analysis.ultrasound.sector import Mask
from analysis.ultrasound.view import View

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class NeedleSettings:
    """Lengths are in pixels of the view unless said otherwise."""

    thickness: float = 1.4
    """Standard deviation of the line's profile."""
    flattest_deg: float = 14.0
    """Against the horizontal: flatter bright lines are mostly layers of tissue and reverberations."""
    steepest_deg: float = 78.0
    """Steeper ones are mostly edges of shadows."""
    voting: float = 4.0
    """Least second derivative, in grey values, with which a pixel votes."""
    most_vote: float = 14.0
    """One glaring spot has no more to say than this."""
    lines: int = 6
    """Looked at closely."""
    least_length: float = 0.2
    """Of the view's shorter side..."""
    shortest: float = 34.0
    """... and in pixels."""
    gap: int = 14
    """Longest stretch in which the shaft may be lost."""
    rim: int = 5
    """From the field's edge, where the edge itself is a line."""
    least_score: float = 0.7
    alone: float = 0.8
    """What a line seen on one frame only is worth of its score."""
    supported_s: float = 0.7
    """How far back support is sought."""
    frames: int = 4
    """With so many frames of support the score is whole."""


@dataclass(frozen=True, slots=True)
class Needle:
    """A shaft in pixels of the view, from where it is first seen to its tip, the deeper end."""

    entry: Point
    tip: Point
    score: float

    @property
    def length(self) -> float:
        return math.dist(self.entry, self.tip)

    @property
    def angle_deg(self) -> float:
        """Against the horizontal, 0 to 90."""
        across, down = (abs(a - b) for a, b in zip(self.entry, self.tip, strict=True))
        return math.degrees(math.atan2(down, across))


def find_needle(view: View, settings: NeedleSettings) -> Needle | None:
    """The best shaft on one frame, None where no line is good enough."""
    searched = cv2.erode(
        view.searched,
        np.ones((2 * settings.rim + 1,) * 2, np.uint8),
        borderType=cv2.BORDER_CONSTANT,
        borderValue=0,
    )
    grey = np.asarray(view.grey, np.float32)
    ridge, direction = _ridges(grey, settings.thickness)
    ridge[np.asarray(searched) == 0] = 0
    smooth = np.asarray(cv2.GaussianBlur(grey, (3, 3), 0), np.float32)
    pictures = _Pictures(smooth, ridge, view.window.field)
    needles = [_along(pictures, line, settings) for line in _lines(ridge, direction, settings)]
    return max((one for one in needles if one is not None), key=lambda one: one.score, default=None)


@dataclass(frozen=True)
class _Pictures:
    """All of one shape: the smoothed echoes, how much of a line each pixel is, and the field."""

    grey: Floats
    ridge: Floats
    field: Mask


def _ridges(grey: Floats, thickness: float) -> tuple[Floats, Floats]:
    """How much brighter each pixel is than both sides, in grey values, and the angle of the line's normal."""
    smooth = cv2.GaussianBlur(grey, (0, 0), thickness)
    xx = cv2.Sobel(smooth, cv2.CV_32F, 2, 0, ksize=3, scale=0.25)
    yy = cv2.Sobel(smooth, cv2.CV_32F, 0, 2, ksize=3, scale=0.25)
    xy = cv2.Sobel(smooth, cv2.CV_32F, 1, 1, ksize=3, scale=0.25)
    half, difference = (xx + yy) / 2, (xx - yy) / 2
    root = np.sqrt(difference * difference + xy * xy)
    across, along = half - root, half + root
    # Along a line the picture hardly bends; at a spot it bends both ways.
    ridge = np.where(across < 0, -across - np.abs(along), 0) * thickness**2
    normal = 0.5 * np.arctan2(-xy, -difference)
    return np.maximum(ridge, 0).astype(np.float32), np.asarray(normal, np.float32)


@dataclass(frozen=True, slots=True)
class _Line:
    """The points with x cos(normal) + y sin(normal) = offset."""

    normal: float
    offset: float


STEP_DEG = 2.0
BIN = 2.0


def _lines(ridge: Floats, direction: Floats, settings: NeedleSettings) -> list[_Line]:
    """The lines with the most votes, best first, none close to a better one."""
    ys, xs = np.nonzero(ridge > settings.voting)
    if ys.size < 12:
        return []
    votes = np.minimum(ridge[ys, xs], settings.most_vote)
    normals = np.rad2deg(direction[ys, xs]) % 180
    # The needle leans as much as its normal leans from the vertical.
    lean = np.abs(90 - normals)
    near = (lean >= settings.flattest_deg - 4) & (lean <= settings.steepest_deg + 4)
    ys, xs, votes, normals = ys[near], xs[near], votes[near], normals[near]
    reach = math.hypot(*ridge.shape)
    shape = (int(180 / STEP_DEG), int(2 * reach / BIN) + 3)
    table = np.zeros(shape, np.float32).ravel()
    for turn in (-4.0, -2.0, 0.0, 2.0, 4.0):
        row = np.rint((normals + turn) / STEP_DEG).astype(np.intp) % shape[0]
        angle = np.deg2rad(row * STEP_DEG)
        offset = (xs + 0.5) * np.cos(angle) + (ys + 0.5) * np.sin(angle)
        column = np.rint((offset + reach) / BIN).astype(np.intp)
        table += np.bincount(row * shape[1] + column, votes, table.size).astype(np.float32)
    grid = table.reshape(shape)
    grid = np.asarray(cv2.GaussianBlur(grid, (3, 3), 0), np.float32)
    lean_of_row = np.abs(90 - np.arange(shape[0]) * STEP_DEG)
    grid[(lean_of_row < settings.flattest_deg) | (lean_of_row > settings.steepest_deg)] = 0
    return _peaks(grid, reach, settings.lines)


def _peaks(grid: Floats, reach: float, most: int) -> list[_Line]:
    lines = []
    for _ in range(most):
        row, column = divmod(int(np.argmax(grid)), grid.shape[1])
        if grid[row, column] <= 0:
            break
        lines.append(_Line(math.radians(row * STEP_DEG), column * BIN - reach))
        grid[max(0, row - 4) : row + 5, max(0, column - 3) : column + 4] = 0
    return lines


def _along(pictures: _Pictures, line: _Line, settings: NeedleSettings) -> Needle | None:
    """The best bright stretch of a line, straightened out twice; None where it is short, flat or steep."""
    start = end = 0.0
    dim = 0.6 * settings.voting
    for spread in (4, 2, 1):
        stretch = _stretch(pictures.ridge, line, spread, dim, settings)
        if stretch is None:
            return None
        line, start, end, usual = stretch
        # The shaft ends where it falls well below its usual brightness, however bright that is.
        dim = max(dim, 0.4 * usual)
    entry, tip = sorted((_point(line, at) for at in (start, end)), key=lambda point: point[1])
    needle = Needle(entry, tip, _score(pictures, line, (start, end)))
    least = max(settings.shortest, settings.least_length * min(pictures.grey.shape))
    leans = settings.flattest_deg <= needle.angle_deg <= settings.steepest_deg
    return needle if needle.length >= least and leans else None


def _point(line: _Line, at: float) -> Point:
    cos, sin = math.cos(line.normal), math.sin(line.normal)
    return (line.offset * cos - at * sin, line.offset * sin + at * cos)


def _sample(plane: Floats, line: _Line, at: NDArray[np.float64], aside: NDArray[np.float64]) -> Floats:
    """The plane's values beside the line, shape (aside, at)."""
    cos, sin = math.cos(line.normal), math.sin(line.normal)
    across = line.offset + aside[:, None]
    xs = (across * cos - at[None, :] * sin - 0.5).astype(np.float32)
    ys = (across * sin + at[None, :] * cos - 0.5).astype(np.float32)
    return np.asarray(cv2.remap(plane, xs, ys, cv2.INTER_LINEAR, borderValue=0), np.float32)


def _stretch(
    ridge: Floats, line: _Line, spread: int, dim: float, settings: NeedleSettings
) -> tuple[_Line, float, float, float] | None:
    """The line put through the ridge near it, where its bright stretch begins and ends, and its height."""
    reach = math.hypot(*ridge.shape)
    at = np.arange(-reach, reach)
    aside = np.arange(-spread, spread + 1, dtype=np.float64)
    beside = _sample(ridge, line, at, aside)
    summit = np.minimum(beside.max(axis=0), settings.most_vote)
    first, last = _greatest_run(np.minimum(summit - dim, dim), settings.gap)
    if last - first < 8:
        return None
    part = slice(first, last)
    weight = summit[part].astype(np.float64)
    if np.count_nonzero(weight) < 6:
        return None
    slope, shift = np.polyfit(at[part], aside[np.argmax(beside[:, part], axis=0)], 1, w=weight)
    # The fitted line x' = offset + shift + slope * at, turned back into normal form.
    turn = math.atan(slope)
    moved = _Line(line.normal - turn, (line.offset + shift) * math.cos(turn))
    drift = (line.offset + shift) * math.sin(turn)
    start, end = (value / math.cos(turn) + drift for value in (at[first], at[last - 1]))
    return moved, float(start), float(end), float(np.median(weight))


def _greatest_run(gain: Floats, gap: int) -> tuple[int, int]:
    """The run with the greatest sum that is nowhere dark for longer than `gap` (Kadane's algorithm)."""
    best, best_run = 0.0, (0, 0)
    total, first, dark = 0.0, 0, 0
    for place, value in enumerate(gain.tolist()):
        dark = dark + 1 if value <= 0 else 0
        total += value
        if total <= 0 or dark > gap:
            total, first, dark = 0.0, place + 1, 0
        elif total > best:
            best, best_run = total, (first, place + 1)
    return best_run


SURENESS = (1.0, 2.0, 2.0, 3.0, 2.0)
"""How much it counts that the shaft is without holes, straight, not rough, long, and comes in from the edge
of the field: after a logistic regression on generated needles, with other seeds than the published tables."""
DOUBT = 7.0


def _score(pictures: _Pictures, line: _Line, stretch: tuple[float, float]) -> float:
    """0 to 1."""
    at = np.arange(*stretch)
    # A needle that is thin in the middle of the view may be some pixels off at its ends.
    crest = _sample(pictures.grey, line, at, np.array([-1.0, 0.0, 1.0])).max(axis=0)
    sides = _sample(pictures.grey, line, at, np.array([-6.0, -5.0, -4.0, 4.0, 5.0, 6.0]))
    whole = float(np.mean(crest > np.maximum(sides[:3].mean(axis=0), sides[3:].mean(axis=0)) + 6))
    bow, roughness = _unevenness(pictures.ridge, line, at)
    size = math.sqrt(cv2.countNonZero(pictures.field))
    entry = min((_point(line, end) for end in stretch), key=lambda point: point[1])
    deep = max((_point(line, end) for end in stretch), key=lambda point: point[1])
    signs = (
        (whole - 0.4) / 0.4,
        (1.7 - bow) / 1.4,
        (1.25 - roughness) / 0.7,
        (len(at) / size - 0.15) / 0.3,
        (0.55 - _gap(pictures.field, entry, deep) / size) / 0.4,
    )
    sure = sum(weight * min(1.0, max(-0.5, sign)) for weight, sign in zip(SURENESS, signs, strict=True))
    return 1 / (1 + math.exp(DOUBT - sure))


def _unevenness(ridge: Floats, line: _Line, at: NDArray[np.float64]) -> tuple[float, float]:
    """How far the ridge bows from the straight line, and how far it strays from that bow, in pixels."""
    aside = np.arange(-3.0, 4.0)
    beside = _sample(ridge, line, at, aside).astype(np.float64)
    weight = beside.sum(axis=0)
    lit = beside.max(axis=0) > 2
    if np.count_nonzero(lit) < 8:
        return math.inf, math.inf
    place = (beside * aside[:, None]).sum(axis=0)[lit] / weight[lit]
    along = (at[lit] - at.mean()) / (len(at) / 2)
    bow = np.polyfit(along, place, 2, w=np.sqrt(np.minimum(weight[lit], 20)))
    return abs(float(bow[0])), float(np.std(place - np.polyval(bow, along)))


def _gap(field: Mask, entry: Point, deep: Point) -> float:
    """From the entry on along the shaft, away from the tip, to the edge of the field, in pixels."""
    length = max(math.dist(entry, deep), 1.0)
    step = ((entry[0] - deep[0]) / length, (entry[1] - deep[1]) / length)
    away = np.arange(max(field.shape) * 2)
    xs, ys = entry[0] + away * step[0], entry[1] + away * step[1]
    within = (xs >= 0) & (xs < field.shape[1]) & (ys >= 0) & (ys < field.shape[0])
    inside = within.copy()
    inside[within] = field[ys[within].astype(np.intp), xs[within].astype(np.intp)] > 0
    return float(len(away) if inside.all() else np.argmin(inside))


@dataclass(frozen=True, slots=True)
class Support:
    """The shafts of the last moments, by which the next one is believed more or less; changed by `with_`."""

    seen: tuple[tuple[float, Needle], ...] = ()

    def believed(self, needle: Needle, at_s: float, settings: NeedleSettings) -> float:
        """The needle's score, whole where the frames just before had the same line."""
        recent = {
            moment
            for moment, other in self.seen
            if 0 < at_s - moment <= settings.supported_s and _same_line(needle, other)
        }
        share = min(1.0, len(recent) / settings.frames)
        return needle.score * (settings.alone + (1 - settings.alone) * share)

    def with_(self, needle: Needle | None, at_s: float, settings: NeedleSettings) -> Support:
        """What is remembered after this frame."""
        kept: Sequence[tuple[float, Needle]] = [
            one for one in self.seen if 0 < at_s - one[0] <= settings.supported_s
        ]
        return Support((*kept, (at_s, needle)) if needle is not None else tuple(kept))


def _same_line(one: Needle, other: Needle) -> bool:
    """Alike in direction, and the middle of one on the line of the other."""
    (x0, y0), (x1, y1) = one.entry, one.tip
    (u0, v0), (u1, v1) = other.entry, other.tip
    cross = (x1 - x0) * (v1 - v0) - (y1 - y0) * (u1 - u0)
    if abs(cross) > math.sin(math.radians(6)) * one.length * other.length:
        return False
    away = ((u0 + u1) / 2 - x0) * (y1 - y0) - ((v0 + v1) / 2 - y0) * (x1 - x0)
    return abs(away) <= 6 * one.length
