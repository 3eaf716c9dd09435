"""What derived objects are made of: marks with their measurements, key images, who made them when."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pydicom.uid import generate_uid

MANUFACTURER = "Consilium"
MODEL = "Consultation room"
"""What the objects name as the equipment that made them (PS3.3 C.7.5.1)."""

Point = tuple[float, float]
"""Column and row in pixels, the upper left corner of the first pixel at 0, 0 (PS3.3 C.10.5, C.18.6)."""


class Tool(StrEnum):
    LENGTH = "length"
    ANGLE = "angle"
    ELLIPSE = "ellipse"
    FREEHAND = "freehand"
    ARROW = "arrow"
    TEXT = "text"


class Quantity(StrEnum):
    LENGTH = "length"
    ANGLE = "angle"
    AREA = "area"
    MEAN = "mean"
    DEVIATION = "deviation"


@dataclass(frozen=True, slots=True)
class Measured:
    """`unit` is UCUM: mm, mm2, deg, [hnsf'U], 1 (pixel values), {pixels} where nothing is calibrated."""

    quantity: Quantity
    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Something drawn on one frame of one image.

    `points` by tool: length its two ends; angle an arm's end, the vertex, the other arm's end; ellipse two
    opposite corners of the box around it; freehand its line; arrow tip and tail; text where it begins.
    """

    id: str
    tool: Tool
    instance_uid: str
    frame: int
    """From 1."""
    points: tuple[Point, ...]
    closed: bool
    """Of a freehand line: it goes around something."""
    label: str
    measured: tuple[Measured, ...]
    author: str
    """Who drew it, as people read it."""
    organisation: str
    at: datetime


@dataclass(frozen=True, slots=True)
class KeyImage:
    """A frame that somebody chose, and what they wrote beside it."""

    instance_uid: str
    frame: int
    """From 1."""
    label: str
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class NewInstance:
    """Who a new instance is, and who made it when.

    `at` is when its content was complete, in the time zone whose clock the hospital's devices show.
    """

    sop_instance_uid: str
    series_uid: str
    series_number: int
    instance_number: int
    series_description: str
    at: datetime
    creator: str
    institution: str
    software_version: str


def derived_uid(*words: str) -> str:
    """The UID of what these words name: the same words, the same UID."""
    uid: str = generate_uid(entropy_srcs=["consilium derived", *words])
    return uid


def person_name(text: str) -> str:
    """A name as people write it as a PN (PS3.5 section 6.2): Chinese ones are ideographic.

    Nobody knows where the family name ends, so that all of it is the first component.
    """
    clean = plain_text(text, PERSON_NAME_MAX).replace("^", " ").replace("=", " ").replace("\\", " ").strip()
    return f"{clean}^" if clean.isascii() else f"={clean}^"


PERSON_NAME_MAX = 64
"""Characters of one component group."""


def plain_text(text: str, limit: int, *, lines: bool = False) -> str:
    """`text` without control characters (PS3.5 section 6.1.3), at most `limit` bytes long as UTF-8.

    PS3.5 section 6.2 counts characters; many a reader counts bytes, and what fits in bytes suits both.
    `lines`: line ends stay, as ST, LT and UT allow.
    """
    kept = "".join(sign for sign in text if sign.isprintable() or sign == " " or (lines and sign == "\n"))
    return kept.strip().encode()[:limit].decode(errors="ignore").rstrip()
