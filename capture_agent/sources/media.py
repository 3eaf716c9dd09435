"""Opening and decoding through FFmpeg (PyAV), shared by the sources for files, screens, grabbers and
cameras."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import av
import av.container
import av.video.stream

from capture_agent.errors import SourceError
from capture_agent.pacing import LagGuard

LIVE = {"fflags": "nobuffer", "probesize": "32", "analyzeduration": "0"}
"""For capture devices: show what they see from now on, instead of pictures collected while being probed."""

ASSUMED_FPS = 30.0
FASTEST_FPS = 240.0
"""Cameras without a rate in their description come out as 90,000, their RTP clock."""


@contextmanager
def opened(
    url: str,
    *,
    label: str,
    format_name: str | None = None,
    options: Mapping[str, str] | None = None,
    timeout_s: tuple[float, float] | None = None,
    hint: str = "",
    permanent: bool = False,
) -> Iterator[tuple[av.container.InputContainer, av.video.stream.VideoStream]]:
    """Opens `url`; gives the container and its first video stream, and closes it at the end.

    `timeout_s` is for opening and for each read. Raises SourceError, `permanent` or not as given, with
    FFmpeg's reason and the `hint`, which says what to look at.
    """
    try:
        container = av.open(url, format=format_name, options=dict(options or {}), timeout=timeout_s)
    except (av.FFmpegError, OSError, ValueError) as error:
        told = f"cannot open {label}: {reason(error)}"
        raise SourceError(f"{told}; {hint}" if hint else told, permanent=permanent) from error
    with container:
        if not container.streams.video:
            raise SourceError(f"{label} holds no video", permanent=permanent)
        yield container, container.streams.video[0]


def decoded(
    container: av.container.InputContainer,
    stream: av.video.stream.VideoStream,
    *,
    label: str,
    guard: LagGuard | None = None,
) -> Iterator[av.VideoFrame]:
    """The stream's frames as they arrive, without frame threads, each of which would hold a frame back.

    With a `guard`, a decoder that falls behind skips to the next key frame that is not late. Raises
    SourceError when the source stops delivering.
    """
    stream.codec_context.thread_type = "SLICE"
    skipping = False
    try:
        for packet in container.demux(stream):
            if guard is not None and packet.pts is not None and packet.time_base is not None:
                late = guard.late(float(packet.pts * packet.time_base), time.monotonic())
                skipping = late or (skipping and not packet.is_keyframe)
            if not skipping:
                yield from _decoded_packet(packet)
    except (av.FFmpegError, OSError) as error:
        raise SourceError(f"{label} stopped: {reason(error)}") from error


def _decoded_packet(packet: av.Packet[av.video.stream.VideoStream]) -> Iterator[av.VideoFrame]:
    try:
        frames = packet.decode()
    except av.InvalidDataError:
        # Damaged by loss on the way: the decoder takes up again at the next whole frame.
        return
    for frame in frames:
        if isinstance(frame, av.VideoFrame):
            yield frame


def frame_rate(stream: av.video.stream.VideoStream) -> float:
    """Frames a second as the stream states them; ASSUMED_FPS when it states none or nonsense."""
    rate = float(stream.average_rate or stream.guessed_rate or 0)
    return rate if 1.0 <= rate <= FASTEST_FPS else ASSUMED_FPS


def reason(error: Exception) -> str:
    """FFmpeg's own words without the Python dressing, and never the address, which may hold a password."""
    return getattr(error, "strerror", None) or type(error).__name__
