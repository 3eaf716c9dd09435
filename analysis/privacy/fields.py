"""Forms: a field's name stands in one box, and what it holds in the next one to the right or below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from analysis.privacy.classify import classify
from analysis.privacy.sorts import LABELLED, Told
from analysis.privacy.values import all_screen_words

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
    told = {number: one for number, (_, one) in enumerate(alone) if one is not None and not one.is_label}
    for number, label in _fields(alone).items():
        if number not in told or told[number].certainty < LABELLED:
            told[number] = replace(label, is_label=False)
    return [(lines[number], one) for number, one in sorted(told.items())]


def _fields(alone: Sequence[tuple[Line, Told | None]]) -> dict[int, Told]:
    """The boxes that labels speak of, by number. A form has its fields either beside its labels or below."""
    labels = [(line, told) for line, told in alone if told is not None and told.is_label]
    for reach in (_beside, _below):
        fields: dict[int, Told] = {}
        for line, told in labels:
            near = [(gap, number) for number, (other, _) in enumerate(alone) if (gap := reach(line, other))]
            if near and not _is_label(alone[min(near)[1]][1]):
                fields[min(near)[1]] = told
        if fields:
            return fields
    return {}


def _is_label(told: Told | None) -> bool:
    return told is not None and told.is_label


def _beside(label: Line, line: Line) -> float:
    """How far a box lies to the right in the label's row, in pixels and at least 1; 0 where it does not."""
    gap = line.left - label.right
    shared = min(label.bottom, line.bottom) - max(label.top, line.top)
    near = -label.height / 2 < gap < WIDEST_GAP * label.height
    in_row = shared >= SAME_ROW * min(label.height, line.height)
    return max(1.0, gap) if near and in_row and line is not label else 0.0


def _below(label: Line, line: Line) -> float:
    """How far a box lies below the label, in pixels and at least 1; 0 where it does not.

    Words of the screen there are the next label of a list.
    """
    gap = line.top - label.bottom
    near = -label.height / 2 < gap < label.height
    aligned = abs(line.left - label.left) < 2 * label.height
    return max(1.0, gap) if near and aligned and not all_screen_words(line.text) else 0.0
