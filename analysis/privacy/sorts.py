"""The sorts of text that may say who the patient is, and how sure a rule is of one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Sort(StrEnum):
    """The values are the labels of findings."""

    NAME = "name"
    BIRTH_DATE = "birth-date"
    NUMBER = "number"
    """Of a patient, a study, an order, a citizen or a telephone."""
    DATE = "date"
    INSTITUTION = "institution"
    OTHER = "other"
    """Text that no rule knows: it may be a name."""


@dataclass(frozen=True, slots=True)
class Told:
    """What one line tells; `certainty` runs from 0 to 1."""

    sort: Sort
    certainty: float
    is_label: bool = False
    """The line only names a field, such as `姓名:`; what it holds stands beside or below."""


LABELLED = 1.0
"""The screen itself says what the text is."""
SHAPED = 0.8
"""The form is rarely anything else: a comma between names, a date, a long number."""
LIKELY = 0.5
"""Names and preset names of devices look alike here."""
UNKNOWN = 0.2
