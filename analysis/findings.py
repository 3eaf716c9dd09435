"""What a detector tells: a kind, where it lies in the picture, how sure it is, and what it measured."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

Point = tuple[float, float]
"""x and y in pixels of the frame; the centre of the top left pixel is (0.5, 0.5)."""


class Kind(StrEnum):
    """What can be found. The values are told to the page, which names them in the viewer's language."""

    # The signal: is this a usable picture?
    NO_SIGNAL = "no-signal"
    FROZEN = "frozen"
    BLACK = "black"
    SATURATED = "saturated"
    TEST_PATTERN = "test-pattern"
    WRONG_ASPECT = "wrong-aspect"
    INTERLACED = "interlaced"
    LOW_FRAME_RATE = "low-frame-rate"
    NOT_A_SCAN = "not-a-scan"
    """A menu or a report is on the screen: nothing medical is looked for. `label` says which."""

    # Privacy.
    TEXT = "text"
    """May say who the patient is; `label` says how: name, birth-date, number, date, institution, other."""

    # Ultrasound.
    SECTOR = "sector"
    ANECHOIC = "anechoic"
    HYPOECHOIC = "hypoechoic"
    NEEDLE = "needle"
    NEEDLE_TIP = "needle-tip"
    CARDIAC_CYCLE = "cardiac-cycle"

    # Head CT.
    BRAIN = "brain"
    MIDLINE = "midline"
    ASYMMETRY = "asymmetry"
    HYPERDENSE = "hyperdense"
    HYPODENSE = "hypodense"

    # Angiography.
    VESSEL = "vessel"
    CATHETER_TIP = "catheter-tip"
    NARROWING = "narrowing"

    # Models from outside: `label` is the model's own.
    MODEL = "model"


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of a finding, for instance ("diameter", 7.2, "mm").

    Units: mm, mm2, px, px2, deg, s, bpm, fps, % and 1 (a plain number).
    """

    name: str
    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing seen on one frame.

    `outline` is a polygon when `closed`, else a line, or a single point; empty where the finding concerns the
    whole picture. `score` runs from 0 to 1 and is comparable within one kind only.
    """

    kind: Kind
    score: float
    outline: tuple[Point, ...] = ()
    closed: bool = False
    measures: tuple[Measure, ...] = ()
    label: str = ""


def box(left: float, top: float, right: float, bottom: float) -> tuple[Point, ...]:
    """The outline of an upright rectangle."""
    return ((left, top), (right, top), (right, bottom), (left, bottom))
