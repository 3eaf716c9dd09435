"""The outline of a region, with no more points than are worth sending."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from analysis.findings import Point
from analysis.frame import Plane

Contour = NDArray[np.int32]
"""Shape (points, 1, 2), x and y, as OpenCV has it."""


def outer(region: Plane) -> Contour:
    """Around the largest part of what is not 0 in `region`, pixel by pixel."""
    contours, _ = cv2.findContours(region, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return np.asarray(max(contours, key=len), np.int32)


def simplified(region: Plane, points: int = 24, tolerance: float = 0.5) -> tuple[Point, ...]:
    """The same in at most so many points, by column and row of their pixels.

    Where it has more, by Douglas and Peucker (1973): `tolerance` pixels off at first, then ever more.
    """
    whole = contour = outer(region)
    while len(contour) > points:
        contour = np.asarray(cv2.approxPolyDP(whole, tolerance, True), np.int32)
        tolerance *= 1.5
    return tuple((float(x), float(y)) for x, y in contour[:, 0])
