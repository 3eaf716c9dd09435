"""Frames as they come out of lossy video: H.264 at a given bit rate, as a live picture would."""

from __future__ import annotations

import io
from collections.abc import Sequence

import av
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]


def through_h264(pictures: Sequence[Picture], bits_per_s: int = 1_000_000, fps: int = 25) -> list[Picture]:
    """The pictures (BGR, all of one size, odd sides cut) encoded for live sending and decoded again."""
    height, width = (side - side % 2 for side in pictures[0].shape[:2])
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream("h264", rate=fps)
        stream.width, stream.height, stream.pix_fmt, stream.bit_rate = width, height, "yuv420p", bits_per_s
        stream.options = {"preset": "veryfast", "tune": "zerolatency"}
        for picture in pictures:
            whole = np.ascontiguousarray(picture[:height, :width])
            container.mux(stream.encode(av.VideoFrame.from_ndarray(whole, format="bgr24")))
        container.mux(stream.encode(None))
    file.seek(0)
    with av.open(file) as container:
        return [frame.to_ndarray(format="bgr24") for frame in container.decode(video=0)]
