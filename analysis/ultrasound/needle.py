"""A needle's shaft and tip: a long, thin, straight, bright line among speckle.

Along the lines that most thin bright pixels lie on (`needle_lines`), the stretch that is most likely a shaft
is taken (`needle_stretch`) and judged (`needle_score`); its deep end is the tip, as in M. Kaya and O. Bebek,
"Needle localization using Gabor filtering in 2D ultrasound images", ICRA 2014:4881-4886. A needle stays
where it is or glides along itself from frame to frame, a chance alignment of speckle does not: `Support`
counts on that.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from analysis.findings import Point
from analysis.ultrasound.needle_lines import most_voted
from analysis.ultrasound.needle_ridges import ridges
from analysis.ultrasound.needle_score import sureness
from analysis.ultrasound.needle_stretch import Stretch, shaft_on
from analysis.ultrasound.view import View


@dataclass(frozen=True, slots=True)
class NeedleSettings:
    """Lengths are in pixels of the view unless said otherwise."""

    thickness: float = 1.4
    """Standard deviation of the line's profile."""
    flattest_deg: float = 14.0
    """Against the horizontal: flatter bright lines are mostly layers of tissue and reverberations."""
    steepest_deg: float = 78.0
    """Steeper ones are mostly edges of shadows."""
    voting: float = 3.0
    """Least second derivative, in grey values, with which a pixel votes."""
    dimmest: float = 2.4
    """Least one of a shaft."""
    lines: int = 10
    """Looked at closely."""
    least_length: float = 0.2
    """Of the view's shorter side..."""
    shortest: float = 34.0
    """... and in pixels."""
    gap: int = 14
    """Longest stretch in which the shaft may be lost while its line is put straight."""
    rim: int = 5
    """From the field's edge, where the edge itself is a line."""
    least_score: float = 0.7
    alone: float = 0.8
    """What a line seen on one frame only is worth of its score."""
    supported_s: float = 0.7
    """How far back support is sought."""
    frames: int = 4
    """With so many frames of support the score is whole."""


@dataclass(frozen=True, slots=True)
class Needle:
    """A shaft in pixels of the view, from where it is first seen to its tip, the deeper end."""

    entry: Point
    tip: Point
    score: float

    @property
    def length(self) -> float:
        return math.dist(self.entry, self.tip)

    @property
    def angle_deg(self) -> float:
        """Against the horizontal, 0 to 90."""
        across, down = (abs(a - b) for a, b in zip(self.entry, self.tip, strict=True))
        return math.degrees(math.atan2(down, across))


def find_needle(view: View, settings: NeedleSettings) -> Needle | None:
    """The best shaft on one frame, None where no line is good enough."""
    searched = cv2.erode(
        view.searched,
        np.ones((2 * settings.rim + 1,) * 2, np.uint8),
        borderType=cv2.BORDER_CONSTANT,
        borderValue=0,
    )
    grey = np.asarray(view.grey, np.float32)
    found = ridges(grey, settings.thickness, np.asarray(searched, np.uint8))
    smooth = np.asarray(cv2.GaussianBlur(grey, (3, 3), 0), np.float32)
    leans = (settings.flattest_deg, settings.steepest_deg)
    shafts: list[tuple[Needle, float]] = []
    for line in most_voted(found, settings.voting, leans, settings.lines):
        stretch = shaft_on(found, line, settings.dimmest, settings.gap)
        if stretch is not None and _may_be_needle(stretch, view, settings):
            # Lines close to one another often end up as the same shaft.
            entry, tip = stretch.points
            if any(math.dist(entry, one.entry) + math.dist(tip, one.tip) < 2 for one, _ in shafts):
                continue
            score = sureness(smooth, found.height, view.window.field, stretch)
            shafts.append((Needle(entry, tip, score), stretch.height))
    return _best(shafts)


def _may_be_needle(stretch: Stretch, view: View, settings: NeedleSettings) -> bool:
    """By length and direction."""
    needle = Needle(*stretch.points, 0.0)
    least = max(settings.shortest, settings.least_length * min(view.grey.shape))
    leans = settings.flattest_deg <= needle.angle_deg <= settings.steepest_deg
    return needle.length >= least and leans


def _best(shafts: Sequence[tuple[Needle, float]]) -> Needle | None:
    """The surest; of several alike side by side the brightest: the others are its reverberations."""
    if not shafts:
        return None
    surest = max((needle for needle, _ in shafts), key=lambda one: one.score)
    alike = [
        (height, needle)
        for needle, height in shafts
        if needle is surest or (needle.score >= 0.8 * surest.score and _beside(needle, surest))
    ]
    return max(alike, key=lambda one: one[0])[1]


def _beside(one: Needle, other: Needle) -> bool:
    """Alike in direction and length, at most 30 pixels apart."""
    (x0, y0), (x1, y1) = other.entry, other.tip
    away = [((x - x0) * (y1 - y0) - (y - y0) * (x1 - x0)) / other.length for x, y in (one.entry, one.tip)]
    alike = min(one.length, other.length) >= 0.7 * max(one.length, other.length)
    return alike and max(map(abs, away)) <= 30 and abs(away[0] - away[1]) <= 0.12 * one.length


@dataclass(frozen=True, slots=True)
class Support:
    """The shafts of the last moments, by which the next one is believed more or less; changed by `with_`."""

    seen: tuple[tuple[float, Needle], ...] = ()

    def believed(self, needle: Needle, at_s: float, settings: NeedleSettings) -> float:
        """The needle's score, whole where the frames just before had the same line."""
        recent = {
            moment
            for moment, other in self.seen
            if 0 < at_s - moment <= settings.supported_s and _same_line(needle, other)
        }
        share = min(1.0, len(recent) / settings.frames)
        return needle.score * (settings.alone + (1 - settings.alone) * share)

    def with_(self, needle: Needle | None, at_s: float, settings: NeedleSettings) -> Support:
        """What is remembered after this frame."""
        kept: Sequence[tuple[float, Needle]] = [
            one for one in self.seen if 0 < at_s - one[0] <= settings.supported_s
        ]
        return Support((*kept, (at_s, needle)) if needle is not None else tuple(kept))


def _same_line(one: Needle, other: Needle) -> bool:
    """Alike in direction, and the middle of one on the line of the other."""
    (x0, y0), (x1, y1) = one.entry, one.tip
    (u0, v0), (u1, v1) = other.entry, other.tip
    cross = (x1 - x0) * (v1 - v0) - (y1 - y0) * (u1 - u0)
    if abs(cross) > math.sin(math.radians(6)) * one.length * other.length:
        return False
    away = ((u0 + u1) / 2 - x0) * (y1 - y0) - ((v0 + v1) / 2 - y0) * (x1 - x0)
    return abs(away) <= 6 * one.length
