"""Head CT: brain, mid-line, left-right asymmetry, texture, hyperdense and hypodense candidates on a slice.

Looks at an axial slice as a console's screen shows it: eight bits, window unknown. What it says of a side of
the patient supposes the radiological convention, the patient's left on the right of the picture. The methods
and their sources stand with the steps in `analysis.head_ct`, what it can and cannot do in
docs/screening/head-ct.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from analysis.findings import Finding, Kind
from analysis.frame import Frame
from analysis.head_ct.asymmetry import BRIGHTER, DARKER, CompareSettings, compare
from analysis.head_ct.brain import BrainSettings, find_brain
from analysis.head_ct.candidates import BRIGHT, DARK, CandidateSettings, candidates
from analysis.head_ct.midline import MidlineSettings, find_midline
from analysis.head_ct.still import Answer, StillSettings, still_holds, thumbnail
from analysis.head_ct.telling import asymmetry_finding, brain_finding, candidate_finding, midline_finding
from analysis.head_ct.upright import stand_upright

_MOST_CANDIDATES = 12
"""Of each kind; more than a few on one slice are noise."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Those of each step, and from where on a slice counts as asymmetric."""

    brain: BrainSettings = field(default_factory=BrainSettings)
    midline: MidlineSettings = field(default_factory=MidlineSettings)
    darker: CompareSettings = DARKER
    brighter: CompareSettings = BRIGHTER
    dark: CandidateSettings = DARK
    bright: CandidateSettings = BRIGHT
    still: StillSettings = field(default_factory=StillSettings)
    asymmetric_ratio: float = 2.0
    """Strength, in robust standard deviations, at which a place is darker than its reflection."""
    asymmetric_percent: float = 1.5
    """Of the brain that must be so, for the slice to be called asymmetric."""


class HeadCt:
    """The detector `head-ct`; remembers the last picture and what it said of it."""

    name = "head-ct"
    kinds = frozenset({Kind.BRAIN, Kind.MIDLINE, Kind.ASYMMETRY, Kind.HYPERDENSE, Kind.HYPODENSE})
    every_s = 0.0

    def __init__(self, settings: Settings | None = None) -> None:
        self._settings = settings or Settings()
        self._answer: Answer | None = None

    def detect(self, frame: Frame) -> Sequence[Finding]:
        """All that there is on this frame; nothing unless it shows an axial slice that can be judged."""
        cells = thumbnail(frame, self._settings.still)
        if self._answer is None or not still_holds(self._answer, frame, cells, self._settings.still):
            findings = tuple(self._look(frame))
            self._answer = Answer(findings, cells, (frame.width, frame.height), frame.captured_s)
        return self._answer.findings

    def _look(self, frame: Frame) -> Iterator[Finding]:
        settings = self._settings
        brain = find_brain(frame.grey, frame.chroma, settings.brain)
        if brain is None:
            return
        midline = find_midline(brain, settings.midline)
        if midline is None:
            return
        upright = stand_upright(brain, midline)
        darker = compare(upright, settings.darker)
        brighter = compare(upright, settings.brighter, brighter=True)
        yield brain_finding(upright, darker.inner)
        yield midline_finding(upright, midline)
        asymmetry = asymmetry_finding(upright, darker, settings.asymmetric_ratio, settings.asymmetric_percent)
        if asymmetry is not None:
            yield asymmetry
        for one in candidates(upright, darker, settings.dark)[:_MOST_CANDIDATES]:
            yield candidate_finding(Kind.HYPODENSE, one, upright)
        for one in candidates(upright, brighter, settings.bright, brighter=True)[:_MOST_CANDIDATES]:
            yield candidate_finding(Kind.HYPERDENSE, one, upright)
