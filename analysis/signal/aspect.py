"""A picture of another shape fitted into the frame: bars of black at both sides, or above and below."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from analysis.findings import Finding, Kind, Measure, box
from analysis.frame import Plane
from analysis.signal.sketch import Sketch


@dataclass(frozen=True, slots=True)
class AspectSettings:
    """When bars count as bars; grey levels of 255."""

    bar: int = 24
    """Everything in a bar is darker than this."""
    edge: float = 0.6
    """Along this share of the bar's inner edge something lit begins at once: black grounds of scans, on
    which the picture's edge cannot be seen, have far less."""
    shapes: tuple[float, ...] = (4 / 3, 5 / 4, 16 / 10, 16 / 9)
    """Width to height of the screens of devices."""
    tolerance: float = 0.02
    """Relative error allowed on the shape found between the bars."""


def bars(sketch: Sketch, settings: AspectSettings) -> Finding | None:
    """WRONG_ASPECT, labelled pillarbox, letterbox or window (bars all around), the inner picture outlined."""
    lit = np.asarray(cv2.inRange(sketch.small, settings.bar, 255), np.uint8)
    height, width = lit.shape
    left, top, wide, high = cv2.boundingRect(lit)
    if wide < width / 2 or high < height / 2:
        return None
    inner = lit[top : top + high, left : left + wide]
    sides = left >= 0.02 * width and abs(left - (width - left - wide)) <= 2 and _edges(inner, settings)
    ends = top >= 0.02 * height and abs(top - (height - top - high)) <= 2 and _edges(inner.T, settings)
    shape = wide / high
    fits = any(abs(shape / one - 1) <= settings.tolerance for one in settings.shapes)
    if not (sides or ends) or not fits:
        return None
    name = "window" if sides and ends else "pillarbox" if sides else "letterbox"
    factor = sketch.factor
    outline = box(left * factor, top * factor, (left + wide) * factor, (top + high) * factor)
    return Finding(Kind.WRONG_ASPECT, 1.0, outline, True, (Measure("aspect", shape, "1"),), name)


def _edges(inner: Plane, settings: AspectSettings) -> bool:
    """Whether the picture begins along most of its left and its right edge."""
    first, last = inner[:, :3].max(axis=1), inner[:, -3:].max(axis=1)
    return bool(min(np.mean(first > 0), np.mean(last > 0)) >= settings.edge)
