"""A frame as a picture for people: 8 bit, in a consumer format (PS3.18 section 8.7.4)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

import imagecodecs
from PIL import Image

from imaging.errors import NotSupported
from imaging.pixels.annotate import Annotation, annotate
from imaging.pixels.colour import is_grey, rgb
from imaging.pixels.source import PixelSource, reading
from imaging.pixels.viewport import Viewport
from imaging.pixels.windowing import Bytes, Window, grey

JPEG = "image/jpeg"
PNG = "image/png"
GIF = "image/gif"

DEFAULT_QUALITY = 90


@dataclass(frozen=True, slots=True)
class Rendering:
    """How a frame is to be shown; equal renderings of the same frame are the same bytes."""

    media_type: str = JPEG
    window: Window | None = None
    viewport: Viewport | None = None
    annotations: frozenset[Annotation] = frozenset()
    quality: int = DEFAULT_QUALITY
    """Of JPEG, 1 to 100."""


def render(source: PixelSource, index: int, rendering: Rendering) -> bytes:
    """Frame `index` (from 0), drawn. Raises NotFound, NotSupported, BadQuery and UnreadableDicom."""
    picture = draw(source, index, rendering.window)
    if rendering.viewport is not None:
        picture = rendering.viewport.apply(picture)
    if rendering.annotations:
        picture = annotate(picture, source.header, rendering.annotations)
    return _ENCODERS[rendering.media_type](picture, rendering.quality)


def draw(source: PixelSource, index: int, window: Window | None = None) -> Bytes:
    """Frame `index` in 8 bit: rows x columns of grey, or rows x columns x 3 of RGB."""
    picture = source.picture(index)
    with reading(source.path):
        if is_grey(source.format):
            return grey(picture.samples, source.format, source.header, index, window)
        if window is not None:
            raise NotSupported("A window is for grey pictures; this one has colours.")
        return rgb(picture, source.format, source.header)


def _jpeg(picture: Bytes, quality: int) -> bytes:
    return bytes(imagecodecs.jpeg8_encode(picture, quality))


def _png(picture: Bytes, _: int) -> bytes:
    # Filter and strategy that pack pictures fast: five times the default's speed for about the same size.
    speed, by_runs, differences = 1, 3, 16
    return bytes(imagecodecs.png_encode(picture, speed, strategy=by_runs, filter=differences))


def _gif(picture: Bytes, _: int) -> bytes:
    buffer = BytesIO()
    Image.fromarray(picture).save(buffer, "GIF")
    return buffer.getvalue()


_ENCODERS: dict[str, Callable[[Bytes, int], bytes]] = {JPEG: _jpeg, PNG: _png, GIF: _gif}
RENDERED_TYPES = tuple(_ENCODERS)
"""Media types that can be asked for, the default first."""
