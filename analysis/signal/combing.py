"""Interlacing left in: both fields of an interlaced picture in one frame, seen as combs on all that moves."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import cv2
import numpy as np

from analysis.findings import Finding, Kind, Measure
from analysis.frame import Frame, Plane


@dataclass(frozen=True, slots=True)
class CombSettings:
    """When a picture counts as interlaced."""

    columns: int = 4
    """Every so many columns are looked at: rows are what matters."""
    moved: int = 12
    """Levels of luma by which a pixel has to differ from the last frame to count as moving."""
    least: float = 0.002
    """With fewer moving pixels than this share, a frame says nothing."""
    excess: float = 1.01
    """From this on rows are combed. Untouched pictures have 0.83 to 1.02 with a median of at most 0.96, heavy
    noise 1.00, combed ones a median of 1.03 and more."""
    frames: int = 12
    """Judged by the median of the last so many frames with motion."""


class Combing:
    """Remembers the last frame, to look only where something moves: fine lines that stand still are no combs.

    Compares differences between rows of the same field with those between rows of opposite fields, as Baylon
    DM, "On the detection of temporal field order in interlaced video data", IEEE ICIP 2007, does. Let d(k) be
    the mean of |y(n) - y(n+k)|. In a picture of one moment d grows with k, and ever more slowly, so that
    d(1) + d(3) <= 2 d(2); noise makes all equal. Combs raise d(1) and d(3) alone.
    """

    def __init__(self, settings: CombSettings) -> None:
        self._settings = settings
        self._last: Plane | None = None
        self._excesses: deque[float] = deque(maxlen=settings.frames)

    def look(self, frame: Frame) -> Finding | None:
        """INTERLACED with the median of (d(1) + d(3)) / 2 d(2) over the last moving frames."""
        luma = np.ascontiguousarray(frame.luma[:, :: self._settings.columns])
        if self._last is not None and self._last.shape == luma.shape:
            excess = self._excess(self._last, luma)
            if excess is not None:
                self._excesses.append(excess)
        self._last = luma
        if len(self._excesses) < self._settings.frames:
            return None
        usual = float(np.median(self._excesses))
        if usual < self._settings.excess:
            return None
        return Finding(Kind.INTERLACED, min(1.0, usual / 2), measures=(Measure("comb", usual, "1"),))

    def _excess(self, before: Plane, luma: Plane) -> float | None:
        moving = cv2.inRange(cv2.absdiff(before, luma), self._settings.moved, 255)[:-3]
        count = cv2.countNonZero(moving)
        if count < self._settings.least * moving.size:
            return None
        rows = len(luma) - 3
        first, second, third = (
            cv2.mean(cv2.absdiff(luma[:rows], luma[k : rows + k]), moving)[0] for k in (1, 2, 3)
        )
        return float((first + third) / (2 * second)) if second > 0 else None
