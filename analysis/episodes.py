"""Findings followed over time: seen again and again in one place they are one episode, kept once. No I/O."""

from __future__ import annotations

import math
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from analysis.findings import Finding, Kind, Point

ENDS_AFTER_S = 2.0
"""Unseen for so long, it is over; seen again, it is a new one."""

LASTS_S = 0.5
"""What is seen for less is flicker, and is not kept."""

TELL_EVERY_S = 5.0
"""How often an episode that goes on is written again."""

REACH = 0.12
"""How far it may move between two frames, as a share of the picture's diagonal."""

CONTEXT = frozenset({Kind.SECTOR, Kind.BRAIN, Kind.MIDLINE, Kind.VESSEL, Kind.CARDIAC_CYCLE})
"""Always there on a usable picture: worth drawing, not worth keeping."""


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
    frames: int
    at: Point
    """Where it was seen last."""
    told_s: float = -math.inf

    @property
    def lasts(self) -> bool:
        return self.last_s - self.first_s >= LASTS_S


class Episodes:
    """Of one console."""

    def __init__(self) -> None:
        self._going_on: list[Episode] = []
        self._over: list[Episode] = []

    def add(self, detector: str, findings: Iterable[Finding], width: int, height: int, now: float) -> None:
        """What one detector found on one frame captured at `now`."""
        self._end(now)
        taken: set[str] = set()
        for finding in findings:
            if finding.kind in CONTEXT:
                continue
            known = self._continued(detector, finding, math.hypot(width, height) * REACH, taken)
            if known is None:
                at = _centre(finding.outline)
                known = Episode(secrets.token_hex(6), detector, finding, width, height, now, now, 0, at)
                self._going_on.append(known)
            taken.add(known.id)
            self._see(known, finding, width, height, now)

    def to_keep(self, now: float) -> Sequence[Episode]:
        """Those that are new, have gone on for a while, or are over since the last call."""
        self._end(now)
        over, self._over = [one for one in self._over if one.lasts], []
        due = [one for one in self._going_on if one.lasts and now - one.told_s >= TELL_EVERY_S]
        for one in due:
            self._replace(one, replace(one, told_s=now))
        return [*over, *due]

    def _see(self, known: Episode, finding: Finding, width: int, height: int, now: float) -> None:
        seen = replace(known, last_s=now, frames=known.frames + 1, at=_centre(finding.outline))
        if finding.score >= known.best.score:
            seen = replace(seen, best=finding, width=width, height=height)
        self._replace(known, seen)

    def _continued(self, detector: str, finding: Finding, reach: float, taken: set[str]) -> Episode | None:
        at = _centre(finding.outline)
        alike = [
            one
            for one in self._going_on
            if one.id not in taken
            and (one.detector, one.best.kind, one.best.label) == (detector, finding.kind, finding.label)
            and math.dist(one.at, at) <= reach
        ]
        return min(alike, key=lambda one: math.dist(one.at, at), default=None)

    def _end(self, now: float) -> None:
        self._over += [one for one in self._going_on if now - one.last_s > ENDS_AFTER_S]
        self._going_on = [one for one in self._going_on if now - one.last_s <= ENDS_AFTER_S]

    def _replace(self, old: Episode, new: Episode) -> None:
        self._going_on[self._going_on.index(old)] = new


def _centre(outline: Sequence[Point]) -> Point:
    """The mean of the points; findings without a place are all in one."""
    if not outline:
        return (0.0, 0.0)
    return (sum(x for x, _ in outline) / len(outline), sum(y for _, y in outline) / len(outline))
