"""Forms: a field's name stands in one box, and what it holds in the next one to the right or below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from analysis.privacy.classify import classify
from analysis.privacy.sorts import LABELLED, Told

WIDEST_GAP = 14.0
"""Heights of the label's line that may lie between it and its field."""
SAME_ROW = 0.5
"""Share of the lower of two boxes that must overlap in height."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text as it was read: an upright box in pixels, and how sure the reader is, 0 to 1."""

    left: float
    top: float
    right: float
    bottom: float
    text: str
    confidence: float

    @property
    def height(self) -> float:
        return self.bottom - self.top


def told_by(lines: Sequence[Line]) -> list[tuple[Line, Told]]:
    """What the lines of one screen tell, without the names of fields themselves."""
    alone = [(line, classify(line.text)) for line in lines]
    told: dict[int, Told] = {
        number: one for number, (_, one) in enumerate(alone) if one is not None and not one.is_label
    }
    for line, label in alone:
        if label is None or not label.is_label:
            continue
        number = _field_of(line, alone)
        if number is not None and (number not in told or told[number].certainty < LABELLED):
            told[number] = replace(label, is_label=False)
    return [(lines[number], one) for number, one in sorted(told.items())]


def _field_of(label: Line, alone: Sequence[tuple[Line, Told | None]]) -> int | None:
    """The nearest box to the right in the same row; one that is a label itself means: an empty field."""
    right = [
        (line.left - label.right, number)
        for number, (line, _) in enumerate(alone)
        if line is not label
        and -label.height / 2 < line.left - label.right < WIDEST_GAP * label.height
        and _in_row(label, line)
    ]
    below = [
        (line.top - label.bottom, number)
        for number, (line, _) in enumerate(alone)
        if -label.height / 2 < line.top - label.bottom < label.height
        and abs(line.left - label.left) < 2 * label.height
    ]
    for candidates in (right, below):
        if candidates:
            number = min(candidates)[1]
            one = alone[number][1]
            return None if one is not None and one.is_label else number
    return None


def _in_row(one: Line, other: Line) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared >= SAME_ROW * min(one.height, other.height)
