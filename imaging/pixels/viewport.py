"""Which region of a picture is shown, and how large (PS3.18 section 8.3.5.1.3)."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from imaging.errors import BadQuery
from imaging.pixels.windowing import Bytes

MAX_SIDE = 8192
"""Largest viewport: what no screen is larger than, and a server can scale to."""


@dataclass(frozen=True, slots=True)
class Viewport:
    """`width` x `height` pixels at most, of the source region; a negative `region_*` size flips it."""

    width: int
    height: int
    left: float = 0
    top: float = 0
    region_width: float = 0
    """0: up to the picture's edge."""
    region_height: float = 0

    def apply(self, picture: Bytes) -> Bytes:
        """The region, scaled as a whole into the viewport. Raises BadQuery where it is outside."""
        region = self._region(picture)
        rows, columns = region.shape[:2]
        scale = min(self.width / columns, self.height / rows)
        size = (max(1, round(columns * scale)), max(1, round(rows * scale)))
        if size == (columns, rows):
            return region
        method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        return np.asarray(cv2.resize(region, size, interpolation=method), np.uint8)

    def _region(self, picture: Bytes) -> Bytes:
        rows, columns = picture.shape[:2]
        left, right = _bounds(self.left, self.region_width, columns)
        top, bottom = _bounds(self.top, self.region_height, rows)
        if left >= right or top >= bottom:
            raise BadQuery(f"The viewport's region lies outside of the picture of {columns} x {rows}.")
        region = picture[top:bottom, left:right]
        if self.region_width < 0:
            region = region[:, ::-1]
        if self.region_height < 0:
            region = region[::-1]
        return np.ascontiguousarray(region)


def _bounds(start: float, length: float, size: int) -> tuple[int, int]:
    end = start + abs(length) if length else size
    return max(0, round(start)), min(size, round(end))
