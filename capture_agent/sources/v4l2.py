"""`v4l2:/dev/videoN`: a frame grabber on a console's video output, through Video4Linux2."""

from __future__ import annotations

import os
import re
import stat
import threading
import time
from collections.abc import Callable, Generator

from capture_agent.errors import ConfigError, SourceError
from capture_agent.picture import Picture
from capture_agent.sources.media import LIVE, decoded, frame_rate, opened
from capture_agent.sources.spec import SourceSpec

NEWEST_BUFFER_S = 1.0
"""The kernel's time of a buffer is believed when it is at most this old; some drivers count from
elsewhere."""


class V4l2Source:
    """`size=WxH`, `rate=FPS` and `format=PIXELFORMAT` (FFmpeg's name, such as yuyv422 or mjpeg) ask the
    device for a mode; without them it stays in the one that it is in."""

    def __init__(self, spec: SourceSpec) -> None:
        if not spec.where:
            raise ConfigError("source v4l2: name the device, e.g. v4l2:/dev/video0")
        self._device = spec.where
        size = spec.options.get("size", "")
        if size and not re.fullmatch(r"\d+x\d+", size):
            raise ConfigError(f"source option size={size}: write WIDTHxHEIGHT, e.g. size=1920x1080")
        self._options = {"video_size": size} if size else {}
        if "rate" in spec.options:
            self._options["framerate"] = f"{spec.number('rate', 30.0):g}"
        if "format" in spec.options:
            self._options["input_format"] = spec.options["format"]
        self.label = f"v4l2:{spec.where}"
        self.timecode = spec.flag("timecode")

    def pictures(self, stop: threading.Event) -> Generator[Picture]:
        check_device(self._device)
        with opened(
            self._device, label=self._described(), format_name="v4l2", options=LIVE | self._options
        ) as (
            container,
            stream,
        ):
            fps = frame_rate(stream)
            for frame in decoded(container, stream, label=self.label):
                if stop.is_set():
                    return
                yield Picture(frame, captured_at(frame.time, time.monotonic()), fps)

    def _described(self) -> str:
        asked = ", ".join(f"{name} {value}" for name, value in self._options.items())
        return f"{self.label} with {asked}" if asked else self.label


def captured_at(buffer_s: float | None, now_s: float) -> float:
    """When the picture was captured: the kernel's monotonic buffer time if it is plausible, else `now_s`."""
    if buffer_s is not None and 0.0 <= now_s - buffer_s <= NEWEST_BUFFER_S:
        return buffer_s
    return now_s


def check_device(device: str, allowed: Callable[[str, int], bool] = os.access) -> None:
    """Says in a technician's words why the device cannot be used; none of it is permanent, devices get
    plugged in.

    Raises SourceError.
    """
    try:
        mode = os.stat(device).st_mode
    except FileNotFoundError as error:
        raise SourceError(
            f"no device {device}: is the frame grabber plugged in? "
            "`v4l2-ctl --list-devices` lists those there are"
        ) from error
    except OSError as error:
        raise SourceError(f"cannot look at {device}: {error.strerror}") from error
    if not stat.S_ISCHR(mode):
        raise SourceError(f"{device} is not a video device", permanent=True)
    if not allowed(device, os.R_OK | os.W_OK):
        raise SourceError(f"no permission for {device}: add the agent's user to the group `video`")
