"""What was seen on the upright picture, told as findings on the frame.

Radiological convention: the picture's right is the patient's left. Labels name the patient's side.
"""

from __future__ import annotations

import cv2
import numpy as np

from analysis.findings import Finding, Kind, Measure
from analysis.head_ct.asymmetry import Comparison
from analysis.head_ct.brain import disk
from analysis.head_ct.candidates import Candidate
from analysis.head_ct.midline import Midline
from analysis.head_ct.texture import Texture, halves
from analysis.head_ct.upright import WIDTH, Upright
from analysis.outline import simplified

LEFT, RIGHT = "left", "right"


def brain_finding(upright: Upright, inner: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> Finding:
    """The brain's outline, and statistics of the patient's left and right half."""
    both = halves(upright, inner)
    measures = (
        Measure("area", round(brain_area(upright)), "px2"),
        *_texture(both.right, LEFT),
        *_texture(both.left, RIGHT),
    )
    outline = upright.in_picture(simplified(upright.mask, 32))
    return Finding(Kind.BRAIN, 1.0, outline, closed=True, measures=measures)


def midline_finding(upright: Upright, midline: Midline) -> Finding:
    """The axis of symmetry across the brain. Its offset is told from the middle of the brain's breadth."""
    rows = np.flatnonzero(upright.mask.any(axis=1))
    columns = np.flatnonzero(upright.mask.any(axis=0))
    axis = (WIDTH - 1) / 2
    ends = upright.in_picture(((axis, float(rows[0])), (axis, float(rows[-1]))))
    offset = (axis - float(columns[0] + columns[-1]) / 2) * np.sqrt(upright.area_scale)
    measures = (
        Measure("tilt", round(midline.tilt_deg, 2), "deg"),
        Measure("offset", round(offset, 1), "px"),
        Measure("symmetry", round(midline.symmetry, 3), "1"),
    )
    return Finding(Kind.MIDLINE, min(max(midline.symmetry, 0.0), 1.0), ends, measures=measures)


def asymmetry_finding(
    upright: Upright, comparison: Comparison, least_ratio: float, least_percent: float
) -> Finding | None:
    """The largest part of the brain that is darker than its reflection, where all such parts are large."""
    beyond = (comparison.strength >= least_ratio).astype(np.uint8)
    beyond = np.asarray(cv2.morphologyEx(beyond, cv2.MORPH_OPEN, disk(7)), np.uint8)
    percent = 100 * float(beyond.sum()) / max(float(comparison.inner.sum()), 1.0)
    if percent < least_percent:
        return None
    outline = simplified(beyond)
    middle = float(np.mean([x for x, _ in outline]))
    measures = (
        Measure("darker", round(percent, 2), "%"),
        Measure("ratio", round(float(comparison.strength[beyond > 0].mean()), 2), "1"),
    )
    score = 1 - float(np.exp(-percent / least_percent))
    return Finding(
        Kind.ASYMMETRY, score, upright.in_picture(outline), True, measures, _side(middle > WIDTH / 2)
    )


def candidate_finding(kind: Kind, one: Candidate, upright: Upright) -> Finding:
    """A candidate: its share of the brain, contrast in per cent of white, area, and ratio to the noise."""
    measures = (
        Measure("share", round(100 * one.area / brain_area(upright), 2), "%"),
        Measure("contrast", round(one.contrast / 2.55, 1), "%"),
        Measure("area", round(one.area), "px2"),
        Measure("ratio", round(one.ratio, 2), "1"),
    )
    outline = upright.in_picture(one.outline)
    return Finding(kind, round(one.score, 3), outline, True, measures, _side(one.on_right))


def brain_area(upright: Upright) -> float:
    """In pixels of the frame."""
    return float(np.count_nonzero(upright.mask)) * upright.area_scale


def _texture(texture: Texture, side: str) -> tuple[Measure, ...]:
    return (
        Measure(f"mean-{side}", round(texture.mean / 2.55, 1), "%"),
        Measure(f"deviation-{side}", round(texture.deviation / 2.55, 1), "%"),
        Measure(f"texture-contrast-{side}", round(texture.contrast, 3), "1"),
        Measure(f"texture-correlation-{side}", round(texture.correlation, 3), "1"),
        Measure(f"texture-homogeneity-{side}", round(texture.homogeneity, 3), "1"),
        Measure(f"texture-energy-{side}", round(texture.energy, 4), "1"),
    )


def _side(on_right_of_picture: bool) -> str:
    return LEFT if on_right_of_picture else RIGHT
