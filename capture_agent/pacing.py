"""When each frame is due: a looped cine's timeline, the frame-rate cap and live lag, with time passed in."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

TOLERANCE = 0.25
"""Share of a frame interval by which a frame may come early: capture clocks jitter, and a cap of 30 must not
drop every other frame of a source that runs at 30.01."""


class Timeline:
    """A cine played in a loop. Frames are numbered from 0 on without end; times are seconds since its
    start."""

    def __init__(self, durations_s: Sequence[float]) -> None:
        """`durations_s` is how long each frame of one loop is shown; raises ValueError unless all are > 0."""
        if not durations_s or min(durations_s) <= 0:
            raise ValueError("a timeline needs at least one frame, and each must last longer than 0 s")
        self._ends = list(accumulate(durations_s))
        self.loop_s = self._ends[-1]

    def __len__(self) -> int:
        return len(self._ends)

    def due(self, number: int) -> float:
        """When frame `number` has to be shown."""
        loops, index = divmod(number, len(self._ends))
        return loops * self.loop_s + (self._ends[index - 1] if index else 0.0)

    def latest(self, elapsed_s: float) -> int:
        """The number of the frame that should be on show at `elapsed_s`."""
        loops, rest = divmod(elapsed_s, self.loop_s)
        # Rounding can leave `rest` at exactly the loop's end; that still is the last frame of this loop.
        index = min(bisect_right(self._ends, rest), len(self._ends) - 1)
        return int(loops) * len(self._ends) + index

    def following(self, number: int, elapsed_s: float) -> int:
        """The frame to show after `number`: the next one, or the newest one due when the player has fallen
        behind."""
        return max(number + 1, self.latest(elapsed_s))


class RateCap:
    """Lets through at most `limit_fps` frames a second, evenly; None lets everything through."""

    def __init__(self, limit_fps: float | None) -> None:
        self._interval_s = 1.0 / limit_fps if limit_fps else 0.0
        self._due_s = float("-inf")

    def accepts(self, captured_s: float) -> bool:
        """Whether the frame captured at `captured_s` (never going back) is to be sent."""
        if captured_s < self._due_s - TOLERANCE * self._interval_s:
            return False
        # Counting on from the due time keeps the average at the limit; after a pause it starts from now,
        # because what was missed must not be made up by a burst.
        after_pause = captured_s - self._due_s > self._interval_s
        self._due_s = (captured_s if after_pause else self._due_s) + self._interval_s
        return True


class LagGuard:
    """Notices when a live stream comes ever later, because it is decoded more slowly than it arrives.

    A packet's delay is the time it comes minus the time it carries, compared with the least delay seen. That
    least delay is let rise by DRIFT: a camera's clock may run slower than this machine's.
    """

    LIMIT_S = 0.5
    JUMP_S = 10.0
    """A camera that sets its clock is not late."""
    DRIFT = 200e-6

    def __init__(self) -> None:
        self._least_s: float | None = None
        self._before_s = 0.0

    def late(self, stamped_s: float, now_s: float) -> bool:
        """Whether the packet stamped `stamped_s` by the camera is too late at the monotonic time `now_s`."""
        delay_s = now_s - stamped_s
        if self._least_s is None or not self._least_s < delay_s < self._least_s + self.JUMP_S:
            self._least_s = delay_s
        else:
            self._least_s += self.DRIFT * (now_s - self._before_s)
        self._before_s = now_s
        return delay_s - self._least_s > self.LIMIT_S
