"""Whether contrast is in: vessels appear that were not there a moment ago, in the same scene."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import cv2
import numpy as np

from analysis.frame import Frame, Plane


@dataclass(frozen=True, slots=True)
class InflowSettings:
    """When contrast counts as in; lengths of vessels as shares of the picture's width."""

    rise: float = 0.3
    """So much more vessel than there was at least in this scene ..."""
    times: float = 2.0
    """... and so many times as much: bones and wires, which are always there, only vary."""
    memory_s: float = 30.0
    """What there was longer ago does not count: a run lasts some ten seconds."""
    before: int = 3
    """So many frames of a scene are looked at before anything is said."""
    cut: float = 0.25
    """Mean change since the last frame, as a share of the mean brightness, that begins a new scene: a
    beating heart, seen at every third frame, changes 0.12."""


class Inflow:
    """Remembers how much vessel was seen in the scene.

    A single frame does not tell a contrast-filled vessel from a rib, a wire or a catheter reliably; that it
    came does. So a run that was under way when the watching began is mostly not answered for.
    """

    def __init__(self, settings: InflowSettings) -> None:
        self._settings = settings
        self._seen: deque[tuple[float, float]] = deque()
        self._last: Plane | None = None

    def is_in(self, frame: Frame, length: float) -> bool:
        """Take a frame with so much vessel in it, and say whether that came with contrast."""
        if self._cut(frame):
            self._seen.clear()
        while self._seen and frame.captured_s - self._seen[0][0] > self._settings.memory_s:
            self._seen.popleft()
        self._seen.append((frame.captured_s, length))
        if len(self._seen) <= self._settings.before:
            return False
        least = min(seen for _, seen in self._seen)
        return length >= max(least + self._settings.rise, self._settings.times * least)

    def _cut(self, frame: Frame) -> bool:
        """Whether this frame shows another scene than the last one."""
        thumbnail = np.asarray(cv2.resize(frame.grey, (16, 16), interpolation=cv2.INTER_AREA), np.uint8)
        last, self._last = self._last, thumbnail
        if last is None:
            return False
        change = float(np.mean(cv2.absdiff(last, thumbnail)))
        return change > self._settings.cut * max(1.0, float(last.mean()))
