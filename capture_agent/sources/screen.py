"""`screen:[DISPLAY][+X,Y,WIDTHxHEIGHT]`: an X11 screen or a rectangle of it."""

from __future__ import annotations

import os
import re
import threading
import time
from collections.abc import Generator

from capture_agent.errors import ConfigError
from capture_agent.geometry import Rect
from capture_agent.picture import Picture
from capture_agent.sources.media import LIVE, decoded, opened
from capture_agent.sources.spec import SourceSpec

DEFAULT_FPS = 30.0

HINT = "is the display running, may this user read it, and does the rectangle lie within it?"

_WHERE = re.compile(r"(?P<display>[^+]*)(?:\+(?P<x>\d+),(?P<y>\d+),(?P<width>\d+)x(?P<height>\d+))?")


class ScreenSource:
    """`rate=FPS` sets how often the screen is read; `pointer=0` leaves the mouse pointer out."""

    def __init__(self, spec: SourceSpec) -> None:
        match = _WHERE.fullmatch(spec.where)
        if match is None:
            raise ConfigError(
                f"source screen:{spec.where}: write screen:DISPLAY+X,Y,WIDTHxHEIGHT, e.g. "
                "screen::0+0,0,800x600"
            )
        display = match["display"] or os.environ.get("DISPLAY", "")
        if not display:
            raise ConfigError("source screen: no display named and DISPLAY is not set; write e.g. screen::0")
        self._display = display
        self._region = (
            Rect(*(int(match[key]) for key in ("x", "y", "width", "height"))) if match["width"] else None
        )
        self._rate = spec.number("rate", DEFAULT_FPS)
        self._pointer = spec.flag("pointer", default=True)
        self.label = f"screen:{display}"
        self.timecode = spec.flag("timecode")

    def pictures(self, stop: threading.Event) -> Generator[Picture]:
        options = LIVE | {"framerate": f"{self._rate:g}", "draw_mouse": str(int(self._pointer))}
        if self._region:
            options |= {
                "grab_x": str(self._region.x),
                "grab_y": str(self._region.y),
                "video_size": f"{self._region.width}x{self._region.height}",
            }
        with opened(self._display, label=self.label, format_name="x11grab", options=options, hint=HINT) as (
            container,
            stream,
        ):
            for frame in decoded(container, stream, label=self.label):
                if stop.is_set():
                    return
                yield Picture(frame, time.monotonic(), self._rate)
