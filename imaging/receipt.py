"""What became of one instance that was brought to the archive, and the verdict on it."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """How one instance was taken in. Only STORED and ALREADY_THERE may be answered as success."""

    STORED = "stored"
    ALREADY_THERE = "already-there"
    CONFLICT = "conflict"
    """Another instance has this UID: the new one is kept aside and reported, the old one stays."""
    QUARANTINED = "quarantined"
    """Nobody can say which instance it is: the bytes are kept for a person to look at."""
    REFUSED = "refused"
    """The caller may not write to that study; nothing was kept."""


class Verdict(StrEnum):
    """Whether an instance meets the standard."""

    PASSED = "passed"
    WARNING = "warning"
    """It can be read and shown, but departs from the standard in what `reasons` names."""
    FAILED = "failed"
    """It is kept, but its pixels cannot be trusted or shown."""


def worse(one: Verdict, other: Verdict) -> Verdict:
    """The worse of two verdicts: what a study's is made of."""
    order = list(Verdict)
    return max(one, other, key=order.index)


@dataclass(frozen=True, slots=True)
class Reason:
    """One finding of the conformance check."""

    code: str
    """Short and stable, for programs and translations: ``pixel-length``, ``missing-attribute``…"""
    verdict: Verdict
    detail: str
    """English, for people: names the attribute, what was found and what was expected."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The archive's answer for one instance. UIDs are empty where they could not be read."""

    outcome: Outcome
    sop_class_uid: str = ""
    sop_instance_uid: str = ""
    study_uid: str = ""
    series_uid: str = ""
    verdict: Verdict | None = None
    reasons: tuple[Reason, ...] = ()
    text: str = ""
    """What to tell the sender where it was not stored."""
