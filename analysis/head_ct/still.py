"""Whether the picture still is the one that has been answered: slices stand for seconds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from analysis.findings import Finding
from analysis.frame import Frame, Plane


@dataclass(frozen=True, slots=True)
class StillSettings:
    """How unlike a picture may be and still be the same."""

    columns: int = 64
    rows: int = 48
    most_change: int = 3
    """Levels of luma by which a cell may differ: what video encoding does to a picture that stands."""
    most_cells: float = 0.01
    """Share of the cells that may differ more: a pointer that moves, a clock that ticks."""
    look_again_s: float = 1.0
    """The first picture after a change is coarsely encoded and sharpens while it stands."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said of a picture."""

    findings: Sequence[Finding]
    thumbnail: Plane
    size: tuple[int, int]
    at_s: float


def thumbnail(frame: Frame, settings: StillSettings) -> Plane:
    """The luma in few cells."""
    size = (settings.columns, settings.rows)
    return np.asarray(cv2.resize(frame.luma, size, interpolation=cv2.INTER_AREA), np.uint8)


def still_holds(answer: Answer, frame: Frame, cells: Plane, settings: StillSettings) -> bool:
    """Whether the answer can be given again for this frame, whose thumbnail is `cells`."""
    if answer.size != (frame.width, frame.height) or frame.captured_s - answer.at_s >= settings.look_again_s:
        return False
    changed = cv2.absdiff(answer.thumbnail, cells) > settings.most_change
    return float(np.mean(changed)) <= settings.most_cells
