"""The message of the screening: small enough for its way, whatever was found."""

from __future__ import annotations

import json
from typing import Any

from analysis.findings import Finding, Kind, Measure
from analysis.runner import Report
from analysis.wire import LARGEST_BYTES, Behind, Told, encode
from core.detectors import chosen


def told(*reports: Report) -> dict[str, Any]:
    message = Told("TR_a", 7, 1000.5, 640, 480, Behind(12.34, 1), reports)
    answer: dict[str, Any] = json.loads(encode(message))
    return answer


def test_a_frame_without_findings_is_told_too() -> None:
    message = told(Report("ultrasound", (), 0.0123))
    assert message["frame"] == 7
    assert message["captured"] == 1000.5
    assert message["behind"] == {"ms": 12.3, "skipped": 1}
    assert message["reports"] == [{"detector": "ultrasound", "took": 12.3, "findings": []}]


def test_a_finding_keeps_place_and_measures() -> None:
    finding = Finding(
        Kind.NEEDLE, 0.81234, ((1.04, 2.0), (3.0, 4.06)), measures=(Measure("length", 12.34567, "mm"),)
    )
    (report,) = told(Report("ultrasound", (finding,), 0.0))["reports"]
    assert report["findings"] == [
        {
            "kind": "needle",
            "score": 0.812,
            "outline": [[1.0, 2.0], [3.0, 4.1]],
            "closed": False,
            "measures": [["length", 12.35, "mm"]],
            "label": "",
        }
    ]


def test_what_does_not_fit_loses_its_least_sure_findings() -> None:
    outline = tuple((float(x), 123.4) for x in range(64))
    findings = tuple(Finding(Kind.TEXT, 1 - number / 32, outline, label="姓名") for number in range(32))
    message = Told("TR_a", 7, None, 640, 480, Behind(0, 0), (Report("a", findings, 0), Report("b", (), 0)))
    payload = encode(message)
    assert len(payload) <= LARGEST_BYTES
    left = json.loads(payload)["reports"][0]["findings"]
    assert 0 < len(left) < 32
    assert left[0]["score"] == 1.0


def test_detectors_follow_the_modality_and_what_was_chosen() -> None:
    models = {"model:nodules": frozenset({"US"}), "model:other": frozenset({"CT"})}
    assert chosen("US", models, {}) == {"signal", "privacy", "ultrasound", "model:nodules"}
    assert chosen("OT", {}, {}) == {"signal", "privacy"}
    assert chosen("XA", models, {"angiography": False, "model:other": True, "gone": True}) == {
        "signal",
        "privacy",
        "model:other",
    }
