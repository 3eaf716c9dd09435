"""Runs the signal checks over a row of pictures, as a console would send them."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.detectors.signal import Settings, Signal
from analysis.findings import Finding, Kind
from analysis.frame import frame_of
from tests.analysis.material import Picture


def findings(pictures: Sequence[Picture], modality: str = "US", fps: float = 25.0) -> list[Finding]:
    """What was found on the last picture."""
    return all_findings(pictures, modality, fps)[-1]


def all_findings(pictures: Sequence[Picture], modality: str = "US", fps: float = 25.0) -> list[list[Finding]]:
    """What was found on each picture."""
    signal = Signal(Settings.for_modality(modality))
    return [list(signal.detect(frame_of(one, n / fps, n))) for n, one in enumerate(pictures)]


def kinds(found: Sequence[Finding]) -> set[Kind]:
    """The kinds that were found."""
    return {finding.kind for finding in found}


def of_kind(found: Sequence[Finding], kind: Kind) -> Finding:
    """The one finding of this kind."""
    (finding,) = (one for one in found if one.kind is kind)
    return finding


def measured(finding: Finding, name: str) -> float:
    """The value of one of its measures."""
    (value,) = (measure.value for measure in finding.measures if measure.name == name)
    return value
