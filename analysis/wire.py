"""What a worker tells a room of one frame: the message with topic `screening`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from analysis.findings import Finding, Measure, Point

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
    """What one detector says of one frame, whether it found anything or not."""

    detector: str
    track: str
    frame: int | None
    captured_ms: float | None
    """Milliseconds of the server's clock."""

    width: int
    height: int
    behind: Behind
    took_ms: float
    findings: tuple[Finding, ...]


def encode(told: Told) -> bytes:
    """UTF-8 JSON of at most LARGEST_BYTES."""
    findings = sorted(told.findings, key=lambda finding: finding.score, reverse=True)
    while len(payload := _encode(told, findings)) > LARGEST_BYTES:
        findings.pop()
    return payload


def _encode(told: Told, findings: Iterable[Finding]) -> bytes:
    message = {
        "v": VERSION,
        "detector": told.detector,
        "track": told.track,
        "frame": told.frame,
        "captured": told.captured_ms,
        "width": told.width,
        "height": told.height,
        "behind": {"ms": round(told.behind.ms, 1), "skipped": told.behind.skipped},
        "took": round(told.took_ms, 1),
        "findings": [_finding(one) for one in findings],
    }
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()


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
