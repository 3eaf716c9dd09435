"""Findings followed over time: seen again and again in one place they are one episode, kept once. No I/O."""

from __future__ import annotations

import math
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from analysis.findings import Finding, Kind, Point
from analysis.privacy.sorts import Sort

COMES_BACK_S = 30.0
"""Seen again within so long it is the same: valves close, a probe is lifted, a loop begins anew.

Detectors look more often than that (`every_s` of a manifest is bounded by it).
"""

LASTS_S = 0.5
"""What is seen for less in all is flicker, and is not kept."""

TELL_EVERY_S = 5.0
"""How often an episode that goes on is written again."""

REACH = 0.12
"""How far it may move between two frames, as a share of the picture's diagonal."""

CONTEXT = frozenset({Kind.SECTOR, Kind.BRAIN, Kind.MIDLINE, Kind.VESSEL, Kind.CARDIAC_CYCLE})
"""Always there on a usable picture: worth drawing, not worth keeping."""

UNSURE = frozenset({(Kind.TEXT, str(Sort.OTHER))})
"""Kinds and labels that are a device's own words mostly: drawn as well, and not kept."""


@dataclass(frozen=True, slots=True)
class Episode:
    """One thing found, as it looked where it scored best. Times in seconds of the server's clock."""

    id: str
    detector: str
    best: Finding
    width: int
    height: int
    first_s: float
    last_s: float
    seen_s: float
    """Between looks in a row that both saw it: a false mark on single frames adds nothing."""
    frames: int
    at: Point
    """Where it was seen last."""
    told_s: float = -math.inf
    """Its `last_s` when it was told."""

    @property
    def is_news(self) -> bool:
        """No flicker, and seen since it was told."""
        return self.seen_s >= LASTS_S and self.last_s > self.told_s


class Episodes:
    """Of one console."""

    def __init__(self) -> None:
        self._episodes: list[Episode] = []
        self._looked_s: dict[str, float] = {}
        """The moment of capture of the frame that each detector looked at last."""

    def add(self, detector: str, findings: Iterable[Finding], width: int, height: int, now: float) -> None:
        """What one detector found on one frame captured at `now`; without findings too, for it looked."""
        taken: set[str] = set()
        for finding in findings:
            if finding.kind in CONTEXT or (finding.kind, finding.label) in UNSURE:
                continue
            known = self._continued(detector, finding, math.hypot(width, height) * REACH, taken, now)
            if known is None:
                at = _centre(finding.outline)
                known = Episode(secrets.token_hex(6), detector, finding, width, height, now, now, 0.0, 0, at)
                self._episodes.append(known)
            taken.add(known.id)
            self._see(known, finding, width, height, now)
        self._looked_s[detector] = now

    def to_keep(self, now: float) -> Sequence[Episode]:
        """Those that were seen since they were told: at once the first time, then every `TELL_EVERY_S`."""
        due = [one for one in self._episodes if one.is_news and now - one.told_s >= TELL_EVERY_S]
        for one in due:
            self._replace(one, replace(one, told_s=one.last_s))
        self._episodes = [one for one in self._episodes if one.is_news or not _is_over(one, now)]
        return due

    def _see(self, known: Episode, finding: Finding, width: int, height: int, now: float) -> None:
        in_a_row = known.last_s == self._looked_s.get(known.detector)
        seen = replace(
            known,
            last_s=now,
            seen_s=known.seen_s + (now - known.last_s if in_a_row else 0.0),
            frames=known.frames + 1,
            at=_centre(finding.outline),
        )
        if finding.score >= known.best.score:
            seen = replace(seen, best=finding, width=width, height=height)
        self._replace(known, seen)

    def _continued(
        self, detector: str, finding: Finding, reach: float, taken: set[str], now: float
    ) -> Episode | None:
        at = _centre(finding.outline)
        alike = [
            one
            for one in self._episodes
            if one.id not in taken
            and not _is_over(one, now)
            and (one.detector, one.best.kind, one.best.label) == (detector, finding.kind, finding.label)
            and math.dist(one.at, at) <= reach
        ]
        return min(alike, key=lambda one: math.dist(one.at, at), default=None)

    def _replace(self, old: Episode, new: Episode) -> None:
        self._episodes[self._episodes.index(old)] = new


def _is_over(episode: Episode, now: float) -> bool:
    return now - episode.last_s > COMES_BACK_S


def _centre(outline: Sequence[Point]) -> Point:
    """The mean of the points; findings without a place are all in one."""
    if not outline:
        return (0.0, 0.0)
    return (sum(x for x, _ in outline) / len(outline), sum(y for _, y in outline) / len(outline))
