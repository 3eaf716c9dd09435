"""Rectangles: what of the source's picture is kept, at which size it leaves, and what is blacked out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

MINIMUM_SIDE = 16
"""VP8 and H.264 code blocks of 16 x 16; a picture smaller than one of them is a mistake in the crop."""

BLEED = 3
"""Pixels of the outgoing picture by which a mask is widened on each side: the filters that scale a picture
and reduce its colours to every other pixel mix in neighbours up to two pixels away; one more covers
rounding."""


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle in pixels, from the top left corner."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height

    def inside(self, width: int, height: int) -> bool:
        return self.x >= 0 and self.y >= 0 and self.right <= width and self.bottom <= height


@dataclass(frozen=True, slots=True)
class Framing:
    """What the technician asked for, in pixels of the source's picture."""

    crop: Rect | None = None
    max_width: int | None = None
    max_height: int | None = None
    masks: tuple[Rect, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """How one size of source picture becomes the outgoing one; `masks` are in outgoing pixels, sides even."""

    crop: Rect
    width: int
    height: int
    masks: tuple[Rect, ...]


def lay_out(framing: Framing, width: int, height: int) -> Layout:
    """The layout for a source picture of `width` x `height`.

    The outgoing sides are even (4:2:0 chroma), the aspect is kept to within a pixel, and nothing is enlarged.
    Raises ValueError, with a text for the technician, when the crop does not lie within the picture.
    """
    crop = framing.crop or Rect(0, 0, width, height)
    if not crop.inside(width, height):
        raise ValueError(
            f"picture.crop {crop.width}x{crop.height} at {crop.x},{crop.y} does not lie within the source's "
            f"{width}x{height} picture"
        )
    if min(crop.width, crop.height) < MINIMUM_SIDE:
        raise ValueError(
            f"the picture to send is {crop.width}x{crop.height}; each side needs {MINIMUM_SIDE} pixels"
        )
    scale = min(
        1.0,
        (framing.max_width or crop.width) / crop.width,
        (framing.max_height or crop.height) / crop.height,
    )
    if scale == 1.0:
        # One row or column is cut off rather than the whole picture resampled, which would blur text.
        crop = Rect(crop.x, crop.y, crop.width & ~1, crop.height & ~1)
    out_width, out_height = _even(crop.width * scale), _even(crop.height * scale)
    masks = _placed(framing.masks, crop, out_width, out_height)
    return Layout(crop, out_width, out_height, masks)


def _even(side: float) -> int:
    return max(MINIMUM_SIDE, 2 * round(side / 2))


def _placed(masks: Sequence[Rect], crop: Rect, width: int, height: int) -> tuple[Rect, ...]:
    """The masks in outgoing pixels: rounded outwards to even sides, so that no chroma sample keeps what they
    hide."""
    across, down = width / crop.width, height / crop.height
    placed = []
    for mask in masks:
        left = _floor_even((mask.x - crop.x) * across - BLEED)
        top = _floor_even((mask.y - crop.y) * down - BLEED)
        right = _ceil_even((mask.right - crop.x) * across + BLEED)
        bottom = _ceil_even((mask.bottom - crop.y) * down + BLEED)
        left, top, right, bottom = max(0, left), max(0, top), min(width, right), min(height, bottom)
        if left < right and top < bottom:
            placed.append(Rect(left, top, right - left, bottom - top))
    return tuple(placed)


def _floor_even(value: float) -> int:
    return 2 * math.floor(value / 2)


def _ceil_even(value: float) -> int:
    return 2 * math.ceil(value / 2)
