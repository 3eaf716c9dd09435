"""The scan field in an ultrasound picture: a sector, a convex fan, a trapezoid or a rectangle.

The picture is cut into what is lit and grainy and what is black or flat (bars, menus), and the largest lit
part is described by two straight flanks and two arcs around their meeting point. A flank is the straight
line on which most of the lit part's outermost pixels lie, found by voting over slopes (P. V. C. Hough,
US patent 3 069 654, 1962), with hardly any lit pixel beyond it: so flanks that fade to black are drawn on
where they would run. Both flanks lean alike, as in all but steered fields, and vote together: one dark
flank is then led by the other. Flanks and arcs are the scan converter's own geometry (DICOM PS3.3 C.8.5.5
describes it for the regions of an ultrasound picture).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from analysis.findings import Point
from analysis.frame import Frame, Plane

Mask = NDArray[np.uint8]
"""Shape (height, width); 255 inside, 0 outside."""
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SectorSettings:
    """Sizes are in pixels of the reduced picture, whose longer side is `side`."""

    side: int = 256
    lit_above: int = 6
    """Grey values up to this are the black surroundings, noise of lossy video included."""
    coloured_from: int = 14
    """Distance of a colour difference from 128 that makes a pixel a part of the user interface."""
    graphic_from: int = 150
    """Difference of grey within a few pixels that drawn letters and lines make, and echoes hardly ever."""
    opening: int = 9
    """Whatever is thinner is text, a ruler or a trace."""
    least_share: float = 0.03
    """Of the picture; a smaller field is none."""
    least_correlation: float = 0.35
    """Of neighbouring pixels: echoes are smeared over several of them, electronic noise is not."""
    steepest_deg: float = 62.0
    upright_deg: float = 0.9
    """Flanks that lean less belong to a rectangle."""
    beyond: float = 0.03
    """Share of the lit part's rows that may lie beyond a flank: marks and text at the edge."""


@dataclass(frozen=True, slots=True)
class Sector:
    """A found field, in pixels of the frame."""

    outline: tuple[Point, ...]
    """Closed, at most 44 points."""
    shape: Literal["sector", "linear"]
    top: float
    bottom: float
    """Rows of the shallowest and the deepest echo on the axis of the field."""
    opening_deg: float
    """Angle between the flanks; 0 for a rectangle."""
    footprint_px: float
    """Width of the transducer's face."""
    fill: float
    """Share of the outlined field that is lit, 0 to 1."""

    @property
    def depth_px(self) -> float:
        return self.bottom - self.top

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        xs, ys = zip(*self.outline, strict=True)
        return min(xs), min(ys), max(xs), max(ys)

    @property
    def flanks(self) -> tuple[tuple[Point, float], tuple[Point, float]]:
        """Of a fan: where the left and the right flank begin, and by how many degrees they lean, outwards
        to the right."""
        lean = self.opening_deg / 2
        return (self.outline[-1], -lean), (self.outline[_ARC_POINTS], lean)


_ARC_POINTS = 22
"""Of a fan's outline, for each arc: the far one from left to right, then the near one back."""


def find_sector(frame: Frame, settings: SectorSettings) -> Sector | None:
    """The field of one frame, None where the picture shows nothing that looks like one."""
    if min(frame.width, frame.height) < 64:
        return None
    scale = min(1.0, settings.side / max(frame.width, frame.height))
    size = (max(1, round(frame.width * scale)), max(1, round(frame.height * scale)))
    small = np.asarray(cv2.resize(frame.grey, size, interpolation=cv2.INTER_AREA), np.uint8)
    lit = _lit(small, _coloured(frame, size, settings), _drawn(frame, size, settings), settings)
    if lit is None or not _grainy(frame, lit, settings):
        return None
    fitted = _fit(lit, settings)
    if fitted is None:
        return None
    outline, shape, top, bottom, opening_deg, footprint = fitted
    across, down = frame.width / size[0], frame.height / size[1]
    inside = np.zeros_like(lit)
    cv2.fillPoly(inside, [np.rint(np.array(outline) - 0.5).astype(np.int32)], 255)
    fill = cv2.countNonZero(cv2.bitwise_and(inside, lit)) / max(1, cv2.countNonZero(inside))
    return Sector(
        outline=tuple((_clip(x * across, frame.width), _clip(y * down, frame.height)) for x, y in outline),
        shape=shape,
        top=top * down,
        bottom=min(bottom * down, float(frame.height)),
        opening_deg=opening_deg,
        footprint_px=footprint * across,
        fill=fill,
    )


