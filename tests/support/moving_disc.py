"""A bright disc that moves eight pixels a frame: a video for the capture agent, and what finds it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import av
import cv2
import numpy as np

from analysis.findings import Finding, Kind
from analysis.frame import Frame

WIDTH, HEIGHT, FPS = 640, 480, 30
STEP_PX = 8
DISC_RADIUS = 30
OUTLINE_RADIUS = 64
"""Wider than the disc moves while a late outline is underway, so that its middle is always inside."""

LEFT, RIGHT = 80, 560
BRIGHT = 150


def write_video(path: Path) -> None:
    """There and back again once, to be played in a loop; each frame differs from the next by `STEP_PX`."""
    there = range(LEFT, RIGHT, STEP_PX)
    back = range(RIGHT, LEFT, -STEP_PX)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=FPS)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        stream.options = {"preset": "veryfast", "crf": "12"}
        for x in (*there, *back):
            picture = np.full((HEIGHT, WIDTH, 3), 24, np.uint8)
            cv2.circle(picture, (x, HEIGHT // 2), DISC_RADIUS, (235, 235, 235), -1, cv2.LINE_AA)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        container.mux(stream.encode(None))


@dataclass(frozen=True, slots=True)
class DiscDetector:
    """Finds the disc's centre, and outlines it with a circle around that."""

    name: str = "ultrasound"
    kinds: frozenset[Kind] = frozenset({Kind.HYPOECHOIC})
    every_s: float = 0.0

    def detect(self, frame: Frame) -> Sequence[Finding]:
        ys, xs = np.nonzero(frame.grey > BRIGHT)
        if not len(xs):
            return ()
        x, y = float(xs.mean()) + 0.5, float(ys.mean()) + 0.5
        turns = (2 * math.pi * step / 48 for step in range(48))
        outline = tuple(
            (x + OUTLINE_RADIUS * math.cos(turn), y + OUTLINE_RADIUS * math.sin(turn)) for turn in turns
        )
        return (Finding(Kind.HYPOECHOIC, 0.87, outline, closed=True),)
