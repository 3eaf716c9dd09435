"""Too few pictures a second, by capture times and frame numbers: what was skipped here does not count."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import cv2
import numpy as np

from analysis.findings import Finding, Kind, Measure
from analysis.frame import Plane
from analysis.signal.sketch import Sketch


@dataclass(frozen=True, slots=True)
class RateSettings:
    """When a picture counts as too slow."""

    least_fps: float | None = 10.0
    """Below this it is too slow; None says nothing, for devices whose pictures change when someone acts."""
    over_s: float = 3.0
    """Judged over this time."""
    repeat: float = 0.15
    """A frame repeats the one before when it changed by less than this share of what changes usually."""
    changes: int = 5
    """With fewer changes in that time the picture stands still rather than moves slowly."""
    followed: float = 0.9
    """Repeats are told only when this share of the frames was looked at."""


@dataclass(frozen=True, slots=True)
class _Seen:
    captured_s: float
    frame_id: int
    change: float
    """Mean change since the frame looked at before, in grey levels."""


class Rate:
    """Remembers the frames of the last seconds, those that the source numbers."""

    def __init__(self, settings: RateSettings) -> None:
        self._settings = settings
        self._seen: deque[_Seen] = deque()
        self._last: Plane | None = None

    def look(self, sketch: Sketch) -> Finding | None:
        """LOW_FRAME_RATE with the rate; labelled `repeated` where frames come fast but repeat each other."""
        if self._settings.least_fps is None or sketch.frame.frame_id is None:
            return None
        self._add(sketch, sketch.frame.frame_id)
        first, last = self._seen[0], self._seen[-1]
        span_s = last.captured_s - first.captured_s
        if span_s < 0.9 * self._settings.over_s:
            return None
        sent_fps = (last.frame_id - first.frame_id) / span_s
        if sent_fps < self._settings.least_fps:
            return self._finding(sent_fps, "")
        fresh_fps = self._fresh_fps(sent_fps)
        return self._finding(fresh_fps, "repeated") if fresh_fps < self._settings.least_fps else None

    def _finding(self, fps: float, label: str) -> Finding:
        score = 1 - fps / (self._settings.least_fps or 1.0)
        return Finding(Kind.LOW_FRAME_RATE, score, measures=(Measure("rate", fps, "fps"),), label=label)

    def _add(self, sketch: Sketch, frame_id: int) -> None:
        small, now_s = sketch.small, sketch.frame.captured_s
        if self._seen and (frame_id <= self._seen[-1].frame_id or now_s <= self._seen[-1].captured_s):
            self._seen.clear()  # The source has started anew: its numbers say nothing about the old ones.
        change = 0.0
        if self._last is not None and self._last.shape == small.shape:
            change = float(cv2.mean(cv2.absdiff(self._last, small))[0])
        self._last = small
        self._seen.append(_Seen(now_s, frame_id, change))
        while now_s - self._seen[0].captured_s > self._settings.over_s:
            self._seen.popleft()

    def _fresh_fps(self, sent_fps: float) -> float:
        """The rate of frames that show something new; the rate sent, where that cannot be told.

        A slow source repeats each picture about equally often. A picture that changes when someone acts
        does so unevenly, and is left alone.
        """
        sent = self._seen[-1].frame_id - self._seen[0].frame_id + 1
        if len(self._seen) < self._settings.followed * sent:
            return sent_fps
        changes = np.array([one.change for one in self._seen])
        usual = np.quantile(changes, 0.95)
        ids = np.array([one.frame_id for one in self._seen])
        gaps = np.diff(ids[changes > self._settings.repeat * usual])
        if usual == 0 or len(gaps) < self._settings.changes - 1:
            return sent_fps
        middle = float(np.median(gaps))
        even = gaps.max() <= 2 * middle + 1 and gaps.min() >= middle / 2 - 1
        return sent_fps / float(gaps.mean()) if even else sent_fps
