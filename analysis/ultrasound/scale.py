"""The depth scale: how many millimetres a pixel stands for, by the ruler drawn beside the field.

A ruler is a column of small marks, evenly spaced. How every second, fifth or tenth mark is longer tells what
the marks stand for, with what a transducer can be (its face is 15 to 110 mm wide when flat, and a fan does
not end at 5 cm): 10 to 1 is millimetres and centimetres, 2 to 1 half and whole centimetres, 5 to 1 either
2 mm and 1 cm or 1 cm and 5 cm. Where more than one reading is possible the scale stays unknown, for a wrong
millimetre is worse than none; the depth of the field, where somebody told it, decides or stands in.
Pixels are taken as square, which DICOM PS3.3 C.8.5.5.1.15 demands of nobody but all consoles keep to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from analysis.frame import Frame
from analysis.ultrasound.sector import Sector

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ScaleSettings:
    brighter: int = 40
    """Least difference of a mark from what is around it, in grey values."""
    marks: int = 6
    """Fewer are no ruler."""
    spacing: float = 4.0
    """Least distance of neighbouring marks in pixels: closer ones blur into one another."""
    within: float = 0.04
    """How far, as a share of the spacing (and one pixel besides), a mark may stand beside its place."""
    larger: float = 1.3
    """A mark of so many times the pixels of a small one is a main one: longer, or a bigger dot."""
    told_within: float = 0.12
    """How well the ruler must agree with a depth that was told."""


@dataclass(frozen=True, slots=True)
class Scale:
    mm_per_px: float
    marks: int
    """Of the ruler; 0 where the depth was told."""


@dataclass(frozen=True, slots=True)
class Ruler:
    spacing_px: float
    every: int
    """Each `every`-th mark is a main one; 1 where all are alike."""
    marks: int


def read_scale(frame: Frame, sector: Sector, settings: ScaleSettings, depth_mm: float | None) -> Scale | None:
    """The scale of a frame, None where it cannot be told.

    `depth_mm` is the depth of the field as the console states it, None where nobody told.
    """
    ruler = find_ruler(frame, sector, settings)
    readings = [] if ruler is None else _readings(ruler, sector)
    if depth_mm is not None:
        told = depth_mm / sector.depth_px
        near = [one for one in readings if abs(one / told - 1) <= settings.told_within]
        if ruler is not None and near:
            return Scale(min(near, key=lambda one: abs(one / told - 1)), ruler.marks)
        return Scale(told, 0)
    if ruler is None or ruler.every == 1:
        return None
    likely = [one for one in readings if _possible(one, sector)]
    return Scale(likely[0], ruler.marks) if len(likely) == 1 else None


MARKS_MM = {1: (10.0, 5.0, 1.0, 20.0), 2: (5.0,), 5: (2.0, 10.0), 10: (1.0,)}
"""What the small marks can stand for, by how many of them make a main one."""


def _readings(ruler: Ruler, sector: Sector) -> list[float]:
    return [mm / ruler.spacing_px for mm in MARKS_MM[ruler.every]]


def _possible(mm_per_px: float, sector: Sector) -> bool:
    depth, face = sector.depth_px * mm_per_px, sector.footprint_px * mm_per_px
    if sector.opening_deg < 10:
        return 8 <= depth <= 120 and 15 <= face <= 110
    return 50 <= depth <= 320 and face <= 90


def find_ruler(frame: Frame, sector: Sector, settings: ScaleSettings) -> Ruler | None:
    """The column of evenly spaced marks beside or at the edge of the field that spans most of it."""
    left, top, right, bottom = sector.bounds
    marks = _marks(frame, settings)
    if len(marks) < settings.marks:
        return None
    inner = 0.1 * (right - left)
    xs, ys = marks[:, 0] + marks[:, 2] / 2, marks[:, 4]
    aside = (xs < left + inner) | (xs > right - inner)
    near = (ys > top - 0.1 * (bottom - top)) & (ys < bottom + 0.1 * (bottom - top))
    marks = marks[aside & near]
    rulers = [ruler for column in _columns(marks) if (ruler := _ruler(column, sector, settings)) is not None]
    return max(rulers, key=lambda ruler: ruler.marks, default=None)


def _marks(frame: Frame, settings: ScaleSettings) -> Floats:
    """Small bright spots and dashes: left, top, width, height, row of the middle, pixels; one line each."""
    grey = frame.grey
    long = max(9, frame.height // 24) | 1
    # The axis along which the marks stand would tie them together.
    axis = cv2.morphologyEx(grey, cv2.MORPH_OPEN, np.ones((long, 1), np.uint8))
    bare = cv2.subtract(grey, axis)
    tall = max(5, frame.height // 60) | 1
    spots = cv2.subtract(bare, cv2.morphologyEx(bare, cv2.MORPH_OPEN, np.ones((tall, 1), np.uint8)))
    bright = np.asarray(spots >= settings.brighter, np.uint8)
    count, _, stats, centres = cv2.connectedComponentsWithStats(bright)
    if count < 2:
        return np.empty((0, 6))
    boxes = np.concatenate([stats[1:, :4], centres[1:, 1:] + 0.5, stats[1:, 4:]], axis=1).astype(np.float64)
    small = (boxes[:, 2] <= max(8, frame.width // 30)) & (boxes[:, 3] <= tall)
    return boxes[small]


def _columns(marks: Floats) -> Sequence[Floats]:
    """Marks that stand in line by their left edges, their right edges or their middles."""
    columns = []
    for edge in (marks[:, 0], marks[:, 0] + marks[:, 2], marks[:, 0] + marks[:, 2] / 2):
        for place in np.unique(np.rint(edge)):
            column = marks[np.abs(edge - place) <= 1.0]
            columns.append(column[np.argsort(column[:, 4])])
    return columns


def _ruler(column: Floats, sector: Sector, settings: ScaleSettings) -> Ruler | None:
    """The evenly spaced marks of a column, None where there are too few or they leave holes."""
    rows = column[:, 4]
    if len(rows) < settings.marks or np.ptp(rows) < 0.5 * sector.depth_px:
        return None
    steps = np.diff(rows)
    # Rows are whole numbers: over fifty marks rounding adds up in a median, not in a mean.
    usual = float(np.median(steps))
    if usual < settings.spacing:
        return None
    even = steps[np.abs(steps - usual) <= 0.25 * usual + 0.5]
    if even.size < settings.marks // 2:
        return None
    spacing = float(even.mean())
    allowed = settings.within * spacing + 1.0
    for _ in range(3):
        number = np.rint((rows - rows[0]) / spacing)
        spacing, start = (float(value) for value in np.polyfit(number, rows, 1))
        if spacing < settings.spacing:
            return None
        fits = np.abs(rows - start - spacing * number) <= allowed
    number = number[fits].astype(int)
    if len(number) < settings.marks or fits.mean() < 0.8:
        return None
    span = number[-1] - number[0] + 1
    if len(np.unique(number)) < 0.8 * span or len(number) > 1.1 * span:
        return None
    return Ruler(spacing, _every(number, column[fits], settings.larger), len(number))


def _every(number: NDArray[np.int_], marks: Floats, larger: float) -> int:
    """By how many marks the large ones are apart, 1 where all are alike or the large ones keep no order."""
    extent = np.maximum(marks[:, 2], marks[:, 3])
    for size in (extent, marks[:, 5]):
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
    return 1
