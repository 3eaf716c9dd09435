"""`rtsp:URL`: a network camera or a video encoder, kept at low delay."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator
from urllib.parse import urlsplit

from capture_agent.errors import ConfigError
from capture_agent.pacing import LagGuard
from capture_agent.picture import Picture
from capture_agent.sources.media import decoded, frame_rate, opened
from capture_agent.sources.spec import SourceSpec

OPEN_TIMEOUT_S = 5.0
READ_TIMEOUT_S = 3.0
"""A camera that has sent nothing for so long is gone; the source then reports the loss and is opened anew."""

LOW_DELAY = {
    "fflags": "nobuffer",
    "flags": "low_delay",
    # Late packets are not waited for: over TCP there are none, over UDP the wait would delay every frame.
    "reorder_queue_size": "0",
    "max_delay": "0",
    # Enough to see the stream's size; the default reads for up to five seconds before the first picture.
    "probesize": "500000",
    "analyzeduration": "500000",
}

TRANSPORTS = ("tcp", "udp")


class RtspSource:
    """`rtsp_transport=udp` replaces TCP, which is the default because hospital firewalls let it through."""

    def __init__(self, spec: SourceSpec) -> None:
        address = urlsplit(spec.where)
        if address.scheme not in ("rtsp", "rtsps") or not address.hostname:
            raise ConfigError("source rtsp: write the camera's address, e.g. rtsp://camera.example/stream1")
        transport = spec.options.get("rtsp_transport", "tcp")
        if transport not in TRANSPORTS:
            raise ConfigError(
                f"source option rtsp_transport={transport}: write one of {', '.join(TRANSPORTS)}"
            )
        self._url = spec.where
        self._options = {**LOW_DELAY, "rtsp_transport": transport}
        # The address without user name and password, which belong into no log.
        port = f":{address.port}" if address.port else ""
        self.label = f"{address.scheme}://{address.hostname}{port}{address.path}"
        self.timecode = spec.flag("timecode")

    def pictures(self, stop: threading.Event) -> Generator[Picture]:
        timeouts = (OPEN_TIMEOUT_S, READ_TIMEOUT_S)
        with opened(self._url, label=self.label, options=self._options, timeout_s=timeouts) as (
            container,
            stream,
        ):
            fps = frame_rate(stream)
            for frame in decoded(container, stream, label=self.label, guard=LagGuard()):
                if stop.is_set():
                    return
                yield Picture(frame, time.monotonic(), fps)
