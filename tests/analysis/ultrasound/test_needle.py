"""A needle's shaft and tip are found; layers, walls and reverberations are not called needles."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest

from analysis.detectors.ultrasound import Ultrasound
from analysis.findings import Finding, Kind
from analysis.frame import frame_of
from benchmarks.screening.lossy import through_video
from tests.analysis.material import Picture, cine
from tests.analysis.ultrasound.test_scale import linear
from tests.analysis.ultrasound.test_sector import first_picture

ENTRY = (122.0, 110.0)


def said_last(pictures: Sequence[Picture]) -> dict[Kind, Finding]:
    detector = Ultrasound()
    said: Sequence[Finding] = ()
    for number, shown in enumerate(pictures):
        said = detector.detect(frame_of(shown, number / 30))
    return {finding.kind: finding for finding in said}


def with_needle(tip: tuple[float, float], brightness: int = 190) -> Picture:
    shown = linear()
    ends = [tuple(round(value * 16) for value in point) for point in (ENTRY, tip)]
    cv2.line(shown, ends[0], ends[1], brightness, 2, cv2.LINE_AA, 4)
    return np.asarray(cv2.GaussianBlur(shown, (0, 0), 0.8), np.uint8)


@pytest.mark.parametrize("tip", [(350.0, 200.0), (330.0, 300.0), (260.0, 360.0)])
def test_shaft_and_tip_of_a_bright_line(tip: tuple[float, float]) -> None:
    said = said_last([with_needle(tip)] * 4)
    needle = said[Kind.NEEDLE]
    assert math.dist(needle.outline[1], tip) < 6
    assert said[Kind.NEEDLE_TIP].outline == (needle.outline[1],)
    down, across = tip[1] - ENTRY[1], tip[0] - ENTRY[0]
    measures = {measure.name: measure.value for measure in needle.measures}
    assert measures["angle"] == pytest.approx(math.degrees(math.atan2(down, across)), abs=2)
    assert measures["length"] == pytest.approx(math.hypot(down, across), rel=0.1)


def test_tip_is_told_beyond_a_long_gap() -> None:
    tip = (380.0, 290.0)
    shown = with_needle(tip)
    lost = slice(*(round(ENTRY[0] + share * (tip[0] - ENTRY[0])) for share in (0.5, 0.68)))
    shown[:, lost] = linear()[:, lost]
    needle = said_last([shown] * 5)[Kind.NEEDLE]
    assert math.dist(needle.outline[1], tip) < 8


def test_faint_needle_is_told_among_many_short_bright_lines() -> None:
    tip = (380.0, 230.0)
    shown = with_needle(tip, brightness=96)
    for number in range(8):
        left, top = 170 + 90 * (number % 2), 260 + 14 * number
        cv2.line(shown, (left, top), (left + 55, top + 20), 230, 2, cv2.LINE_AA)
    needle = said_last([shown] * 5)[Kind.NEEDLE]
    assert math.dist(needle.outline[1], tip) < 10


def test_needle_that_glides_on_is_followed_through_video() -> None:
    pictures = [with_needle((300.0 + 2 * n, 220.0 + 1.2 * n)) for n in range(8)]
    detector = Ultrasound()
    said: Sequence[Finding] = ()
    for frame in through_video(pictures):
        said = detector.detect(frame)
    tips = [finding.outline[0] for finding in said if finding.kind is Kind.NEEDLE_TIP]
    assert len(tips) == 1
    assert math.dist(tips[0], (314.0, 228.4)) < 8


def test_a_line_is_believed_less_when_it_is_seen_first() -> None:
    shown = [with_needle((330.0, 300.0))] * 5
    assert said_last(shown[:1])[Kind.NEEDLE].score < said_last(shown)[Kind.NEEDLE].score


@pytest.mark.parametrize(
    "path",
    [
        "echo_acuson_65f_DIRW0007.dcm",
        "echo_sonosite_30f_examples_ybr_color.dcm",
        "clarius-ocular-short.mp4",
        "sonosite-anon-eye1-video.mp4",
    ],
)
def test_cine_without_a_needle_has_none(path: str, shared_data: Path) -> None:
    detector = Ultrasound()
    for number, shown in enumerate(cine(shared_data / "us_cine" / path, 0, 30)):
        said = detector.detect(frame_of(shown, number / 30))
        assert Kind.NEEDLE not in {finding.kind for finding in said}, number


@pytest.mark.parametrize(
    "path",
    [
        "stills/sonoque_anechoic-3mm-3mm.dcm",
        "stills/interson-image.jpg",
        "stills/fodicom_GH364_pancreas_jpegls.dcm",
        "stills/US-YBR_FULL_422-EVRLE.dcm",
        "stills/examples_jpeg2k.dcm",
    ],
)
def test_still_without_a_needle_has_none(path: str, shared_data: Path) -> None:
    said = said_last([first_picture(shared_data / "us_cine" / path)] * 5)
    assert Kind.SECTOR in said
    assert Kind.NEEDLE not in said


@pytest.mark.parametrize("angle_deg", [0, 6, 88])
def test_level_and_upright_lines_are_not_called_needles(angle_deg: float) -> None:
    across, down = math.cos(math.radians(angle_deg)), math.sin(math.radians(angle_deg))
    shown = linear()
    ends = [(round(300 + way * 120 * across), round(240 + way * 120 * down)) for way in (-1, 1)]
    cv2.line(shown, ends[0], ends[1], 190, 2, cv2.LINE_AA)
    assert Kind.NEEDLE not in said_last([shown] * 5)
