"""The real series, as a console's screen shows it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.frame import Frame, frame_of
from benchmarks.screening.head_slices import VGA, HeadSlice, Screen, Window, read_slice

NARROW = Window(80, 40)

ReadSlice = Callable[[int], HeadSlice]
Shown = Callable[..., Frame]


@pytest.fixture(scope="session")
def head_slice(shared_data: Path) -> ReadSlice:
    """One slice by its instance number, 1 to 28."""
    return lambda number: read_slice(shared_data / "ct_head" / "ge_infarct", number)


@pytest.fixture(scope="session")
def shown(head_slice: ReadSlice) -> Shown:
    """The frame of a console that shows this slice, in a brain window unless told otherwise."""

    def show(number: int, window: Window = NARROW, screen: Screen = VGA, captured_s: float = 0.0) -> Frame:
        return frame_of(screen.show(window.grey(head_slice(number).values)), captured_s)

    return show
