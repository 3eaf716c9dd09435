"""A real coronary angiogram, other real pictures, and pictures of nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest

from analysis.angiography.tree import TreeSettings, tree
from analysis.detectors.angiography import Angiography, Settings
from analysis.findings import Finding, Kind
from analysis.frame import Plane, frame_of
from benchmarks.screening.lossy import through_video
from benchmarks.screening.stenosis import narrowed
from tests.analysis import material

BEFORE, FILLED = range(0, 12, 3), range(30, 54, 6)


@cache
def run(data: Path) -> tuple[Plane, ...]:
    pictures = material.cine(data / material.ANGIOGRAM)
    return tuple(np.ascontiguousarray(picture[..., 0]) for picture in pictures)


def watched(pictures: Sequence[Plane], settings: Settings | None = None) -> list[Sequence[Finding]]:
    detector = Angiography(settings)
    return [detector.detect(frame_of(picture, number / 10)) for number, picture in enumerate(pictures)]


def of_kind(findings: Sequence[Finding], kind: Kind) -> list[Finding]:
    return [finding for finding in findings if finding.kind is kind]


@pytest.fixture(scope="module")
def said(shared_data: Path) -> list[Sequence[Finding]]:
    pictures = run(shared_data)
    return watched([pictures[number] for number in (*BEFORE, *FILLED)])


def test_nothing_is_said_before_the_contrast(said: list[Sequence[Finding]]) -> None:
    assert all(not findings for findings in said[: len(BEFORE)])


def test_the_right_coronary_artery_is_followed(said: list[Sequence[Finding]]) -> None:
    for findings in said[len(BEFORE) :]:
        longest = max(of_kind(findings, Kind.VESSEL), key=lambda vessel: vessel.measures[0].value)
        assert longest.measures[0].value > 200
        assert min(x for x, _ in longest.outline) < 140
        assert max(y for _, y in longest.outline) > 340


def test_the_catheter_ends_in_the_ostium(said: list[Sequence[Finding]]) -> None:
    """Seen by eye near (234, 120); the heart moves it by some 20 pixels."""
    tips = [of_kind(findings, Kind.CATHETER_TIP) for findings in said[len(BEFORE) :]]
    near = [tip for (tip,) in tips if np.hypot(tip.outline[0][0] - 234, tip.outline[0][1] - 120) < 30]
    assert len(near) == len(tips)


def test_outlines_stay_small(said: list[Sequence[Finding]]) -> None:
    for findings in said:
        assert len(findings) <= 32
        assert all(len(finding.outline) <= 64 for finding in findings)


@pytest.mark.parametrize("coded", [False, True])
def test_a_stenosis_put_into_the_artery_is_found(shared_data: Path, *, coded: bool) -> None:
    pictures = run(shared_data)
    narrow, x, y = _with_stenosis(pictures[48])
    shown = [pictures[number] for number in BEFORE] + [narrow] * 3
    detector = Angiography()
    frames = through_video(shown) if coded else (frame_of(one, n / 10) for n, one in enumerate(shown))
    narrowings = of_kind([detector.detect(frame) for frame in frames][-1], Kind.NARROWING)
    (found,) = (one for one in narrowings if np.hypot(*(np.mean(one.outline, axis=0) - [x, y])) < 12)
    percent = found.measures[0]
    assert percent.name == "percent-diameter"
    assert percent.value == pytest.approx(65, abs=20)


def test_diameters_are_told_in_mm_where_the_catheter_is_known(shared_data: Path) -> None:
    pictures = run(shared_data)
    narrow, _, _ = _with_stenosis(pictures[48])
    shown = [pictures[number] for number in BEFORE] + [narrow]
    findings = watched(shown, replace(Settings(), catheter_french=6.0))[-1]
    strongest = of_kind(findings, Kind.NARROWING)[0]
    in_mm = {measure.name: measure.value for measure in strongest.measures if measure.unit == "mm"}
    assert 1.5 < in_mm["reference-diameter"] < 6.0
    assert in_mm["minimum-diameter"] < in_mm["reference-diameter"]


def test_bones_and_wires_are_no_vessels(shared_data: Path) -> None:
    for path in sorted((shared_data / "xa_fluoro" / "biplane_frames").glob("*.tif"))[::4]:
        picture = material.still(path)
        assert not any(watched([picture] * 5))


@pytest.mark.parametrize("window", [material.CHEST_WINDOW, material.LUNG_WINDOW])
def test_slices_of_a_chest_yield_nothing(shared_data: Path, window: tuple[float, float]) -> None:
    folder = shared_data / "ct_chest" / "lungdx_A0001_5mm_lung"
    assert not any(watched(material.slices(folder, window, step=6)))


def test_an_echo_yields_nothing(shared_data: Path) -> None:
    assert not any(watched(material.cine(shared_data / material.ECHO, 0, 8)))


@pytest.mark.parametrize(
    "picture",
    [
        np.zeros((480, 640), np.uint8),
        np.full((480, 640), 255, np.uint8),
        np.random.default_rng(0).integers(0, 256, (480, 640), np.uint8),
        np.zeros((2, 2), np.uint8),
        np.full((64, 900), 90, np.uint8),
    ],
    ids=["black", "white", "noise", "tiny", "narrow"],
)
def test_pictures_of_nothing_yield_nothing(picture: Plane) -> None:
    assert not any(watched([picture] * 5))


def _with_stenosis(grey: Plane) -> tuple[Plane, float, float]:
    """65 % in the middle of the artery, far from its branches."""
    line = max(tree(grey, TreeSettings()), key=lambda one: float(np.nansum(one.profile.width)))
    away = np.full(len(line.profile.points), np.inf)
    for branch in line.branches:
        away = np.minimum(away, np.hypot(*(line.profile.points - branch).T))
    away[:60] = away[-60:] = 0
    picture, stenosis = narrowed(grey, line, int(away.argmax()), 0.65, 28.0)
    assert cv2.countNonZero(cv2.absdiff(picture, grey)) > 100
    return picture, stenosis.x, stenosis.y
