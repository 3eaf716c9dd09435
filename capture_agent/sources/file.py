"""`file:PATH`: a video file, played in a loop by its own timestamps."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator
from pathlib import Path

from capture_agent.errors import SourceError
from capture_agent.picture import Picture
from capture_agent.sources.media import decoded, opened
from capture_agent.sources.spec import SourceSpec

HINT = "is it a video file?"

DEFAULT_FPS = 25.0
"""For the rare file that states neither frame rate nor timestamps."""
LATE_S = 0.5
"""A player this far behind (the machine slept, or decoding is too slow) starts its clock anew instead of
racing."""


class FileSource:
    def __init__(self, spec: SourceSpec) -> None:
        self._path = Path(spec.where)
        self.label = f"file:{spec.where}"
        self.timecode = spec.flag("timecode")

    def pictures(self, stop: threading.Event) -> Generator[Picture]:
        start = time.monotonic()
        while not stop.is_set():
            start = yield from self._once(start, stop)

    def _once(self, start: float, stop: threading.Event) -> Generator[Picture, None, float]:
        """Plays the file once, beginning at the monotonic time `start`; returns when the next loop is to
        begin."""
        shown = 0
        position = interval = 0.0
        with opened(str(self._path), label=self.label, hint=HINT, permanent=True) as (container, stream):
            interval = 1.0 / float(stream.average_rate or DEFAULT_FPS)
            first: float | None = None
            for frame in decoded(container, stream, label=self.label):
                time_s = frame.time if frame.time is not None else shown * interval
                first = time_s if first is None else first
                position = time_s - first
                if stop.wait(max(0.0, start + position - time.monotonic())):
                    return start
                start = max(start, time.monotonic() - position - LATE_S)
                shown += 1
                yield Picture(frame, time.monotonic(), 1.0 / interval)
        if not shown:
            raise SourceError(f"{self.label} holds no frame that can be decoded", permanent=True)
        return start + position + interval
