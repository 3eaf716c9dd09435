"""Free-response ROC: which share of the true things is found, at how many false marks per picture.

Chakraborty DP, "Maximum likelihood analysis of free-response receiver operating characteristic (FROC) data",
Med Phys 1989;16(4):561-568: each picture may hold any number of things, each mark has a place and a score.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

Said = TypeVar("Said")
Thing = TypeVar("Thing")

FALSE_MARKS_PER_PICTURE = (0.05, 0.125, 0.25, 0.5, 1.0, 2.0)
"""Where the curve is read."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a detector said, `hits` being the true things it lies on (by number); none is a false mark."""

    score: float
    hits: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """One picture: how many true things it holds, and what was said of it."""

    things: int
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Operating:
    """One point of the curve: marks below `threshold` are left out."""

    threshold: float
    sensitivity: float
    false_marks: float
    """Per picture."""


def reading(
    said: Iterable[Said],
    true: Sequence[Thing],
    lies_on: Callable[[Said, Thing], bool],
    score: Callable[[Said], float],
) -> Reading:
    """Compare what was said with the truth."""
    marks = (
        Mark(score(one), tuple(n for n, thing in enumerate(true) if lies_on(one, thing))) for one in said
    )
    return Reading(len(true), tuple(marks))


def curve(readings: Sequence[Reading]) -> tuple[Operating, ...]:
    """All operating points, from the strictest threshold to none."""
    scores = sorted({mark.score for one in readings for mark in one.marks}, reverse=True)
    return tuple(_operating(readings, threshold) for threshold in scores)


def sensitivity_at(points: Sequence[Operating], false_marks: float) -> float:
    """The best sensitivity with at most so many false marks per picture."""
    return max((point.sensitivity for point in points if point.false_marks <= false_marks), default=0.0)


def _operating(readings: Sequence[Reading], threshold: float) -> Operating:
    found = false = 0
    for one in readings:
        marks = [mark for mark in one.marks if mark.score >= threshold]
        found += len({thing for mark in marks for thing in mark.hits})
        false += sum(not mark.hits for mark in marks)
    things = sum(one.things for one in readings)
    return Operating(threshold, found / things if things else 0.0, false / len(readings))
