"""What a worker tells a room of one frame: the message with topic `screening`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from analysis.findings import Finding, Measure, Point
from analysis.runner import Report

TOPIC = "screening"
VERSION = 1

LOSSY_UP_TO_BYTES = 1200
"""A lossy data packet has to fit into one UDP packet; what is longer goes the reliable way."""

LARGEST_BYTES = 14_000
"""Below the 15 KiB that LiveKit takes in one packet; the least sure findings give way."""


@dataclass(frozen=True, slots=True)
class Behind:
    """How far a worker is behind the stream."""

    ms: float
    """From the arrival of the frame at the worker to the message."""

    skipped: int
    """Frames that came since the last one that was looked at, and were not."""


@dataclass(frozen=True, slots=True)
class Told:
    """What detectors say of one frame, whether they found anything or not: one message for all of them,
    because what costs the server is the number of messages."""

    track: str
    frame: int | None
    captured_ms: float | None
    """Milliseconds of the server's clock."""

    width: int
    height: int
    behind: Behind
    reports: tuple[Report, ...]


def encode(told: Told) -> bytes:
    """UTF-8 JSON of at most LARGEST_BYTES."""
    while len(payload := _encode(told)) > LARGEST_BYTES:
        told = replace(told, reports=_without_least_sure(told.reports))
    return payload


def _without_least_sure(reports: Sequence[Report]) -> tuple[Report, ...]:
    """Without the last finding of the longest report; each has its surest first."""
    longest = max(reports, key=lambda report: len(report.findings))
    return tuple(
        replace(report, findings=report.findings[:-1]) if report is longest else report for report in reports
    )


def _encode(told: Told) -> bytes:
    message = {
        "v": VERSION,
        "track": told.track,
        "frame": told.frame,
        "captured": told.captured_ms,
        "width": told.width,
        "height": told.height,
        "behind": {"ms": round(told.behind.ms, 1), "skipped": told.behind.skipped},
        "reports": [_report(one) for one in told.reports],
    }
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()


def _report(report: Report) -> dict[str, Any]:
    return {
        "detector": report.detector,
        "took": round(report.took_s * 1000, 1),
        "findings": [_finding(one) for one in report.findings],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "kind": finding.kind.value,
        "score": round(finding.score, 3),
        "outline": points(finding.outline),
        "closed": finding.closed,
        "measures": measures(finding.measures),
        "label": finding.label,
    }


def points(outline: Iterable[Point]) -> list[list[float]]:
    """As lists, to a tenth of a pixel."""
    return [[round(x, 1), round(y, 1)] for x, y in outline]


def measures(given: Iterable[Measure]) -> list[list[str | float]]:
    """As lists [name, value, unit], to four significant digits."""
    return [[one.name, float(f"{one.value:.4g}"), one.unit] for one in given]
