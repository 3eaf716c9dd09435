"""Dark focal regions are outlined and measured; shadows, edges and plain speckle are not."""

from __future__ import annotations

import math
from pathlib import Path

import cv2
import numpy as np
import pytest

from analysis.detectors.ultrasound import Ultrasound
from analysis.findings import Finding, Kind
from analysis.frame import Frame, frame_of
from benchmarks.screening.lesions import on_lesion, trial
from benchmarks.screening.ultrasound_pictures import DARK_KINDS, middle
from tests.analysis.material import Picture, cine, still
from tests.analysis.ultrasound.test_scale import linear
from tests.analysis.ultrasound.test_sector import shown_by_video


def dark_regions(frame: Frame) -> list[Finding]:
    return [finding for finding in Ultrasound().detect(frame) if finding.kind in DARK_KINDS]


@pytest.mark.parametrize("coded", [False, True], ids=["as made", "H.264"])
def test_phantoms_3_mm_targets_are_found_anechoic_and_measured(coded: bool, shared_data: Path) -> None:
    shown = still(shared_data / "us_cine" / "stills" / "sonoque_anechoic-3mm-3mm.dcm")
    regions = dark_regions(shown_by_video(shown) if coded else frame_of(shown, 0.0))
    # Their middles as read by hand.
    for x, y in ((390, 290), (651, 288)):
        target = next(one for one in regions if math.dist(middle(one), (x, y)) < 5)
        assert target.kind is Kind.ANECHOIC
        measures = {measure.name: measure for measure in target.measures}
        assert measures["diameter"].unit == "mm"
        assert measures["diameter"].value == pytest.approx(2.8, abs=0.45)
        assert measures["area"].value == pytest.approx(math.pi * 1.4**2, rel=0.3)


def test_optic_nerve_and_globe_of_the_eye_phantom_are_found(shared_data: Path) -> None:
    shown = np.asarray(cv2.resize(frame_16(shared_data), (640, 480), interpolation=cv2.INTER_AREA), np.uint8)
    regions = dark_regions(frame_of(shown, 0.0))
    for x, y, diameter in ((294, 170, 235), (290, 330, 73)):
        near = [one for one in regions if math.dist(middle(one), (x, y)) < 15]
        assert [one.kind for one in near] == [Kind.ANECHOIC]
        assert outline_diameter(near[0]) == pytest.approx(diameter, rel=0.12)


def frame_16(shared_data: Path) -> Picture:
    return cine(shared_data / "us_cine" / "clarius-ocular-short.mp4", 16, 17)[0]


def outline_diameter(finding: Finding) -> float:
    return 2 * math.sqrt(float(cv2.contourArea(np.array(finding.outline, np.float32))) / math.pi)


@pytest.mark.parametrize(("diameter", "grey"), [(24, 4), (40, 4), (80, 6), (40, 25)])
def test_disc_in_speckle_is_outlined_to_within_a_tenth(diameter: int, grey: int) -> None:
    shown = linear()
    cv2.circle(shown, (300, 250), diameter // 2, grey, -1, cv2.LINE_AA)
    shown = np.asarray(cv2.GaussianBlur(shown, (0, 0), 1.0), np.uint8)
    (region,) = dark_regions(frame_of(shown, 0.0))
    assert math.dist(middle(region), (300.5, 250.5)) < 2
    assert outline_diameter(region) == pytest.approx(diameter, rel=0.1)
    assert region.kind is (Kind.ANECHOIC if grey < 10 else Kind.HYPOECHOIC)


def test_outline_is_told_in_pixels_where_the_scale_is_unknown() -> None:
    shown = linear()
    cv2.circle(shown, (300, 250), 30, 4, -1)
    (region,) = dark_regions(frame_of(shown, 0.0))
    assert [measure.unit for measure in region.measures] == ["px", "px2"]


def test_plain_speckle_has_no_region() -> None:
    assert dark_regions(frame_of(linear(), 0.0)) == []


@pytest.mark.usefixtures("shared_data")
def test_most_lesions_of_middle_and_large_size_in_real_pictures_are_found() -> None:
    trials = [trial(seed) for seed in (20_006, 20_007, 20_010, 20_011)]
    found = [any(on_lesion(mark, one.lesion) and mark.score >= 0.5 for mark in one.marks) for one in trials]
    assert sum(found) >= 3
