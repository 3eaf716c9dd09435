"""The real series: the infarct is found on the patient's left, what is clean stays clean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
import pytest

from analysis.detectors.head_ct import HeadCt
from analysis.findings import Finding, Kind
from analysis.frame import frame_of
from benchmarks.screening.head_slices import BARE, HD, VGA, Screen, Window
from benchmarks.screening.head_trials import on_infarct
from benchmarks.screening.lossy import through_video
from tests.analysis.head_ct.conftest import NARROW, ReadSlice, Shown

WIDE = Window(100, 35)
INFARCT = range(12, 20)
ABOVE = range(21, 25)
SKULL_BASE = range(1, 11)
VERTEX = range(26, 29)


def of(kind: Kind, findings: Sequence[Finding]) -> list[Finding]:
    return [one for one in findings if one.kind is kind]


@pytest.mark.parametrize("number", INFARCT)
@pytest.mark.parametrize(("window", "screen"), [(NARROW, VGA), (WIDE, HD), (NARROW, BARE)])
def test_the_infarct_is_outlined_on_the_patients_left(
    number: int, window: Window, screen: Screen, shown: Shown
) -> None:
    findings = HeadCt().detect(shown(number, window, screen))

    surest = of(Kind.HYPODENSE, findings)[0]
    assert on_infarct(surest, number, screen)
    assert surest.label == "left"
    assert of(Kind.ASYMMETRY, findings)[0].label == "left"


@pytest.mark.parametrize("codec", ["libx264", "libvpx"])
def test_the_infarct_is_found_after_lossy_video(codec: str, head_slice: ReadSlice) -> None:
    picture = VGA.show(WIDE.grey(head_slice(16).values))
    *_, last = through_video([picture] * 6, codec)

    assert on_infarct(of(Kind.HYPODENSE, HeadCt().detect(last))[0], 16, VGA)


@pytest.mark.parametrize("number", INFARCT)
@pytest.mark.parametrize("window", [NARROW, WIDE])
def test_nothing_but_the_infarct_is_marked_on_those_slices(number: int, window: Window, shown: Shown) -> None:
    findings = HeadCt().detect(shown(number, window))

    assert of(Kind.HYPERDENSE, findings) == []
    assert all(on_infarct(one, number, VGA) for one in of(Kind.HYPODENSE, findings))


@pytest.mark.parametrize("number", ABOVE)
@pytest.mark.parametrize("window", [NARROW, WIDE])
def test_slices_above_the_infarct_are_clean(number: int, window: Window, shown: Shown) -> None:
    findings = HeadCt().detect(shown(number, window))

    assert [one.kind for one in findings] == [Kind.BRAIN, Kind.MIDLINE]


@pytest.mark.parametrize("number", [*SKULL_BASE, *VERTEX])
def test_what_cannot_be_judged_is_not(number: int, shown: Shown) -> None:
    assert list(HeadCt().detect(shown(number))) == []


def test_a_mirrored_picture_has_the_infarct_on_the_other_side(shown: Shown) -> None:
    frame = shown(16)
    mirrored = frame_of(np.ascontiguousarray(frame.bgr[:, ::-1]), 0.0)

    there, here = (of(Kind.HYPODENSE, HeadCt().detect(one))[0] for one in (frame, mirrored))
    assert (there.label, here.label) == ("left", "right")
    assert abs(there.score - here.score) < 0.05


def test_a_turned_head_has_the_infarct_found_and_the_tilt_told(head_slice: ReadSlice) -> None:
    grey = NARROW.grey(head_slice(17).values)
    tilts = []
    for turn in (-15, 0, 15):
        turned = cv2.warpAffine(grey, cv2.getRotationMatrix2D((256, 256), turn, 0.9), (512, 512))
        findings = HeadCt().detect(frame_of(VGA.show(np.asarray(turned, np.uint8)), 0.0))
        tilts.append(of(Kind.MIDLINE, findings)[0].measures[0].value)
        assert of(Kind.HYPODENSE, findings)[0].label == "left"

    # The picture is turned counter-clockwise, the tilt is counted clockwise.
    assert np.diff(tilts) == pytest.approx([-15, -15], abs=1.5)


def test_brain_and_measures_are_told(shown: Shown) -> None:
    brain, midline, *_ = HeadCt().detect(shown(17))

    measures = {one.name: one.value for one in brain.measures}
    # The lesion makes its side the darker one.
    assert measures["mean-left"] < measures["mean-right"]
    assert measures["texture-contrast-left"] > 0
    assert 0 < measures["texture-energy-right"] < 1
    area = cv2.contourArea(np.asarray(brain.outline, np.float32))
    assert measures["area"] == pytest.approx(area, rel=0.03)
    assert len(brain.outline) <= 32
    assert len(midline.outline) == 2


def test_lettering_and_the_size_of_the_screen_change_little(shown: Shown) -> None:
    lettered, bare = (
        of(Kind.HYPODENSE, HeadCt().detect(shown(15, NARROW, replace(VGA, lettered=lettered))))[0]
        for lettered in (True, False)
    )
    assert lettered.score == pytest.approx(bare.score, abs=0.02)
