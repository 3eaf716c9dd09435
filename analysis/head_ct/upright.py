"""The brain stood upright: mid-line vertical in the middle, breadth fixed, so that sides can be compared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from analysis.findings import Point
from analysis.frame import Plane
from analysis.head_ct.brain import Brain
from analysis.head_ct.midline import Affine, Midline

BREADTH = 160
"""Of the brain, in pixels of the upright picture: a pixel is some 0.85 mm of an adult's broadest slice."""
WIDTH, HEIGHT = 184, 256


@dataclass(frozen=True, slots=True)
class Upright:
    """`levels` and `mask` have shape (HEIGHT, WIDTH); the mid-line runs between the two middle columns."""

    levels: NDArray[np.float32]
    mask: Plane
    to_picture: Affine
    """From pixels of this picture to those of the frame."""
    area_scale: float
    """Pixels of the frame for each of this picture."""

    def in_picture(self, points: Iterable[tuple[float, float]]) -> tuple[Point, ...]:
        """Places in the frame, where the centre of the top left pixel is (0.5, 0.5)."""
        placed = np.array([(x, y, 1.0) for x, y in points]) @ self.to_picture.T
        return tuple((round(float(x), 1), round(float(y), 1)) for x, y in placed)


def stand_upright(brain: Brain, midline: Midline) -> Upright:
    """Resample the brain with its mid-line upright and its breadth made BREADTH."""
    axis = cv2.getRotationMatrix2D(midline.point, midline.tilt_deg, 1.0)
    outline = cv2.transform(brain.outline.astype(np.float64), axis)[:, 0]
    breadth = float(np.ptp(outline[:, 0])) + 1
    scale = BREADTH / breadth
    middle = float(outline[:, 1].min() + outline[:, 1].max()) / 2
    upright = np.asarray(scale * axis, np.float64)
    upright[:, 2] += ((WIDTH - 1) / 2 - scale * midline.point[0], (HEIGHT - 1) / 2 - scale * middle)
    # What is shrunk is smoothed first, or noise would fold into the texture.
    levels = cv2.GaussianBlur(brain.grey, (0, 0), 0.5 / scale) if scale < 1 else brain.grey
    size = (WIDTH, HEIGHT)
    return Upright(
        np.asarray(cv2.warpAffine(levels, upright, size), np.float32),
        np.asarray(cv2.warpAffine(brain.mask, upright, size, flags=cv2.INTER_NEAREST), np.uint8),
        _to_frame(upright, brain.shrink),
        (brain.shrink / scale) ** 2,
    )


def _to_frame(upright: Affine, shrink: int) -> Affine:
    """The way back. Pixel n of a picture has its centre at n + 0.5 of the frame's own measure."""
    back = np.asarray(cv2.invertAffineTransform(upright), np.float64) * shrink
    back[:, 2] += 0.5 * shrink
    return back
