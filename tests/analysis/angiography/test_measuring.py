"""Tubes drawn by rule: what is known of them comes back from the filter, the skeleton and the profiles."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from analysis.angiography.narrowing import NarrowingSettings, candidates
from analysis.angiography.skeleton import Points, paths, pieces, thinned
from analysis.angiography.tree import Line, TreeSettings, tree
from analysis.angiography.width import Row
from analysis.frame import Plane

DIAMETER = 12.0
HALF_DEPTH = 0.866
"""Width of a round tube at half of its depth, in diameters."""


def test_a_skeleton_is_one_pixel_wide_and_keeps_the_length() -> None:
    mask = np.zeros((40, 120), np.uint8)
    mask[15:24, 10:110] = 1
    line = thinned(mask)
    assert (line.sum(axis=0) <= 1).all()
    assert 90 <= line.sum() <= 100


def test_lines_run_straight_on_through_a_branch() -> None:
    mask = np.zeros((100, 100), np.uint8)
    cv2.line(mask, (5, 50), (95, 50), 1, 1)
    cv2.line(mask, (50, 50), (80, 90), 1, 1)
    found = sorted(paths(pieces(mask), reach=5, least=5, bridge=0), key=lambda path: -len(path.points))
    assert len(found) == 2
    assert abs(np.ptp(found[0].points[:, 0]) - 90) < 2
    assert np.hypot(*(found[0].branches[0] - [50, 50])) < 4


def test_a_line_is_followed_over_a_gap_but_not_around_a_corner() -> None:
    mask = np.zeros((100, 100), np.uint8)
    cv2.line(mask, (5, 50), (40, 50), 1, 1)
    cv2.line(mask, (50, 50), (95, 50), 1, 1)
    cv2.line(mask, (45, 55), (45, 95), 1, 1)
    found = paths(pieces(mask), reach=3, least=5, bridge=16)
    assert sorted(round(float(np.ptp(path.points[:, 0]))) for path in found) == [0, 90]


@pytest.mark.parametrize("slope", [0.0, 0.4])
def test_the_width_of_a_round_tube_is_measured_on_an_uneven_ground(slope: float) -> None:
    line = _longest(_tube(np.full(400, DIAMETER), slope))
    width = line.profile.width[30:-30]
    assert np.nanmedian(width) == pytest.approx(HALF_DEPTH * DIAMETER, abs=0.8)
    assert np.nanstd(width) < 0.6


@pytest.mark.parametrize("share", [0.4, 0.6, 0.8])
def test_a_narrowing_is_found_where_it_is_and_by_how_much(share: float) -> None:
    diameters = DIAMETER * (1 - share * np.exp(-(((np.arange(400) - 200) / 12.0) ** 2)))
    line = _longest(_tube(diameters, 0.2))
    (found, *others) = candidates(line, np.ones(len(line.profile.points), bool), NarrowingSettings())
    assert not others
    assert line.profile.points[found.place][0] == pytest.approx(200, abs=6)
    assert found.share == pytest.approx(share, abs=0.15)


@pytest.mark.parametrize("behind_branch", [30, 38])
def test_a_tight_narrowing_is_found_just_behind_a_branch(behind_branch: int) -> None:
    """What is left between the branch and the gap is as short as the spurs of the thinning."""
    at = np.arange(20.0, 380.0, 2.0)
    middle = 120 + behind_branch
    diameters = DIAMETER * (1 - 0.88 * np.exp(-(((at - middle) / 9.0) ** 2)))
    trunk = np.stack([at, np.full(len(at), 110.0)], axis=1)
    side = np.linspace((120.0, 110.0), (260.0, 250.0), 100)
    picture = _drawn(_chord(trunk, diameters), _chord(side, np.full(100, DIAMETER)), slope=0.1)
    found = [
        line.profile.points[one.place]
        for line in tree(picture, TreeSettings())
        for one in candidates(line, np.ones(len(line.profile.points), bool), NarrowingSettings())
    ]
    assert any(np.hypot(*(place - [middle, 110])) < 10 for place in found)


def test_a_vessel_that_only_tapers_has_no_narrowing() -> None:
    line = _longest(_tube(np.linspace(14.0, 7.0, 400), 0.2))
    assert candidates(line, np.ones(len(line.profile.points), bool), NarrowingSettings()) == []


def test_a_line_that_holds_no_contrast_has_no_narrowing() -> None:
    diameters = DIAMETER * (1 - 0.6 * np.exp(-(((np.arange(400) - 200) / 12.0) ** 2)))
    line = _longest(_tube(diameters, 0.2))
    empty = replace(line.profile, area=np.zeros_like(line.profile.area))
    usable = np.ones(len(empty.points), bool)
    assert candidates(replace(line, profile=empty), usable, NarrowingSettings()) == []


def _longest(picture: Plane) -> Line:
    return tree(picture, TreeSettings())[0]


def _tube(diameters: Row, slope: float) -> Plane:
    """A tube along x through the middle, 400 x 300."""
    y = np.arange(300)[:, None] - 150.0
    return _drawn(2 * np.sqrt(np.maximum((diameters / 2) ** 2 - y**2, 0)), slope=slope)


def _chord(middle: Points, diameters: Row) -> NDArray[np.float64]:
    """What the beam passes of a round tube along a line, at each pixel of 400 x 300."""
    y, x = np.mgrid[:300, :400].astype(np.float32)
    to_x, to_y = middle.astype(np.float32).T
    squares = (x[..., None] - to_x) ** 2 + (y[..., None] - to_y) ** 2
    radii = diameters[squares.argmin(axis=-1)] / 2
    return np.asarray(2 * np.sqrt(np.maximum(radii**2 - squares.min(axis=-1), 0)))


def _drawn(*chords: NDArray[np.float64], slope: float) -> Plane:
    """Tubes that run into each other, on a ground that slopes across."""
    chord = np.max(chords, axis=0)
    attenuation = 0.4 * chord / DIAMETER + slope * np.arange(300)[:, None] / 300
    beam = 200 * np.exp(-cv2.GaussianBlur(attenuation, (0, 0), 0.9))
    noise = np.random.default_rng(0).normal(0, 1.0, beam.shape)
    return np.asarray(np.clip(beam + noise, 0, 255), np.uint8)
