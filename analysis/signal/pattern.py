"""Test patterns in place of a picture: colour bars, grey ramps and staircases, checkers and gratings."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from analysis.findings import Finding, Kind, Measure
from analysis.signal.sketch import Sketch

_BARS = {"Y": 171.0, "C": -71.0, "G": -128.0, "M": 52.0, "R": 109.0, "B": -9.0}
"""Angle of each bar's colour in the plane of colour differences (ITU-R BT.601), in degrees."""

_ORDER = "YCGMRB"
"""The bars after white, by falling luma (SMPTE EG 1, RP 219 and EBU Tech 3325 alike)."""


@dataclass(frozen=True, slots=True)
class PatternSettings:
    """How exactly a pattern has to be met; shares of the picture, grey levels of 255."""

    colour: float = 30.0
    """Length of a colour difference from which a pixel is coloured; bars at 75 % have 65 and more."""
    angle: float = 22.0
    """Degrees by which a bar's colour may be off: BT.709 taken for BT.601 turns them by up to 10."""
    rows: float = 0.06
    """In so many of the rows the bars have to stand: test cards show them in a narrow band only."""
    bar: float = 0.03
    """A bar is at least this share of the width."""
    ramp: float = 150.0
    """A ramp runs over at least so many grey levels."""
    unlike: float = 6.0
    """Rows of a ramp differ by less than this many grey levels."""
    two_levels: float = 0.85
    """This share of a checker is at one of its two levels ..."""
    match: float = 0.95
    """... and this share where the pattern says."""
    edges: int = 6
    """A checker or grating has at least so many edges along both sides together."""


def test_pattern(sketch: Sketch, settings: PatternSettings) -> Finding | None:
    """TEST_PATTERN, labelled colour-bars, ramp or checker."""
    rows = _colour_bars(sketch, settings)
    if rows >= settings.rows:
        return Finding(
            Kind.TEST_PATTERN, 1.0, measures=(Measure("rows", 100 * rows, "%"),), label="colour-bars"
        )
    if _ramp(sketch.small, settings) or _ramp(sketch.small.T, settings):
        return Finding(Kind.TEST_PATTERN, 1.0, label="ramp")
    match = _checker(sketch, settings)
    return Finding(Kind.TEST_PATTERN, match, label="checker") if match >= settings.match else None


def _colour_bars(sketch: Sketch, settings: PatternSettings) -> float:
    """Share of the rows in which the six coloured bars stand side by side in their order."""
    blue, red = (plane[::4].astype(np.float32) - 128 for plane in sketch.colour)
    coloured = np.hypot(blue, red) > settings.colour
    candidates = np.flatnonzero(coloured.mean(axis=1) > len(_ORDER) * settings.bar)
    if candidates.size < settings.rows * len(blue):
        return 0.0
    angles = np.degrees(np.arctan2(red[candidates], blue[candidates]))
    names = np.full(angles.shape, "-")
    for name, angle in _BARS.items():
        off = np.abs((angles - angle + 180) % 360 - 180)
        names[(off < settings.angle) & coloured[candidates]] = name
    least = settings.bar * blue.shape[1]
    return sum(_has_bars("".join(row), least) for row in names) / len(blue)


def _has_bars(row: str, least: float) -> bool:
    """Whether the bars stand in this row, forwards or mirrored, each about as wide as the others."""
    runs = [(name, len(list(run))) for name, run in groupby(row)]
    wide = [(name, length) for name, length in runs if length >= least]
    for start in range(len(wide) - len(_ORDER) + 1):
        bars = wide[start : start + len(_ORDER)]
        lengths = [length for _, length in bars]
        order = "".join(name for name, _ in bars)
        if order in (_ORDER, _ORDER[::-1]) and max(lengths) <= 1.7 * min(lengths):
            return True
    return False


def _ramp(grey: NDArray[np.uint8], settings: PatternSettings) -> bool:
    """Whether all rows are alike and go evenly from dark to bright or back."""
    rows = grey[:: max(1, len(grey) // 24)].astype(np.float32)
    profile = rows.mean(axis=0)
    span = float(np.ptp(profile))
    if span < settings.ramp or float(np.abs(rows - profile).mean()) > settings.unlike:
        return False
    steps = np.diff(profile) * np.sign(profile[-1] - profile[0])
    return bool(steps.min() > -settings.unlike and steps.max() < span / 2)


def _checker(sketch: Sketch, settings: PatternSettings) -> float:
    """How well the picture is the product of one row and one column of two levels, 0 to 1."""
    (first, most), (second, rest), *_ = sketch.levels
    if most + rest < settings.two_levels or rest < 0.25 or abs(first - second) < 40:
        return 0.0
    bright = sketch.sampled > (first + second) / 2
    row, column = bright[len(bright) // 3], bright[:, bright.shape[1] // 3]
    edges = np.count_nonzero(np.diff(row)) + np.count_nonzero(np.diff(column))
    if edges < settings.edges:
        return 0.0
    said = row[None, :] ^ column[:, None] ^ bright[len(bright) // 3, bright.shape[1] // 3]
    return float(np.mean(said == bright))
