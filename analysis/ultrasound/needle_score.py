"""How sure it is that a bright stretch in an ultrasound picture is a needle's shaft."""

from __future__ import annotations

import math

import cv2
import numpy as np

from analysis.findings import Point
from analysis.ultrasound.needle_lines import Doubles, Line
from analysis.ultrasound.needle_ridges import Floats
from analysis.ultrasound.needle_stretch import Stretch
from analysis.ultrasound.sector import Mask

SURENESS = (1.7, 2.8, 4.0, 4.4, 4.3)
"""How much it counts that the shaft is without holes, straight, not rough, long, and comes in from the edge
of the field: after a logistic regression on generated needles, with other seeds than the published tables,
against lines on real pictures without one."""
DOUBT = 13.5


def sureness(smooth: Floats, ridge: Floats, field: Mask, stretch: Stretch) -> float:
    """0 to 1, from the echoes, the height of thin bright lines and the field's shape, all of one shape."""
    signs = _signs(smooth, ridge, field, stretch)
    sure = sum(weight * min(1.0, max(-0.5, sign)) for weight, sign in zip(SURENESS, signs, strict=True))
    return 1 / (1 + math.exp(DOUBT - sure))


def _signs(smooth: Floats, ridge: Floats, field: Mask, stretch: Stretch) -> tuple[float, ...]:
    """What speaks for a shaft, as `SURENESS` lists it: about 0 on chance lines, 1 on a good shaft."""
    at = np.arange(stretch.start, stretch.end)
    # A needle that is thin in the middle of the view may be some pixels off at its ends.
    crest = stretch.line.sample(smooth, at, np.array([-1.0, 0.0, 1.0])).max(axis=0)
    sides = stretch.line.sample(smooth, at, np.array([-6.0, -5.0, -4.0, 4.0, 5.0, 6.0]))
    whole = float(np.mean(crest > np.maximum(sides[:3].mean(axis=0), sides[3:].mean(axis=0)) + 6))
    bow, roughness = _unevenness(ridge, stretch.line, at)
    size = math.sqrt(cv2.countNonZero(field))
    return (
        (whole - 0.4) / 0.4,
        (1.7 - bow) / 1.4,
        (1.25 - roughness) / 0.7,
        (len(at) / size - 0.15) / 0.3,
        (0.55 - _gap(field, *stretch.points) / size) / 0.4,
    )


def _unevenness(ridge: Floats, line: Line, at: Doubles) -> tuple[float, float]:
    """How far the ridge bows from the straight line, and how far it strays from that bow, in pixels."""
    aside = np.arange(-3.0, 4.0)
    beside = line.sample(ridge, at, aside).astype(np.float64)
    weight = beside.sum(axis=0)
    lit = beside.max(axis=0) > 2
    if np.count_nonzero(lit) < 8:
        return math.inf, math.inf
    place = (beside * aside[:, None]).sum(axis=0)[lit] / weight[lit]
    along = (at[lit] - at.mean()) / (len(at) / 2)
    bow = np.polyfit(along, place, 2, w=np.sqrt(np.minimum(weight[lit], 20)))
    return abs(float(bow[0])), float(np.std(place - np.polyval(bow, along)))


def _gap(field: Mask, entry: Point, deep: Point) -> float:
    """From the entry on along the shaft, away from the tip, to the edge of the field, in pixels."""
    length = max(math.dist(entry, deep), 1.0)
    step = ((entry[0] - deep[0]) / length, (entry[1] - deep[1]) / length)
    away = np.arange(max(field.shape) * 2)
    xs, ys = entry[0] + away * step[0], entry[1] + away * step[1]
    within = (xs >= 0) & (xs < field.shape[1]) & (ys >= 0) & (ys < field.shape[0])
    inside = within.copy()
    inside[within] = field[ys[within].astype(np.intp), xs[within].astype(np.intp)] > 0
    return float(len(away) if inside.all() else np.argmin(inside))