def agreement(one: Sector, other: Sector) -> float:
    """Intersection over union of two outlines, 0 to 1."""
    first, second = (np.array(sector.outline, np.float32) for sector in (one, other))
    left, top = np.minimum(first.min(0), second.min(0))
    right, bottom = np.maximum(first.max(0), second.max(0))
    scale = 128 / max(right - left, bottom - top, 1.0)
    drawn = []
    for points in (first, second):
        mask = np.zeros((130, 130), np.uint8)
        cv2.fillPoly(mask, [np.rint((points - (left, top)) * scale).astype(np.int32)], 255)
        drawn.append(mask)
    union = cv2.countNonZero(cv2.bitwise_or(*drawn))
    return cv2.countNonZero(cv2.bitwise_and(*drawn)) / max(1, union)


def _clip(value: float, most: int) -> float:
    return float(min(max(value, 0.0), most))


def _coloured(frame: Frame, size: tuple[int, int], settings: SectorSettings) -> Mask:
    """Where the picture is coloured: buttons, logos, colour Doppler."""
    coloured = np.zeros((size[1], size[0]), np.uint8)
    for plane in frame.chroma:
        away = cv2.absdiff(cv2.resize(plane, size, interpolation=cv2.INTER_AREA), np.full(1, 128.0))
        coloured |= np.asarray(away >= settings.coloured_from, np.uint8) * np.uint8(255)
    return coloured


def _drawn(frame: Frame, size: tuple[int, int], settings: SectorSettings) -> Mask:
    """Where letters and lines are drawn: white on black without the blur of an echo."""
    reach = 5 if frame.width >= 480 else 3
    jump = cv2.morphologyEx(frame.grey, cv2.MORPH_GRADIENT, np.ones((reach, reach), np.uint8))
    drawn = np.asarray(jump >= settings.graphic_from, np.uint8) * np.uint8(255)
    share = cv2.resize(drawn, size, interpolation=cv2.INTER_AREA)
    return np.asarray(share > 40, np.uint8) * np.uint8(255)


def _lit(small: Plane, coloured: Mask, drawn: Mask, settings: SectorSettings) -> Mask | None:
    """The field's lit part: grainy, not text; parts below and above it that are its own included."""
    lit = np.asarray(small > settings.lit_above, np.uint8) * np.uint8(255)
    # A console may tint the whole field: then colour tells nothing.
    if cv2.countNonZero(cv2.bitwise_and(lit, coloured)) < 0.5 * max(1, cv2.countNonZero(lit)):
        lit[cv2.morphologyEx(coloured, cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8)) > 0] = 0
    lit[drawn > 0] = 0
    block = np.ones((3, 3), np.uint8)
    flat = cv2.subtract(cv2.dilate(small, block), cv2.erode(small, block)) <= 1
    lit[np.asarray(cv2.erode(flat.astype(np.uint8), block)) > 0] = 0
    round_ = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (settings.opening, settings.opening))
    whole = cv2.morphologyEx(lit, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    whole = cv2.morphologyEx(whole, cv2.MORPH_OPEN, round_)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(whole)
    if count < 2:
        return None
    main = 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))
    if stats[main, cv2.CC_STAT_AREA] < settings.least_share * lit.size:
        return None
    kept = [label for label in range(1, count) if _belongs(stats[label], stats[main])]
    return np.asarray(np.isin(labels, kept), np.uint8) * np.uint8(255)


def _belongs(part: NDArray[np.int32], main: NDArray[np.int32]) -> bool:
    """Whether a part is the same field as the main one, with black (a cyst, a globe) in between."""
    left, top, width, height, area = (int(value) for value in part)
    main_left, main_top, main_width, main_height, main_area = (int(value) for value in main)
    gap = max(top - (main_top + main_height), main_top - (top + height))
    return (
        area >= 0.04 * main_area
        and left >= main_left - 0.05 * main_width
        and left + width <= main_left + 1.05 * main_width
        and gap <= 0.6 * main_height
    )


def _grainy(frame: Frame, lit: Mask, settings: SectorSettings) -> bool:
    """Echoes are smeared over neighbouring pixels; noise of an open input is not."""
    left, top, width, height = cv2.boundingRect(lit)
    scale = frame.width / lit.shape[1]
    rows = slice(int(top * scale), int((top + height) * scale))
    columns = slice(int(left * scale), int((left + width) * scale))
    patch = frame.grey[rows, columns].astype(np.float32)[::2]
    patch = patch - cv2.blur(patch, (9, 9))
    power = float((patch * patch).mean())
    if power < 0.05:
        return False
    return float((patch[:, 1:] * patch[:, :-1]).mean()) / power >= settings.least_correlation


