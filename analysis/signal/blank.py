"""Nothing on the line: a black picture, or the uniform screen that a grabber shows without a source."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from analysis.findings import Finding, Kind, Measure
from analysis.frame import Plane
from analysis.signal.sketch import LEVEL_SPREAD, Sketch


@dataclass(frozen=True, slots=True)
class BlankSettings:
    """When a picture counts as blank; shares of the picture, grey levels of 255."""

    dark: int = 32
    """Below this a pixel is black: above the noise of an analogue input, below any text on a screen."""
    lit: float = 0.0005
    """More lit pixels than this, and the picture is not black: a single short line of text has more."""
    uniform: float = 0.88
    """A grabber's screen is of one colour but for its message."""
    message: tuple[float, float] = (0.6, 0.3)
    """The message fits into a box of this share of the width and height, off the picture's edges."""
    colourful: float = 24.0
    """A colour difference further from grey than this is a colour: the blue of a missing input has 90."""


def black(sketch: Sketch, settings: BlankSettings) -> Finding | None:
    """Nothing lit anywhere. A black scan with its menu around it is not black."""
    lit = float(np.count_nonzero(sketch.sampled > settings.dark)) / sketch.sampled.size
    return Finding(Kind.BLACK, 1.0 - lit) if lit <= settings.lit else None


def no_signal(sketch: Sketch, settings: BlankSettings) -> Finding | None:
    """One colour all over, at most with one message on it; `label` is the colour: blue, other or grey.

    A uniform dark picture needs its message to be told from a dark screen of a device: see `_message`.
    """
    level, share = sketch.levels[0]
    if share < settings.uniform:
        return None
    ground = cv2.inRange(sketch.small, max(0, level - LEVEL_SPREAD), level + LEVEL_SPREAD)
    blue, red = (float(np.median(plane)) - 128 for plane in sketch.colour)
    if not _one_colour(sketch, blue + 128, red + 128, settings):
        return None
    coloured = max(abs(blue), abs(red)) > settings.colourful
    if not _message(np.asarray(ground, np.uint8), settings, needed=level <= settings.dark and not coloured):
        return None
    label = "grey" if not coloured else "blue" if blue > abs(red) else "other"
    return Finding(Kind.NO_SIGNAL, share, measures=(Measure("uniform", 100 * share, "%"),), label=label)


def _one_colour(sketch: Sketch, blue: float, red: float, settings: BlankSettings) -> bool:
    """Whether the hue is the same over the picture, too."""
    same = [
        np.abs(plane.astype(np.int16) - middle) <= LEVEL_SPREAD
        for plane, middle in zip(sketch.colour, (blue, red), strict=True)
    ]
    return float(np.mean(same[0] & same[1])) >= settings.uniform


def _message(ground: Plane, settings: BlankSettings, *, needed: bool) -> bool:
    """Whether all that is not ground lies in one box of a message's size, clear of the edges.

    Screens of devices write along their edges, and their menus and forms fill more than such a box.
    """
    height, width = ground.shape
    left, top, wide, high = cv2.boundingRect(255 - ground)
    if wide == 0:
        return not needed
    margin = width // 32
    clear = (
        left >= margin and top >= margin and left + wide <= width - margin and top + high <= height - margin
    )
    return bool(clear and wide <= settings.message[0] * width and high <= settings.message[1] * height)
