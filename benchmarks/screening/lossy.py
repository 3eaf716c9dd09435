"""Pictures as they arrive: encoded and decoded again by a lossy video codec."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import cast

import av
import numpy as np

from analysis.frame import Frame, Plane, frame_of

RATE = 30
"""Frames a second."""

OPTIONS = {
    "libx264": {"preset": "veryfast", "tune": "zerolatency", "profile": "baseline"},
    "libvpx": {"deadline": "realtime", "cpu-used": "8", "lag-in-frames": "0"},
}
"""As live senders set them, by the codec's name in FFmpeg (H.264 and VP8)."""


def through_video(
    pictures: Iterable[Plane], codec: str = "libx264", bit_rate: int = 1_500_000
) -> Iterator[Frame]:
    """The frames that a viewer decodes. `pictures` are BGR or grey, all of one size; times count from 0 s."""
    coder: av.VideoCodecContext | None = None
    decoder = av.VideoCodecContext.create("h264" if codec == "libx264" else "vp8", "r")
    number = 0
    for count, picture in enumerate(pictures):
        frame = frame_of(picture, count / RATE)
        coder = coder or _coder(codec, frame, bit_rate)
        sent = av.VideoFrame.from_ndarray(frame.i420, format="yuv420p")
        sent.pts = count
        for packet in coder.encode(sent):
            for decoded in decoder.decode(packet):
                yield _received(decoded, number)
                number += 1


def _coder(codec: str, frame: Frame, bit_rate: int) -> av.VideoCodecContext:
    coder = cast(av.VideoCodecContext, av.CodecContext.create(codec, "w"))
    coder.width, coder.height, coder.pix_fmt = frame.width, frame.height, "yuv420p"
    coder.bit_rate = bit_rate
    coder.time_base = Fraction(1, RATE)
    coder.options = OPTIONS[codec]
    return coder


def _received(decoded: av.VideoFrame, number: int) -> Frame:
    i420 = np.asarray(decoded.to_ndarray(format="yuv420p"), np.uint8)
    return Frame(i420, decoded.width, decoded.height, number / RATE, number)
