"""What every source is: something that yields timed pictures until told to stop."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Iterator
from typing import Protocol

from capture_agent.pacing import Timeline
from capture_agent.picture import Picture

Clock = Callable[[], float]
"""Monotonic seconds."""


class Source(Protocol):
    """One console's picture. Runs in a thread of its own, so it may block."""

    @property
    def label(self) -> str:
        """How the log calls it; holds no password."""

    @property
    def timecode(self) -> bool:
        """Whether the machine-readable time code is to be drawn over the picture's top edge."""

    def pictures(self, stop: threading.Event) -> Generator[Picture]:
        """Opens the source and yields its pictures as they come; ends when `stop` is set, or by SourceError.

        Closing the generator closes the source. Calling it again opens the source anew.
        """


def play(
    timeline: Timeline, stop: threading.Event, clock: Clock = time.monotonic
) -> Iterator[tuple[int, float]]:
    """Waits for each frame's turn; yields its index within the loop and the time, until `stop` is set.

    A player that was held up skips to the newest frame due; it never shows the missed ones in a burst.
    """
    start = clock()
    number = 0
    while not stop.wait(max(0.0, start + timeline.due(number) - clock())):
        now = clock()
        yield number % len(timeline), now
        number = timeline.following(number, clock() - start)
