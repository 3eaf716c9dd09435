"""Too bright: areas of the picture that are cut off at white, as with an ultrasound gain set too high."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from analysis.findings import Finding, Kind, Measure
from analysis.signal.sketch import Sketch


@dataclass(frozen=True, slots=True)
class ClipSettings:
    """When a picture counts as saturated."""

    share: float | None = 0.08
    """Share of the lit picture at white: untouched ultrasound has at most 0.02. None says
    nothing, where white is no fault: windowed pictures (CT, MR), unattenuated beam (X-ray)."""
    white: int = 252
    """Grey level from which a pixel is cut off."""
    lit: int = 24
    """Grey level from which a pixel belongs to the lit picture rather than to the ground around it."""
    least: float = 0.05
    """The lit picture is at least this share of the screen."""


def clipping(sketch: Sketch, settings: ClipSettings) -> Finding | None:
    """SATURATED with the share of the lit picture that is cut off.

    Strokes of text are white by design: areas thinner than three pixels of the sketch do not count.
    """
    if settings.share is None:
        return None
    white = cv2.morphologyEx(
        cv2.inRange(sketch.small, settings.white, 255), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)
    )
    lit = np.count_nonzero(sketch.small >= settings.lit)
    if lit < settings.least * sketch.small.size:
        return None
    share = float(np.count_nonzero(white) / lit)
    if share < settings.share:
        return None
    return Finding(Kind.SATURATED, min(1.0, share), measures=(Measure("clipped", 100 * share, "%"),))
