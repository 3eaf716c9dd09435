"""The ruler drawn beside or along the field: small marks, evenly spaced, some of them larger."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from analysis.frame import Frame
from analysis.ultrasound.sector import Sector

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class RulerSettings:
    brighter: tuple[int, ...] = (40, 20)
    """Least difference of a mark from its surroundings, in grey values; the next where one finds no ruler."""
    marks: int = 6
    """Fewer are no ruler."""
    spacing: float = 4.0
    """Least distance of neighbouring marks in pixels: closer ones blur into one another."""
    within: float = 0.04
    """How far, as a share of the spacing (and one pixel besides), a mark may stand beside its place."""
    larger: float = 1.3
    """A mark of so many times the pixels of a small one is a main one: longer, or a bigger dot."""
    off_flank: float = 0.06
    """How far from a flank its marks may stand, as a share of the field's depth."""
    lean_deg: float = 2.0
    """By how much a row of marks may lean otherwise than the flank as it was found."""
    lean_step_deg: float = 0.5


@dataclass(frozen=True, slots=True)
class Ruler:
    spacing_px: float
    every: int
    """Each `every`-th mark is a main one: 2, 5 or 10."""
    marks: int


@dataclass(frozen=True, slots=True)
class _Marks:
    """Small bright spots and dashes, in pixels of the frame; arrays of one length.

    `x` and `y` are those of the middle, `extent` is the longer side.
    """

    x: Floats
    y: Floats
    width: Floats
    extent: Floats
    pixels: Floats

    def chosen(self, which: NDArray[np.bool_] | NDArray[np.intp]) -> _Marks:
        return _Marks(self.x[which], self.y[which], self.width[which], self.extent[which], self.pixels[which])


def find_ruler(frame: Frame, sector: Sector, settings: RulerSettings) -> Ruler | None:
    """The row of evenly spaced marks beside, or along a flank of, the field that spans most of it.

    None where there is none, or where nothing tells main marks from small ones.
    """
    for brighter in settings.brighter:
        marks = _marks(frame, brighter)
        rows = [*_beside(marks, sector), *_along_flanks(marks, sector, settings)]
        rulers = [ruler for row in rows if (ruler := _ruler(row, sector, settings)) is not None]
        if rulers:
            return max(rulers, key=lambda ruler: ruler.marks)
    return None


def _marks(frame: Frame, brighter: int) -> _Marks:
    grey = frame.grey
    long = max(9, frame.height // 24) | 1
    # The axis along which the marks stand would tie them together.
    axis = cv2.morphologyEx(grey, cv2.MORPH_OPEN, np.ones((long, 1), np.uint8))
    bare = cv2.subtract(grey, axis)
    tall = max(5, frame.height // 60) | 1
    spots = cv2.subtract(bare, cv2.morphologyEx(bare, cv2.MORPH_OPEN, np.ones((tall, 1), np.uint8)))
    bright = np.asarray(spots >= brighter, np.uint8)
    _, _, stats, centres = cv2.connectedComponentsWithStats(bright)
    width, height = (stats[1:, part].astype(np.float64) for part in (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT))
    found = _Marks(
        x=stats[1:, cv2.CC_STAT_LEFT] + width / 2,
        y=centres[1:, 1].astype(np.float64) + 0.5,
        width=width,
        extent=np.maximum(width, height),
        pixels=stats[1:, cv2.CC_STAT_AREA].astype(np.float64),
    )
    return found.chosen((width <= max(8, frame.width // 30)) & (height <= tall))


_Row = tuple[Floats, _Marks]
"""Where the marks of one row stand along it, in rising order, and the marks."""


def _beside(marks: _Marks, sector: Sector) -> Iterator[_Row]:
    """Marks one above the other beside the field or at its edge, in line by their ends or middles."""
    left, top, right, bottom = sector.bounds
    inner = 0.1 * (right - left)
    aside = (marks.x < left + inner) | (marks.x > right - inner)
    near = (marks.y > top - 0.1 * (bottom - top)) & (marks.y < bottom + 0.1 * (bottom - top))
    there = marks.chosen(aside & near)
    for end in (-0.5, 0.5, 0.0):
        yield from _rows(there.x + end * there.width, there.y, there)


def _along_flanks(marks: _Marks, sector: Sector, settings: RulerSettings) -> Iterator[_Row]:
    """Dots along the left or the right flank of a fan, a little more or less steep than that was found."""
    if sector.shape == "linear":
        return
    reach = settings.off_flank * sector.depth_px
    leans = np.arange(-settings.lean_deg, settings.lean_deg + 1e-6, settings.lean_step_deg)
    for (x, y), lean_deg in sector.flanks:
        for lean in np.radians(lean_deg + leans):
            across = (marks.x - x) * math.cos(lean) - (marks.y - y) * math.sin(lean)
            along = (marks.x - x) * math.sin(lean) + (marks.y - y) * math.cos(lean)
            there = (np.abs(across) <= reach) & (np.abs(along / sector.depth_px - 0.5) <= 0.65)
            yield from _rows(across[there], along[there], marks.chosen(there))


def _rows(across: Floats, along: Floats, marks: _Marks) -> Iterable[_Row]:
    """Marks that stand in line, within a pixel."""
    for place in np.unique(np.rint(across)):
        within = np.flatnonzero(np.abs(across - place) <= 1.0)
        order = within[np.argsort(along[within])]
        yield along[order], marks.chosen(order)


def _ruler(row: _Row, sector: Sector, settings: RulerSettings) -> Ruler | None:
    """The evenly spaced marks of a row, None where there are too few, they leave holes or are all alike."""
    along, marks = row
    if len(along) < settings.marks or np.ptp(along) < 0.5 * sector.depth_px:
        return None
    steps = np.diff(along)
    # Places are whole numbers: over fifty marks rounding adds up in a median, not in a mean.
    usual = float(np.median(steps))
    if usual < settings.spacing:
        return None
    even = steps[np.abs(steps - usual) <= 0.25 * usual + 0.5]
    if even.size < settings.marks // 2:
        return None
    spacing = float(even.mean())
    allowed = settings.within * spacing + 1.0
    for _ in range(3):
        number = np.rint((along - along[0]) / spacing)
        spacing, start = (float(value) for value in np.polyfit(number, along, 1))
        if spacing < settings.spacing:
            return None
        fits = np.abs(along - start - spacing * number) <= allowed
    number = number[fits].astype(int)
    if len(number) < settings.marks or fits.mean() < 0.8:
        return None
    span = number[-1] - number[0] + 1
    if len(np.unique(number)) < 0.8 * span or len(number) > 1.1 * span:
        return None
    every = _every(number, marks.chosen(fits), settings.larger)
    return None if every is None else Ruler(spacing, every, len(number))


def _every(number: NDArray[np.int_], marks: _Marks, larger: float) -> int | None:
    """By how many marks the large ones are apart; None where all are alike or large ones keep no order."""
    for size in (marks.extent, marks.pixels):
        main = size >= larger * float(np.quantile(size, 0.2)) + 0.5
        if main.any() and not main.all():
            wrong, every = min(
                (int(np.count_nonzero(main != (number % every == phase))), every)
                for every in (2, 5, 10)
                for phase in range(every)
            )
            # A figure or a pointer that touches it may spoil one mark; but one mark more or less is all
            # that tells every fifth from every tenth.
            if wrong == 0 or (every == 2 and wrong == 1 and len(main) >= 7):
                return every
    return None
