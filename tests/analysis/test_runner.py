"""Running detectors: the signal says whether there is anything to look for, and a failure stays alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analysis.findings import Finding, Kind
from analysis.frame import Frame, frame_of
from analysis.runner import MOST_FINDINGS, REST_AFTER_FAILURE_S, Pace, Runner

FRAME = frame_of(np.zeros((48, 64, 3), np.uint8), 0.0)


class Fake:
    """Finds what it is told to; raises where that is an exception."""

    def __init__(self, name: str, finds: Sequence[Finding] | Exception = (), every_s: float = 0.0) -> None:
        self.name = name
        self.kinds = frozenset(Kind)
        self.every_s = every_s
        self.finds = finds
        self.looked = 0

    def detect(self, frame: Frame) -> Sequence[Finding]:
        self.looked += 1
        if isinstance(self.finds, Exception):
            raise self.finds
        return self.finds


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_signal_is_looked_at_first() -> None:
    runner = Runner([Fake("angiography"), Fake("signal"), Fake("ultrasound")], Clock())
    assert runner.look(FRAME)[0].detector == "signal"


def test_a_menu_is_not_screened_but_its_names_are_found() -> None:
    signal, ultrasound = Fake("signal", [Finding(Kind.NOT_A_SCAN, 0.9, label="menu")]), Fake("ultrasound")
    privacy = Fake("privacy", every_s=2.0)
    runner = Runner([ultrasound, signal, privacy], Clock())
    assert [report.detector for report in runner.look(FRAME)] == ["signal"]
    assert runner.due() == [privacy]
    signal.finds = []
    assert [report.detector for report in runner.look(FRAME)] == ["signal", "ultrasound"]


def test_a_detector_that_fails_rests_and_the_others_go_on() -> None:
    clock = Clock()
    failing = Fake("ultrasound", ValueError("odd picture"))
    runner = Runner([Fake("signal"), failing], clock)
    for _ in range(3):
        assert [report.detector for report in runner.look(FRAME)] == ["signal"]
    assert failing.looked == 1
    clock.now = REST_AFTER_FAILURE_S
    runner.look(FRAME)
    assert failing.looked == 2


def test_detectors_with_an_interval_are_due_again_after_it() -> None:
    clock = Clock()
    privacy = Fake("privacy", every_s=2.0)
    runner = Runner([privacy], clock)
    assert runner.due() == [privacy]
    clock.now = 1.9
    assert runner.due() == []
    clock.now = 2.0
    assert runner.due() == [privacy]


def test_of_too_many_findings_the_surest_are_told() -> None:
    many = [Finding(Kind.TEXT, number / 100) for number in range(100)]
    (report,) = Runner([Fake("signal", many)], Clock()).look(FRAME)
    assert len(report.findings) == MOST_FINDINGS
    assert report.findings[0].score == 0.99


def test_the_pace_counts_what_was_skipped() -> None:
    pace = Pace(over_s=5.0)
    for number in range(50):
        pace.note("ultrasound", number / 10, took_ms=20.0, behind_ms=40.0, skipped=2)
    figures = pace.state(4.9)["ultrasound"]
    assert figures == {"fps": 10.0, "took_ms": 20.0, "behind_ms": 40.0, "skipped": 0.667}
    assert pace.state(60.0)["ultrasound"]["fps"] == 0.0
