"""Vessels filled with contrast, the catheter's tip, and candidates for narrowings, on live angiograms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from analysis.angiography.catheter import Catheter, CatheterSettings, catheter
from analysis.angiography.inflow import Inflow, InflowSettings
from analysis.angiography.narrowing import Narrowing, NarrowingSettings, candidates
from analysis.angiography.skeleton import Points
from analysis.angiography.tree import Line, TreeSettings, tree
from analysis.findings import Finding, Kind, Measure, Point
from analysis.frame import Frame

MOST = 32
"""Findings told of one frame; the strongest are kept."""

CORNERS = 48
"""Points of an outline."""

HALF_DEPTH = 0.866
"""Width of a filled round tube's profile at half of its depth, in diameters: the root of 3/4."""

MM_PER_FRENCH = 1 / 3


@dataclass(frozen=True, slots=True)
class Settings:
    """What counts as a vessel with contrast in it, and when there is any."""

    tree: TreeSettings = field(default_factory=TreeSettings)
    catheter: CatheterSettings = field(default_factory=CatheterSettings)
    narrowing: NarrowingSettings = field(default_factory=NarrowingSettings)
    deep: float = 0.16
    """Least attenuation of a vessel with contrast (natural logarithm); ribs and shadows have up to 0.15."""
    deep_share: float = 0.35
    """It is as deep as this along such a share of it: on an edge of the ground, as of the heart against the
    lung, vessels hardly stand out on their dark side."""
    length: float = 0.06
    """Least length of a vessel, as a share of the picture's width."""
    inflow: InflowSettings = field(default_factory=InflowSettings)
    tip: float = 6.0
    """Within so many widths of the catheter around its tip nothing is judged: contrast spills back there."""
    least_score: float = 0.45
    """Narrowings below this score are not told."""
    catheter_french: float | None = None
    """Outer diameter of the catheter in use: with it, and the catheter in sight, diameters are told in mm."""


class Angiography:
    """Measures each frame by itself: the heart moves the vessels by many pixels from frame to frame.

    What it remembers of earlier frames is only how much vessel there was, to tell when contrast is in.
    """

    name = "angiography"
    every_s = 0.0
    kinds = frozenset({Kind.VESSEL, Kind.CATHETER_TIP, Kind.NARROWING})

    def __init__(self, settings: Settings | None = None) -> None:
        self._settings = settings or Settings()
        self._inflow = Inflow(self._settings.inflow)

    def detect(self, frame: Frame) -> Sequence[Finding]:
        """Nothing unless contrast is in."""
        lines = tree(frame.grey, self._settings.tree)
        tube = catheter(lines, frame.width, self._settings.catheter)
        vessels = [
            (line, part)
            for number, line in enumerate(lines)
            if self._is_vessel(line, part := _beyond(number, line, tube), frame.width)
        ]
        together = sum(int(part.sum()) for _, part in vessels)
        if not self._inflow.is_in(frame, together / frame.width):
            return ()
        found = sorted(self._found(vessels, tube), key=lambda finding: -finding.score)
        return found[:MOST]

    def _is_vessel(self, line: Line, part: NDArray[np.bool_], columns: int) -> bool:
        long = int(part.sum()) >= self._settings.length * columns
        if not long:
            return False
        depth = float(np.quantile(line.profile.depth[part], 1 - self._settings.deep_share))
        return depth >= self._settings.deep

    def _found(
        self, vessels: list[tuple[Line, NDArray[np.bool_]]], tube: Catheter | None
    ) -> Iterator[Finding]:
        mm = self._mm_per_pixel(tube)
        if tube is not None:
            yield Finding(Kind.CATHETER_TIP, 1.0, (tube.tip,))
        for line, part in vessels:
            yield _vessel(line, part)
            for one in candidates(line, part & self._off_tip(line, tube), self._settings.narrowing):
                if one.score >= self._settings.least_score:
                    yield _narrowing(line, one, mm)

    def _off_tip(self, line: Line, tube: Catheter | None) -> NDArray[np.bool_]:
        """The points of a line that are not near the catheter's tip."""
        if tube is None:
            return np.ones(len(line.profile.points), np.bool_)
        away = np.hypot(*(line.profile.points - np.array(tube.tip)).T)
        return np.asarray(away > self._settings.tip * tube.width)

    def _mm_per_pixel(self, tube: Catheter | None) -> float | None:
        """Both are measured at half depth, so that the shape of the profile cancels out."""
        if tube is None or self._settings.catheter_french is None:
            return None
        return self._settings.catheter_french * MM_PER_FRENCH / (tube.width / HALF_DEPTH)


def _beyond(number: int, line: Line, tube: Catheter | None) -> NDArray[np.bool_]:
    """The points of a line that are not catheter."""
    if tube is None or tube.line != number:
        return np.ones(len(line.profile.points), np.bool_)
    return ~tube.part


def _vessel(line: Line, part: NDArray[np.bool_]) -> Finding:
    width = float(np.nanmedian(line.profile.width[part])) / HALF_DEPTH
    depth = float(np.median(line.profile.depth[part]))
    measures = (Measure("length", float(part.sum()), "px"), Measure("diameter", width, "px"))
    return Finding(
        Kind.VESSEL, min(1.0, depth / 0.5), _few(line.profile.points[part], CORNERS), False, measures
    )


def _narrowing(line: Line, one: Narrowing, mm: float | None) -> Finding:
    """Outlined along both edges of the narrow stretch."""
    here = slice(one.first, one.last + 1)
    half = np.nan_to_num(line.profile.width[here], nan=one.reference)[:, None] / 2
    middle, normals = line.profile.points[here], line.profile.normals[here]
    sides = (middle + normals * half, (middle - normals * half)[::-1])
    outline = _few(sides[0], CORNERS // 2) + _few(sides[1], CORNERS // 2)
    minimum, reference = one.reference * (1 - one.share) / HALF_DEPTH, one.reference / HALF_DEPTH
    measures = [
        Measure("percent-diameter", 100 * one.share, "%"),
        Measure("minimum-diameter", minimum, "px"),
        Measure("reference-diameter", reference, "px"),
    ]
    if mm is not None:
        measures += [
            Measure("minimum-diameter", minimum * mm, "mm"),
            Measure("reference-diameter", reference * mm, "mm"),
        ]
    return Finding(Kind.NARROWING, one.score, outline, True, tuple(measures))


def _few(points: Points, count: int) -> tuple[Point, ...]:
    """At most `count` of the points, evenly taken, the last included; pixel centres lie at halves."""
    taken = np.unique(np.linspace(0, len(points) - 1, min(count, len(points))).round().astype(int))
    return tuple((float(x) + 0.5, float(y) + 0.5) for x, y in points[taken])
