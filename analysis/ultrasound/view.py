"""The field cut out of a frame and reduced to a size that can be searched thirty times a second."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np

from analysis.findings import Point
from analysis.frame import Frame, Plane
from analysis.ultrasound.sector import Mask, Sector


@dataclass(frozen=True)
class Window:
    """Where the field lies in the frame and what of it may be searched; lasts as long as the sector does."""

    left: int
    top: int
    right: int
    bottom: int
    scale: float
    """Pixels of the view per pixel of the frame, at most 1."""
    field: Mask
    """Shape of the view; 255 inside the field."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the view."""
        return self.field.shape[1], self.field.shape[0]


@dataclass(frozen=True)
class View:
    """One frame's field. `grey` is 0 outside; `searched` leaves out what is drawn over the echoes."""

    window: Window
    grey: Plane
    searched: Mask

    def in_frame(self, points: Iterable[Point]) -> tuple[Point, ...]:
        """Points of the view as points of the frame."""
        window = self.window
        return tuple((window.left + x / window.scale, window.top + y / window.scale) for x, y in points)


def window_of(frame: Frame, sector: Sector, side: int) -> Window:
    """The window for a sector, its longer side at most `side` pixels."""
    left, top, right, bottom = sector.bounds
    x0, y0 = max(0, int(left)), max(0, int(top))
    x1, y1 = min(frame.width, round(right)), min(frame.height, round(bottom))
    scale = min(1.0, side / max(x1 - x0, y1 - y0))
    field = np.zeros((max(1, round((y1 - y0) * scale)), max(1, round((x1 - x0) * scale))), np.uint8)
    outline = (np.array(sector.outline) - (x0, y0)) * scale - 0.5
    cv2.fillPoly(field, [np.rint(outline).astype(np.int32)], 255)
    return Window(x0, y0, x1, y1, scale, field)


def view_of(frame: Frame, window: Window, coloured_from: int) -> View:
    """The frame's field; coloured pixels (Doppler, callipers, letters) are not searched."""
    cut = frame.grey[window.top : window.bottom, window.left : window.right]
    grey = np.asarray(cv2.resize(cut, window.size, interpolation=cv2.INTER_AREA), np.uint8)
    coloured = np.zeros_like(window.field)
    for plane in frame.chroma:
        half = plane[window.top // 2 : window.bottom // 2, window.left // 2 : window.right // 2]
        away = cv2.LUT(half, _away(coloured_from))
        coloured |= np.asarray(cv2.resize(away, window.size, interpolation=cv2.INTER_NEAREST), np.uint8)
    searched = window.field
    # A console may tint the whole field: then colour tells nothing.
    if 0 < cv2.countNonZero(coloured) < 0.5 * coloured.size:
        coloured = np.asarray(cv2.dilate(coloured, np.ones((3, 3), np.uint8)), np.uint8)
        searched = np.asarray(cv2.bitwise_and(window.field, cv2.bitwise_not(coloured)), np.uint8)
    return View(window, np.asarray(cv2.bitwise_and(grey, window.field), np.uint8), searched)


def _away(coloured_from: int) -> Plane:
    """Table of a colour difference: 255 where it is a colour."""
    return np.where(np.abs(np.arange(256) - 128) >= coloured_from, 255, 0).astype(np.uint8)
