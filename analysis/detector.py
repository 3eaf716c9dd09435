"""The one small interface that every detector stands behind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from analysis.findings import Finding, Kind
from analysis.frame import Frame


class Detector(Protocol):
    """Looks at the frames of one console, one instance for each; does no I/O and never asks for the time.

    It may remember earlier frames. Frames come in order of capture, but not all of them: whoever is slower
    than the stream skips.
    """

    @property
    def name(self) -> str:
        """Short and lasting, such as `ultrasound`: settings, messages and the page call it so."""

    @property
    def kinds(self) -> frozenset[Kind]:
        """All that it can find."""

    @property
    def every_s(self) -> float:
        """How often it wants a frame; 0 for each one. Those with an interval run beside the others."""

    def detect(self, frame: Frame) -> Sequence[Finding]:
        """What there is on this frame; nothing found is an empty sequence."""
