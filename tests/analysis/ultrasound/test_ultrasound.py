"""The detector as a whole: findings in the frame, nothing on nonsense, and a picture that changes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.detector import Detector
from analysis.detectors.ultrasound import Ultrasound
from analysis.findings import Finding, Kind
from analysis.frame import frame_of
from tests.analysis.material import ECHO, cine
from tests.analysis.ultrasound.test_scale import linear, ruled
from tests.analysis.ultrasound.test_sector import fan


def test_is_a_detector_named_ultrasound() -> None:
    detector: Detector = Ultrasound()
    assert detector.name == "ultrasound"
    assert detector.every_s == 0


@settings(max_examples=40, deadline=None)
@given(
    width=st.integers(1, 90).map(lambda half: 2 * half),
    height=st.integers(1, 90).map(lambda half: 2 * half),
    seed=st.integers(0, 1000),
    kind=st.sampled_from(["black", "grey", "noise", "blurred noise", "blocks"]),
    at=st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=3),
)
def test_any_picture_is_looked_at_without_error_and_told_within_itself(
    width: int, height: int, seed: int, kind: str, at: list[float]
) -> None:
    random = np.random.default_rng(seed)
    noise = random.integers(0, 256, (height, width)).astype(np.uint8)
    shown = {
        "black": np.zeros_like(noise),
        "grey": np.full_like(noise, 128),
        "noise": noise,
        "blurred noise": cv2.GaussianBlur(noise, (0, 0), 2),
        "blocks": cv2.resize(noise[: height // 8 + 1, : width // 8 + 1], (width, height)),
    }[kind]
    detector = Ultrasound()
    for moment in at:
        assert_well_formed(detector.detect(frame_of(np.asarray(shown, np.uint8), moment)), width, height)


def assert_well_formed(findings: Sequence[Finding], width: int, height: int) -> None:
    assert len(findings) <= 32
    for finding in findings:
        assert finding.kind in Ultrasound.kinds
        assert 0 <= finding.score <= 1
        assert len(finding.outline) <= 64
        assert all(-2 <= x <= width + 2 and -2 <= y <= height + 2 for x, y in finding.outline)
        assert all(np.isfinite(measure.value) for measure in finding.measures)


@pytest.mark.parametrize("fill", [0, 128, 255])
def test_plain_picture_has_nothing(fill: int) -> None:
    assert Ultrasound().detect(frame_of(np.full((480, 640), fill, np.uint8), 0.0)) == ()


def test_white_noise_has_nothing() -> None:
    noise = np.random.default_rng(2).integers(0, 256, (480, 640)).astype(np.uint8)
    assert Ultrasound().detect(frame_of(noise, 0.0)) == ()


def test_real_echo_is_well_formed_on_every_frame(shared_data: Path) -> None:
    detector = Ultrasound()
    for number, shown in enumerate(cine(shared_data / ECHO, 0, 20)):
        findings = detector.detect(frame_of(shown, number / 54))
        assert_well_formed(findings, 576, 456)
        assert [finding.kind for finding in findings].count(Kind.SECTOR) == 1


def test_field_stays_unchanged_while_it_is_the_same() -> None:
    detector = Ultrasound()
    outlines = {detector.detect(frame_of(linear(), at / 3))[0].outline for at in range(6)}
    assert len(outlines) == 1


def test_another_picture_is_seen_within_half_a_second_and_another_size_at_once() -> None:
    detector = Ultrasound()
    before = detector.detect(frame_of(linear(), 0.0))[0].outline
    detector.detect(frame_of(fan(), 0.1))
    after = detector.detect(frame_of(fan(), 0.6))[0].outline
    assert after != before
    smaller = np.asarray(cv2.resize(linear(), (320, 240), interpolation=cv2.INTER_AREA), np.uint8)
    small = detector.detect(frame_of(smaller, 0.61))[0].outline
    assert max(x for x, _ in small) < 300


def test_field_that_goes_black_is_forgotten() -> None:
    detector = Ultrasound()
    assert detector.detect(frame_of(linear(), 0.0))
    assert detector.detect(frame_of(np.zeros((480, 640), np.uint8), 1.0)) == ()


def test_depth_is_told_in_mm_by_the_ruler() -> None:
    depth = Ultrasound().detect(frame_of(ruled(40, 2), 0.0))[0].measures[0]
    assert depth.unit == "mm"
    assert depth.value == pytest.approx(50, rel=0.03)
