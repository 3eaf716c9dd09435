"""Privacy: regions of text that may say who the patient is.

Lines are found and read by `analysis.privacy.reader` and sorted by the rules of `analysis.privacy.classify`;
what both can and cannot do stands in `docs/screening/privacy.md`. What was read ends here: findings carry a
box, a sort and a score, never text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from analysis.findings import Finding, Kind, box
from analysis.frame import Frame
from analysis.privacy.fields import told_by
from analysis.privacy.reader import ReaderSettings, reader


@dataclass(frozen=True, slots=True)
class Settings:
    """What the detector works by; the defaults are those that the published figures were made with."""

    reader: ReaderSettings = field(default_factory=ReaderSettings)
    margin: float = 0.15
    """Share of a line's height that is added around its box: letters' ends reach over what was found."""
    most: int = 32
    """Findings of one frame, the surest first."""


class Privacy:
    """The detector of one console's picture; remembers nothing of it."""

    name = "privacy"
    kinds = frozenset({Kind.TEXT})
    every_s = 2.0

    def __init__(self, settings: Settings | None = None) -> None:
        self._settings = settings or Settings()

    def detect(self, frame: Frame) -> Sequence[Finding]:
        """One finding a line, `label` its sort; `score` is how sure reading and rule are together."""
        settings = self._settings
        found = []
        for line, told in told_by(reader(settings.reader).read(frame.bgr)):
            margin = settings.margin * line.height
            outline = box(
                max(0.0, line.left - margin),
                max(0.0, line.top - margin),
                min(float(frame.width), line.right + margin),
                min(float(frame.height), line.bottom + margin),
            )
            score = line.confidence * told.certainty
            found.append(Finding(Kind.TEXT, score, outline, closed=True, label=told.sort))
        found.sort(key=lambda finding: finding.score, reverse=True)
        return found[: settings.most]
