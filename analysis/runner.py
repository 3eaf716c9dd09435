"""The detectors of one console, run on one frame after the other; no I/O, time passed in."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from analysis.detector import Detector
from analysis.findings import Finding, Kind
from analysis.frame import Frame
from core.detectors import ALWAYS

log = logging.getLogger(__name__)

MOST_FINDINGS = 32
"""Of one detector on one frame: more would be a carpet, not a hint."""

UNUSABLE = frozenset({Kind.NO_SIGNAL, Kind.BLACK, Kind.TEST_PATTERN, Kind.NOT_A_SCAN})
"""While the signal is so, nothing medical is looked for."""

REST_AFTER_FAILURE_S = 10.0
"""A detector that raised is left alone for so long: the others go on."""


@dataclass(frozen=True, slots=True)
class Report:
    """What one detector said of one frame, and how long it took, in seconds."""

    detector: str
    findings: tuple[Finding, ...]
    took_s: float


class Runner:
    """Runs the detectors that want every frame, in order, and says which others are due."""

    def __init__(self, detectors: Iterable[Detector], clock: Callable[[], float]) -> None:
        """`clock` tells seconds, for how long detectors take and rest."""
        self._detectors = sorted(detectors, key=lambda detector: detector.name != "signal")
        self._clock = clock
        self._rests_until: dict[str, float] = {}
        self._last: dict[str, float] = {}
        self._usable = True

    def look(self, frame: Frame) -> Sequence[Report]:
        """What the detectors for every frame say of this one."""
        reports = []
        # Asked each time: a detector that turns slow asks for an interval, and runs beside the others then.
        for detector in [one for one in self._detectors if one.every_s == 0]:
            if self._wanted(detector) and (report := self.run(detector, frame)) is not None:
                reports.append(report)
                if detector.name == "signal":
                    self._usable = not any(finding.kind in UNUSABLE for finding in report.findings)
        return reports

    def due(self) -> Sequence[Detector]:
        """The detectors with an interval whose time has come; they count as run from now on."""
        now = self._clock()
        due = [
            detector
            for detector in self._detectors
            if detector.every_s > 0
            and self._wanted(detector)
            and now - self._last.get(detector.name, -1e9) >= detector.every_s
        ]
        self._last.update({detector.name: now for detector in due})
        return due

    def run(self, detector: Detector, frame: Frame) -> Report | None:
        """One detector on one frame; None where it failed, which is logged."""
        began = self._clock()
        try:
            findings = detector.detect(frame)
        except Exception:
            # Whatever a picture does to one detector must not end the screening by the others.
            log.exception("the detector %s fails, and rests for %.0f s", detector.name, REST_AFTER_FAILURE_S)
            self._rests_until[detector.name] = began + REST_AFTER_FAILURE_S
            return None
        best = sorted(findings, key=lambda finding: finding.score, reverse=True)[:MOST_FINDINGS]
        return Report(detector.name, tuple(best), self._clock() - began)

    def _wanted(self, detector: Detector) -> bool:
        if self._clock() < self._rests_until.get(detector.name, -1e9):
            return False
        return self._usable or detector.name in ALWAYS


class Pace:
    """How a detector gets on: frames per second, and how long it takes, over the last seconds."""

    def __init__(self, over_s: float = 5.0) -> None:
        self._over_s = over_s
        self._runs: dict[str, list[tuple[float, float, float, int]]] = {}

    def note(self, detector: str, now: float, took_ms: float, behind_ms: float, skipped: int) -> None:
        runs = self._runs.setdefault(detector, [])
        runs.append((now, took_ms, behind_ms, skipped))
        while runs and now - runs[0][0] > self._over_s:
            runs.pop(0)

    def state(self, now: float) -> Mapping[str, Mapping[str, float]]:
        """By detector: `fps`, `took_ms`, `behind_ms` and `skipped` (share of frames, 0..1)."""
        return {name: self._figures(runs, now) for name, runs in self._runs.items()}

    def _figures(self, runs: Sequence[tuple[float, float, float, int]], now: float) -> Mapping[str, float]:
        recent = [run for run in runs if now - run[0] <= self._over_s]
        if not recent:
            return {"fps": 0.0, "took_ms": 0.0, "behind_ms": 0.0, "skipped": 0.0}
        count, skipped = len(recent), sum(run[3] for run in recent)
        return {
            "fps": round(count / self._over_s, 1),
            "took_ms": round(sum(run[1] for run in recent) / count, 1),
            "behind_ms": round(sum(run[2] for run in recent) / count, 1),
            "skipped": round(skipped / (skipped + count), 3),
        }
