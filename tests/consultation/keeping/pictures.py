"""Small pictures as files, for tests of what a consultation keeps."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import numpy as np
from PIL import Image


def pixels(width: int = 64, height: int = 48, seed: int = 0) -> np.ndarray:
    """A gradient in each colour, so that turning or swapping anything shows."""
    rows, columns = np.mgrid[0:height, 0:width]
    colours = (columns * 3 + seed, rows * 5, (rows + columns) * 2)
    return np.stack(colours, axis=-1).astype(np.uint8)


def picture(kind: str = "PNG", mode: str = "RGB", **options: Any) -> bytes:
    size = {name: options.pop(name) for name in ("width", "height", "seed") if name in options}
    written = BytesIO()
    Image.fromarray(pixels(**size)).convert(mode).save(written, kind, **options)
    return written.getvalue()
