"""A small copy of a frame with the statistics that several checks of the signal share."""

from __future__ import annotations

from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from analysis.frame import Frame, Plane

WIDTH = 320
"""About as wide is the copy: enough for everything that fills a screen, and cheap at any resolution."""

PALETTE = 3
"""So many levels make up a screen that was drawn: the background, a panel, the text."""

LEVEL_SPREAD = 8
"""Grey levels to either side that still belong to one drawn level, after lossy coding."""


class Sketch:
    """The frame at about 320 pixels wide, reduced by a whole factor so that edges stay where they are."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.factor = max(1, round(frame.width / WIDTH))

    @cached_property
    def small(self) -> Plane:
        """Grey, averaged over squares of `factor` pixels."""
        if self.factor == 1:
            return self.frame.grey
        height, width = (side // self.factor for side in self.frame.grey.shape)
        whole = self.frame.grey[: height * self.factor, : width * self.factor]
        return np.asarray(cv2.resize(whole, (width, height), interpolation=cv2.INTER_AREA), np.uint8)

    @cached_property
    def sampled(self) -> Plane:
        """Grey, one pixel of each square: levels as they were drawn, not mixed at the edges."""
        height, width = self.small.shape
        return np.ascontiguousarray(self.frame.grey[:: self.factor, :: self.factor][:height, :width])

    @cached_property
    def colour(self) -> tuple[Plane, Plane]:
        """Both colour differences in the size of `small`; 128 is none."""
        height, width = self.small.shape
        u, v = (
            cv2.resize(plane, (width, height), interpolation=cv2.INTER_AREA) for plane in self.frame.chroma
        )
        return np.asarray(u, np.uint8), np.asarray(v, np.uint8)

    @cached_property
    def histogram(self) -> NDArray[np.float64]:
        """Share of the picture at each of the 256 levels of `sampled`."""
        counts = np.bincount(self.sampled.ravel(), minlength=256)
        return counts / self.sampled.size

    @cached_property
    def levels(self) -> tuple[tuple[int, float], ...]:
        """The levels that fill most of the picture, and the share of each, most first."""
        return self.commonest(PALETTE, LEVEL_SPREAD)

    def commonest(self, count: int, spread: int) -> tuple[tuple[int, float], ...]:
        """The `count` levels that fill most, with all within `spread` of each, and the share of each."""
        left = self.histogram.copy()
        found: list[tuple[int, float]] = []
        for _ in range(count):
            level = int(np.convolve(left, np.ones(spread + 1), "same").argmax())
            taken = slice(max(0, level - spread), level + spread + 1)
            found.append((level, float(left[taken].sum())))
            left[taken] = 0
        return tuple(found)
