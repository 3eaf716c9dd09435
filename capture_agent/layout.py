"""Which screen layout a picture shows: a coarse thumbnail of what stands still around the scan, compared.

Pure: pictures and times come in, verdicts go out. A layout is told by mean brightness and contrast of 64 x 48
cells, from which no letter can be read. Only cells that stood still while the layout was learned are
compared, without those that a person excluded: masks (another patient has another name) and fields of
measured values.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

import av
import numpy as np
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray

from capture_agent.geometry import Rect

ACROSS, DOWN = 64, 48
"""Cells; ten pixels a side at 640 x 480, which is about the height of a line of text."""

SAMPLES = 5
"""To each side of a cell: pictures are reduced to 320 x 240 first; letters keep some contrast there."""

Cells = NDArray[np.uint8]
"""Shape (2, DOWN, ACROSS): mean brightness, and the brightest sample less the darkest, 0 to 255 each.

The mean tells areas, the contrast tells thin letters, bright or dark, and hardly minds which ones they are.
"""
Chosen = NDArray[np.bool_]
"""Shape (DOWN, ACROSS)."""

STILL = np.array([8, 20], np.int16).reshape(2, 1, 1)
"""Levels by which a cell may vary while it is learned: noise of a grabber and of video coding."""
TOLERANCE = np.array([12, 26], np.int16).reshape(2, 1, 1)
"""Levels by which a cell may differ later."""
MOST_CHANGED = 0.03
"""Share of the compared cells that may differ: other values in the fields that every screen has."""
WINDOW = (10, 3)
"""Cells across and down: about one line of text with its neighbourhood."""
MOST_IN_WINDOW = 6
"""Changed cells in one window: a new line of text or a window that opens changes more."""

LEAST_COMPARED = 0.15
"""Share of all cells that have to stand still for a layout to be told from another one."""
LEAST_STRUCTURE = 24
"""Compared cells that must differ from a neighbour: an empty black rim is like any other."""
EDGE = 10
"""Levels from which on two neighbouring cells differ."""


class LayoutError(ValueError):
    """No layout can be learned from these pictures; the text is for the technician."""


@dataclass(frozen=True, slots=True, eq=False)
class Fingerprint:
    """A layout: the size of the source's picture, its cells, and which of them are compared."""

    width: int
    height: int
    cells: Cells
    compared: Chosen

    def matches(self, cells: Cells) -> bool:
        """Whether a picture of the same size shows this layout."""
        different = np.abs(self.cells.astype(np.int16) - cells) > TOLERANCE
        changed = different.any(axis=0) & self.compared
        few = bool(np.count_nonzero(changed) <= MOST_CHANGED * np.count_nonzero(self.compared))
        return few and _densest(changed) <= MOST_IN_WINDOW


