"""Proposes what to mask: lines of text in pictures of a console that stand still.

With the package `rapidocr` installed its text detector looks; else strokes close to each other are joined
into lines (top-hat transforms and closing; Serra, "Image analysis and mathematical morphology", 1982).
Nothing is read either way: all text is proposed, and a person takes away what may be seen.
"""

from __future__ import annotations

from importlib.util import find_spec

import cv2
import numpy as np
from numpy.typing import NDArray

from capture_agent.geometry import Rect

Pixels = NDArray[np.uint8]
"""Shape (height, width, 3), RGB."""

MARGIN = 0.4
"""Share of a line's height that is added around it: the next patient's name may be longer and set higher."""
LINE_HEIGHTS = (6, 64)
"""Pixels."""
STROKE_CONTRAST = 40
STROKE_WIDTH = 9
"""Pixels; what is wider is no stroke of a letter."""
RULE_LENGTH = 31
"""Pixels; no letter has a stroke as long."""
LEAST_ASPECT = 1.2
LEAST_INK = 0.3
"""Share of a box that its joined strokes fill: less is a frame or an outline."""


def text_regions(picture: Pixels) -> list[Rect]:
    """Boxes around lines of text, within the picture."""
    found = _detected(picture) if find_spec("rapidocr") else by_strokes(picture)
    height, width = picture.shape[:2]
    return [_widened(rect, width, height) for rect in found]


def _detected(picture: Pixels) -> list[Rect]:
    from rapidocr import RapidOCR

    engine = RapidOCR(params={"Global.log_level": "error", "Global.use_cls": False, "Global.use_rec": False})
    found = engine(np.ascontiguousarray(picture[..., ::-1])).boxes  # type: ignore[union-attr]
    if found is None:
        return []
    corners = np.asarray(found, np.float32)
    lows, highs = corners.min(axis=1).astype(int), np.ceil(corners.max(axis=1)).astype(int)
    return [
        Rect(int(x), int(y), int(right - x), int(bottom - y))
        for (x, y), (right, bottom) in zip(lows, highs, strict=True)
    ]


def by_strokes(picture: Pixels) -> list[Rect]:
    """Without any model: groups of strokes as wide as a line of letters."""
    grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8)
    strokes = _strokes(grey, cv2.MORPH_TOPHAT) | _strokes(grey, cv2.MORPH_BLACKHAT)
    joined = cv2.morphologyEx(strokes, cv2.MORPH_CLOSE, np.ones((3, 13), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    return [Rect(*(int(side) for side in stats[one][:4])) for one in range(1, count) if _is_line(stats[one])]


def _strokes(grey: NDArray[np.uint8], way: int) -> NDArray[np.uint8]:
    """Thin marks brighter (top hat) or darker (black hat) than what lies around, 0 or 1."""
    marks = cv2.morphologyEx(grey, way, np.ones((STROKE_WIDTH, STROKE_WIDTH), np.uint8))
    strokes = (marks >= STROKE_CONTRAST).astype(np.uint8)
    # Rules and rims of panels would join the lines of text that they touch.
    rules = cv2.morphologyEx(strokes, cv2.MORPH_OPEN, np.ones((1, RULE_LENGTH), np.uint8))
    return np.asarray(strokes - rules, np.uint8)


def _is_line(stats: NDArray[np.int32]) -> bool:
    _, _, width, height, area = (int(value) for value in stats)
    low, high = LINE_HEIGHTS
    dense = area >= LEAST_INK * width * height
    return low <= height <= high and width >= LEAST_ASPECT * height and dense


def _widened(rect: Rect, width: int, height: int) -> Rect:
    margin = round(MARGIN * rect.height)
    left, top = max(0, rect.x - margin), max(0, rect.y - margin)
    right, bottom = min(width, rect.right + margin), min(height, rect.bottom + margin)
    return Rect(left, top, right - left, bottom - top)