Fitted = tuple[list[Point], Literal["sector", "linear"], float, float, float, float]


def _fit(lit: Mask, settings: SectorSettings) -> Fitted | None:
    """Outline, shape, top and bottom row, angle in degrees and footprint, in the reduced picture."""
    rows = np.flatnonzero(lit.any(axis=1))
    if rows.size < 16:
        return None
    first = np.asarray(np.argmax(lit[rows] > 0, axis=1), np.float64)
    last = lit.shape[1] - np.asarray(np.argmax(lit[rows, ::-1] > 0, axis=1), np.float64)
    middle = np.asarray(rows + 0.5, np.float64)
    left, right = _flanks(first, -last, middle, settings)
    upright = math.tan(math.radians(settings.upright_deg))
    if -left[1] - right[1] < 2 * upright:
        return _rectangle(lit, left, right)
    return _fan(lit, left, right)


Line = tuple[float, float]
"""x = a + b y, as (a, b). Lines of the right side are mirrored: -x = a + b y."""


def _flanks(left: Floats, right: Floats, rows: Floats, settings: SectorSettings) -> tuple[Line, Line]:
    """The lines on which most of the outermost pixels lie and beyond which hardly any do."""
    leans = np.deg2rad(np.arange(-1.0, settings.steepest_deg, 0.25))
    sides = [_votes(outermost, rows, leans, settings.beyond) for outermost in (left, right)]
    best = int(np.argmax(sides[0][1] + sides[1][1]))
    slope = float(-np.tan(leans[best]))
    lines: list[Line] = []
    for outermost, (edges, _) in zip((left, right), sides, strict=True):
        near = np.abs(outermost - slope * rows - edges[best]) * math.cos(leans[best]) < 1.8
        start = float(np.median((outermost - slope * rows)[near])) if near.any() else float(edges[best])
        lines.append((start, slope))
    return lines[0], lines[1]


def _votes(outermost: Floats, rows: Floats, leans: Floats, beyond: float) -> tuple[Floats, Floats]:
    """For each lean, where the line lies and how many pixels vote for it."""
    offsets = outermost[None, :] + np.tan(leans)[:, None] * rows[None, :]
    edges = np.quantile(offsets, beyond, axis=1)
    # Distance is counted at a right angle to the line, or leaning lines would get fewer votes.
    away = (offsets - edges[:, None]) * np.cos(leans)[:, None]
    return edges, np.exp(-0.5 * (away / 0.9) ** 2).sum(axis=1) / np.cos(leans)


def _rectangle(lit: Mask, left: Line, right: Line) -> Fitted:
    height = lit.shape[0]
    x0, x1 = left[0] + left[1] * height / 2, -(right[0] + right[1] * height / 2)
    counts = np.count_nonzero(lit, axis=1)
    rows = np.flatnonzero(counts >= 0.12 * (x1 - x0))
    top, bottom = float(rows[0]), float(rows[-1] + 1)
    return [(x0, top), (x1, top), (x1, bottom), (x0, bottom)], "linear", top, bottom, 0.0, x1 - x0


def _fan(lit: Mask, left: Line, right: Line) -> Fitted | None:
    (a, b), (c, d) = left, (-right[0], -right[1])
    if d - b < 1e-6:
        return None
    apex_y = (a - c) / (d - b)
    apex_x = a + b * apex_y
    from_angle, to_angle = math.atan(b), math.atan(d)
    ys, xs = np.nonzero(lit)
    dx, dy = xs + 0.5 - apex_x, ys + 0.5 - apex_y
    angles = np.arctan2(dx, dy)
    inside = (angles >= from_angle) & (angles <= to_angle) & (dy > 0)
    if np.count_nonzero(inside) < 64:
        return None
    radii = np.hypot(dx, dy)[inside]
    near, far = float(np.quantile(radii, 0.002)) - 0.5, float(np.quantile(radii, 0.998)) + 0.5
    near = max(near, 0.0)
    sweep = np.linspace(from_angle, to_angle, _ARC_POINTS)
    arcs = [(far, sweep), (near, sweep[::-1])]
    outline = [
        (apex_x + radius * math.sin(angle), apex_y + radius * math.cos(angle))
        for radius, arc in arcs
        for angle in arc
    ]
    footprint = 2 * near * math.sin((to_angle - from_angle) / 2)
    axis = math.cos((from_angle + to_angle) / 2)
    opening = math.degrees(to_angle - from_angle)
    return outline, "sector", apex_y + near * axis, apex_y + far * axis, opening, footprint
