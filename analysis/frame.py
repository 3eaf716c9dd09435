"""One decoded frame of a live picture, as every detector gets it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.uint8]


@dataclass(frozen=True)
class Frame:
    """A frame of a console's picture; nothing in it may be changed.

    `i420` has shape (height * 3 / 2, width): luma rows, then the packed chroma planes, BT.601 limited range,
    as video decoders deliver it. Width and height are even. `captured_s` is the moment of capture in seconds
    of the server's clock. `frame_id` counts the frames that the capture agent has sent, so that a gap tells
    how many were not looked at; None where the source does not tell.
    """

    i420: Plane
    width: int
    height: int
    captured_s: float
    frame_id: int | None = None

    @property
    def luma(self) -> Plane:
        """Shape (height, width), 16 (black) to 235 (white)."""
        return self.i420[: self.height]

    @cached_property
    def grey(self) -> Plane:
        """Shape (height, width), 0 (black) to 255 (white): luma stretched to the full range."""
        return np.asarray(cv2.LUT(self.luma, FULL_RANGE), np.uint8)

    @cached_property
    def bgr(self) -> Plane:
        """Shape (height, width, 3), in OpenCV's order of colours."""
        return np.asarray(cv2.cvtColor(self.i420, cv2.COLOR_YUV2BGR_I420), np.uint8)

    @property
    def chroma(self) -> tuple[Plane, Plane]:
        """Both colour differences, shape (height / 2, width / 2) each; 128 is none."""
        planes = self.i420[self.height :].reshape(2, self.height // 2, self.width // 2)
        return planes[0], planes[1]


def frame_of(bgr: Plane, captured_s: float, frame_id: int | None = None) -> Frame:
    """A frame made of a picture, BGR or grey; an odd last row or column is cut off."""
    height, width = (side - side % 2 for side in bgr.shape[:2])
    picture = bgr[:height, :width]
    if picture.ndim == 2:
        picture = np.asarray(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR), np.uint8)
    i420 = np.asarray(cv2.cvtColor(np.ascontiguousarray(picture), cv2.COLOR_BGR2YUV_I420), np.uint8)
    return Frame(i420, width, height, captured_s, frame_id)


FULL_RANGE = np.clip(np.rint((np.arange(256) - 16) * 255 / 219), 0, 255).astype(np.uint8)
"""Stretches luma, which runs from 16 to 235 (ITU-R BT.601), to the full range; for `cv2.LUT`."""
