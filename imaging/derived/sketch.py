"""Marks drawn into a small copy of a picture, for documents."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from imaging.derived.model import Mark, plain_text
from imaging.derived.shapes import Line, Shape, outline
from imaging.derived.wording import caption
from imaging.pixels.windowing import Bytes

_INK, _HALO = (255, 214, 10), (0, 0, 0)
"""Bright ink with a dark edge is seen on any picture."""

_QUALITY = 88
_TEXT_SIZE = 0.035
"""Of the picture's longer side."""
_TEXT_MAX = 200


def sketch(picture: Bytes, marks: Sequence[Mark], side: int, font: Path) -> bytes:
    """A JPEG of at most `side` x `side` pixels of `picture` with `marks`, whose points are in its pixels."""
    rows, columns = picture.shape[:2]
    scale = min(1.0, side / max(rows, columns))
    size = (max(1, round(columns * scale)), max(1, round(rows * scale)))
    image = Image.fromarray(picture).convert("RGB").resize(size, Image.Resampling.LANCZOS)
    drawing = ImageDraw.Draw(image)
    text = ImageFont.truetype(font, max(10, round(max(size) * _TEXT_SIZE)))
    for mark in marks:
        for line in outline(mark, columns, rows):
            _draw(drawing, line, scale)
        _write(drawing, mark, scale, text)
    written = BytesIO()
    image.save(written, "JPEG", quality=_QUALITY)
    return written.getvalue()


def _draw(drawing: ImageDraw.ImageDraw, line: Line, scale: float) -> None:
    points = [(x * scale, y * scale) for x, y in line.points]
    for colour, width in ((_HALO, 4), (_INK, 2)):
        if line.kind is Shape.ELLIPSE:
            across, down = [x for x, _ in points], [y for _, y in points]
            drawing.ellipse((min(across), min(down), max(across), max(down)), outline=colour, width=width)
        else:
            drawing.line(points, fill=colour, width=width)


def _write(drawing: ImageDraw.ImageDraw, mark: Mark, scale: float, font: ImageFont.FreeTypeFont) -> None:
    x, y = mark.points[0]
    words = plain_text(caption(mark), _TEXT_MAX, lines=True)
    drawing.multiline_text(
        (x * scale + 4, y * scale + 2), words, _INK, font, stroke_width=2, stroke_fill=_HALO
    )
