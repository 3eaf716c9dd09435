"""Time as the logic sees it: handed in, so that tests can run it as fast as they like."""

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clock:
    """Two readings of now, both in seconds: one that never jumps, and the wall clock."""

    monotonic: Callable[[], float] = time.monotonic
    unix: Callable[[], float] = time.time