class Thumbnailer:
    """Reduces pictures of any size and pixel format to cells."""

    def __init__(self) -> None:
        self._reformatter = VideoReformatter()

    def cells(self, frame: av.VideoFrame) -> Cells:
        size = (ACROSS * SAMPLES, DOWN * SAMPLES)
        small = self._reformatter.reformat(frame, *size, "gray", interpolation="AREA").to_ndarray()
        # All cells at once, sample by sample, is many times as fast as block by block.
        rows = np.stack([small[row::SAMPLES] for row in range(SAMPLES)])
        brightest, darkest = _columns(rows.max(axis=0)).max(axis=0), _columns(rows.min(axis=0)).min(axis=0)
        sums = _columns(rows.sum(axis=0, dtype=np.uint16)).sum(axis=0, dtype=np.uint16)
        return np.stack((sums // SAMPLES**2, brightest - darkest)).astype(np.uint8)


def _columns(rows: NDArray[Any]) -> NDArray[Any]:
    """Every SAMPLES-th column in a layer of its own."""
    return np.stack([rows[:, column::SAMPLES] for column in range(SAMPLES)])


def learned(pictures: Sequence[Cells], width: int, height: int, excluded: Sequence[Rect]) -> Fingerprint:
    """The layout of all `pictures`; `excluded` rectangles (pixels of the source's picture) are left out.

    Raises LayoutError when too little stands still, or what does is too empty to be recognised.
    """
    stack = np.stack(pictures).astype(np.int16)
    moved = (np.ptp(stack, axis=0) > STILL).any(axis=0)
    compared = ~_grown(moved)
    for rect in excluded:
        compared &= ~_touched(rect, width, height)
    cells = np.median(stack, axis=0).astype(np.uint8)
    if np.count_nonzero(compared) < LEAST_COMPARED * compared.size:
        raise LayoutError(
            "too little of the picture stands still to recognise its layout; learn it while nobody "
            "operates the console, with fewer excluded rectangles"
        )
    if np.count_nonzero(_structure(cells[0]) & compared) < LEAST_STRUCTURE:
        raise LayoutError(
            "the part of the picture that stands still is too empty to be recognised; use a layout of the "
            "console that shows its settings, or exclude less"
        )
    return Fingerprint(width, height, np.where(compared, cells, 0).astype(np.uint8), compared)


def _touched(rect: Rect, width: int, height: int) -> Chosen:
    """The cells that a rectangle touches."""
    chosen = np.zeros((DOWN, ACROSS), np.bool_)
    left, right = rect.x * ACROSS // width, -(-rect.right * ACROSS // width)
    top, bottom = rect.y * DOWN // height, -(-rect.bottom * DOWN // height)
    chosen[max(0, top) : bottom, max(0, left) : right] = True
    return chosen


def _grown(moved: Chosen) -> Chosen:
    """What moved and all that lies between in its row and column, which the scan fills on another day."""
    grown = moved.copy()
    for cells, out in ((moved, grown), (moved.T, grown.T)):
        for line, filled in zip(cells, out, strict=True):
            places = np.flatnonzero(line)
            if places.size:
                filled[max(0, places[0] - 1) : places[-1] + 2] = True
    return grown


def _structure(cells: Cells) -> Chosen:
    """Cells that differ from the one to the right or below."""
    levels = cells.astype(np.int16)
    edges = np.zeros(cells.shape, np.bool_)
    edges[:, :-1] |= np.abs(np.diff(levels, axis=1)) >= EDGE
    edges[:-1] |= np.abs(np.diff(levels, axis=0)) >= EDGE
    return edges


def _densest(changed: Chosen) -> int:
    """The most changed cells in any window, by a summed-area table."""
    across, down = WINDOW
    sums = np.zeros((DOWN + 1, ACROSS + 1), np.int32)
    sums[1:, 1:] = changed.cumsum(0).cumsum(1)
    counts = sums[down:, across:] - sums[:-down, across:] - sums[down:, :-across] + sums[:-down, :-across]
    return int(counts.max())


class Release(Enum):
    """What becomes of a picture."""

    SHOWN = auto()
    HELD = auto()
    """It does not leave, but viewers are told nothing yet: a flicker lasts so long."""
    WITHHELD = auto()
    """It does not leave, and viewers are told so."""


class Hysteresis:
    """Release over time. Closed at the start, and no picture of an unknown layout ever counts as SHOWN."""

    TOLD_AFTER_S = 0.4
    """A console that switches its mode flickers for less; losing so many frames looks like a busy line."""
    RELEASED_AFTER_S = 0.5
    """A layout counts as known again once it has stood for so long."""

    def __init__(self) -> None:
        self._state = Release.WITHHELD
        self._known_since_s: float | None = None
        self._unknown_since_s: float | None = None

    def see(self, now_s: float, *, known: bool) -> Release:
        """The verdict on one picture; `now_s` never goes back."""
        if known:
            self._unknown_since_s = None
            self._known_since_s = now_s if self._known_since_s is None else self._known_since_s
            stood_s = now_s - self._known_since_s
            if self._state is not Release.WITHHELD or stood_s >= self.RELEASED_AFTER_S:
                self._state = Release.SHOWN
            return self._state
        self._known_since_s = None
        self._unknown_since_s = now_s if self._unknown_since_s is None else self._unknown_since_s
        if self._state is Release.SHOWN:
            self._state = Release.HELD
        if self._state is Release.HELD and now_s - self._unknown_since_s >= self.TOLD_AFTER_S:
            self._state = Release.WITHHELD
        return self._state
