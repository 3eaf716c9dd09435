"""What a summary of a consultation says, ready to be typeset: plain facts, no databases and no files."""

from dataclasses import dataclass
from datetime import datetime

from core.roles import Role

GUEST = "guest"
"""The role of attendees without an account."""


@dataclass(frozen=True, slots=True)
class ShownStudy:
    """Text as DICOM has it."""

    patient_name: str
    patient_id: str
    birth_date: str
    sex: str
    date: str
    description: str
    modalities: str
    organisation: str


@dataclass(frozen=True, slots=True)
class ShownConsole:
    name: str
    organisation: str
    modality: str


@dataclass(frozen=True, slots=True)
class Attended:
    """One attendee and when they were there, in their order."""

    name: str
    organisation: str
    role: Role | str
    """A role, or GUEST."""
    stays: tuple[tuple[datetime, datetime], ...]


@dataclass(frozen=True, slots=True)
class FoundOut:
    """A finding, and by name who agrees with it and who disputes it."""

    title: str
    site: str
    detail: str
    author: str
    at: datetime
    agreed: tuple[str, ...]
    disputed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MeasuredThere:
    values: str
    label: str
    place: str
    author: str


@dataclass(frozen=True, slots=True)
class Illustration:
    """A small picture, JPEG, and what stands below it."""

    jpeg: bytes
    caption: str


@dataclass(frozen=True, slots=True)
class Screened:
    """What software found on a console, and by name who agrees with it and who dismisses it."""

    kind: str
    label: str
    score: float
    at: datetime
    measures: tuple[tuple[str, float, str], ...]
    """Name, value and unit."""
    agreed: tuple[str, ...]
    dismissed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Screening:
    judged: tuple[Screened, ...]
    not_judged: int
    """How many more were found."""


@dataclass(frozen=True, slots=True)
class Report:
    """Times have the time zone in which they are to be read."""

    consultation_id: str
    title: str
    question: str
    urgent: bool
    host: str
    opened_at: datetime | None
    closed_at: datetime | None
    conclusion: str
    studies: tuple[ShownStudy, ...]
    consoles: tuple[ShownConsole, ...]
    attended: tuple[Attended, ...]
    findings: tuple[FoundOut, ...]
    measurements: tuple[MeasuredThere, ...]
    screening: Screening
    key_images: tuple[Illustration, ...]
    pictures: tuple[Illustration, ...]
