"""Marks as lines and regions that DICOM knows: polylines and ellipses in pixels (PS3.3 C.10.5, C.18.6)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from imaging.derived.model import Mark, Point, Tool

_HEAD = 0.15
"""How long an arrow's head is, of its length."""
_HEAD_MIN, _HEAD_MAX = 6.0, 24.0
"""Pixels."""
_HEAD_ANGLE = math.radians(25)


class Shape(StrEnum):
    """Graphic Type; both values mean the same in presentation states and in structured reports."""

    POLYLINE = "POLYLINE"
    ELLIPSE = "ELLIPSE"


@dataclass(frozen=True, slots=True)
class Line:
    """`points` of an ellipse: the ends of its longer axis, then those of the shorter one."""

    kind: Shape
    points: tuple[Point, ...]

    @staticmethod
    def within(points: Sequence[Point], columns: int, rows: int) -> tuple[Point, ...]:
        """`points`, those outside of the image moved to its edge: others are not allowed there."""
        return tuple((min(max(x, 0.0), float(columns)), min(max(y, 0.0), float(rows))) for x, y in points)


def outline(mark: Mark, columns: int, rows: int) -> tuple[Line, ...]:
    """What is drawn of the mark in an image of this size; nothing for text."""
    if mark.tool is Tool.TEXT:
        return ()
    if mark.tool is Tool.ARROW:
        lines: Sequence[Line] = _arrow(*mark.points)
    else:
        lines = [region(mark)]
    return tuple(Line(line.kind, Line.within(line.points, columns, rows)) for line in lines)


def region(mark: Mark) -> Line:
    """The one line or region that the mark measures."""
    if mark.tool is Tool.ELLIPSE:
        return _ellipse(*mark.points)
    points = mark.points
    if mark.closed and points[0] != points[-1]:
        points = (*points, points[0])
    return Line(Shape.POLYLINE, points)


def _ellipse(corner: Point, opposite: Point) -> Line:
    left, right = sorted((corner[0], opposite[0]))
    top, bottom = sorted((corner[1], opposite[1]))
    x, y = (left + right) / 2, (top + bottom) / 2
    across = ((left, y), (right, y))
    down = ((x, top), (x, bottom))
    longer, shorter = (across, down) if right - left >= bottom - top else (down, across)
    return Line(Shape.ELLIPSE, (*longer, *shorter))


def _arrow(tip: Point, tail: Point) -> tuple[Line, ...]:
    """The shaft, and the head as a line through the tip."""
    length = math.dist(tip, tail)
    size = min(max(length * _HEAD, _HEAD_MIN), _HEAD_MAX)
    back = math.atan2(tail[1] - tip[1], tail[0] - tip[0])
    barbs = [
        (tip[0] + size * math.cos(back + turn), tip[1] + size * math.sin(back + turn))
        for turn in (_HEAD_ANGLE, -_HEAD_ANGLE)
    ]
    return (
        Line(Shape.POLYLINE, (tip, tail)),
        Line(Shape.POLYLINE, (barbs[0], tip, barbs[1])),
    )
