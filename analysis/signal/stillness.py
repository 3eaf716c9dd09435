"""Frames that keep coming while the picture in them stands still."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from analysis.findings import Finding, Kind, Measure
from analysis.frame import Plane
from analysis.signal.sketch import Sketch


@dataclass(frozen=True, slots=True)
class StillSettings:
    """When a picture counts as frozen."""

    after_s: float | None = 5.0
    """Still for so long; None says nothing at all, for devices whose pictures stand still by nature."""
    cell: int = 4
    """Pixels of the sketch are averaged over squares of this side: that takes a coder's noise away, and
    leaves the speckle of a living scan, whose grains are larger."""
    step: int = 4
    """Grey levels by which a square has to differ to count as changed: twice what re-encoding a still
    picture at 0.8 Mbit/s moves (1 to 2 levels)."""
    changed: float = 0.002
    """More squares than this share have changed in a living picture: 8 % and more in the cines at hand. In a
    still one a coder goes on sharpening single squares for seconds: 0.1 %."""


class Stillness:
    """Remembers since when the picture has been the same.

    Compares with the first picture of the still stretch rather than with the last frame, so that slow change
    counts as change.
    """

    def __init__(self, settings: StillSettings) -> None:
        self._settings = settings
        self._first: Plane | None = None
        self._since_s = 0.0

    def look(self, sketch: Sketch) -> Finding | None:
        """FROZEN with its duration, once it has lasted `after_s`."""
        if self._settings.after_s is None:
            return None
        squares = self._squares(sketch)
        now_s = sketch.frame.captured_s
        if self._first is None or self._changed(self._first, squares):
            self._first, self._since_s = squares, now_s
        lasted_s = now_s - self._since_s
        if lasted_s < self._settings.after_s:
            return None
        return Finding(Kind.FROZEN, 1.0, measures=(Measure("duration", lasted_s, "s"),))

    def _squares(self, sketch: Sketch) -> Plane:
        height, width = (max(1, side // self._settings.cell) for side in sketch.small.shape)
        return np.asarray(cv2.resize(sketch.small, (width, height), interpolation=cv2.INTER_AREA), np.uint8)

    def _changed(self, before: Plane, now: Plane) -> bool:
        if before.shape != now.shape:
            return True
        moved = np.count_nonzero(cv2.absdiff(before, now) >= self._settings.step)
        return bool(moved > self._settings.changed * now.size)
