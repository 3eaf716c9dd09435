"""The privacy detector on real screens: every word of the ground truth is found, and no text leaves."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from analysis.detectors.privacy import Privacy
from analysis.findings import Finding, Kind
from analysis.frame import Plane, frame_of
from tests.analysis.material import ECHO, cine, fitted, still

PSEUDO = "burned_in_text/presidio_pseudo_phi"
PADDING = 25
"""The ground truth counts from a rim that Presidio adds before it reads."""


def found(picture: Plane) -> Sequence[Finding]:
    return Privacy().detect(frame_of(picture, 0.0))


def covers(finding: Finding, x: float, y: float) -> bool:
    (left, top), _, (right, bottom), _ = finding.outline
    return left <= x <= right and top <= y <= bottom


def labels_at(findings: Sequence[Finding], *places: tuple[float, float]) -> list[str]:
    return [next((one.label for one in findings if covers(one, *place)), "") for place in places]


@pytest.mark.parametrize("name", ["0_ORIGINAL_compressed.dcm", "1_ORIGINAL.png"])
def test_every_word_of_the_ground_truth_is_found(shared_data: Path, name: str) -> None:
    truth = json.loads((shared_data / PSEUDO / "ground_truth.json").read_text())
    words = truth[f"sample_data/{name[:10]}.dcm"]
    picture = still(shared_data / PSEUDO / name)
    width = {"0": 2140, "1": 2022}[name[0]]
    scale = picture.shape[1] / width
    findings = [one for one in found(picture) if one.label != "other"]
    middles = [
        (
            (word["left"] - PADDING + word["width"] / 2) * scale,
            (word["top"] - PADDING + word["height"] / 2) * scale,
        )
        for word in words
    ]
    assert all(labels_at(findings, *middles)), labels_at(findings, *middles)


def test_an_echo_shows_study_institution_and_date_but_no_settings(shared_data: Path) -> None:
    findings = found(cine(shared_data / ECHO, 0, 1)[0])
    told = [one for one in findings if one.label != "other"]
    assert labels_at(told, (70, 11), (538, 10), (165, 25)) == ["number", "date", "institution"]
    heart_rate, depth, gain = (484, 200), (548, 71), (495, 151)
    assert labels_at(findings, heart_rate, depth, gain) == ["", "", ""]


def test_a_patient_form_shows_what_stands_in_its_fields(shared_data: Path) -> None:
    told = [one.label for one in found(still(shared_data / "burned_in_text/philips_exam_summary/I30"))]
    assert "number" in told
    assert "name" in told


def test_no_text_leaves_the_detector(shared_data: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    findings = found(still(shared_data / PSEUDO / "0_ORIGINAL_compressed.dcm"))
    sorts = {"name", "birth-date", "number", "date", "institution", "other"}
    assert {one.label for one in findings} <= sorts
    assert all(one.kind is Kind.TEXT and one.closed and not one.measures for one in findings)
    assert "DAVIDSON" not in caplog.text
    assert "1976" not in caplog.text


def test_outlines_stay_within_the_picture(shared_data: Path) -> None:
    picture = fitted(cine(shared_data / ECHO, 0, 1)[0])
    height, width = picture.shape[:2]
    points = [point for one in found(picture) for point in one.outline]
    assert all(0 <= x <= width and 0 <= y <= height for x, y in points)


def test_a_picture_without_text_has_no_findings() -> None:
    assert found(np.zeros((480, 640, 3), np.uint8)) == []
