"""Tubes drawn by rule: what is known of them comes back from the filter, the skeleton and the profiles."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from analysis.angiography.narrowing import NarrowingSettings, candidates
from analysis.angiography.skeleton import paths, pieces, thinned
from analysis.angiography.tree import Line, TreeSettings, tree
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


def _tube(diameters: np.ndarray[tuple[int], np.dtype[np.float64]], slope: float) -> Plane:
    """A tube along x through the middle, 400 x 300: its chord, on a ground that slopes across."""
    y = np.arange(300)[:, None] - 150.0
    chord = 2 * np.sqrt(np.maximum((diameters / 2) ** 2 - y**2, 0))
    attenuation = 0.4 * chord / DIAMETER + slope * (y + 150) / 300
    beam = 200 * np.exp(-cv2.GaussianBlur(attenuation, (0, 0), 0.9))
    noise = np.random.default_rng(0).normal(0, 1.0, beam.shape)
    return np.clip(beam + noise, 0, 255).astype(np.uint8)
