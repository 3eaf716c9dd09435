"""When a process that died is started again: soon at first, later and later while it keeps dying. No I/O."""

from dataclasses import dataclass

FIRST_DELAY_S = 0.1
LONGEST_DELAY_S = 5.0

STABLE_AFTER_S = 20.0
"""Who lived this long is no longer held responsible for earlier deaths."""


@dataclass(slots=True)
class Restarts:
    """Counts the deaths of one process."""

    deaths: int = 0

    def delay_after(self, lived_s: float) -> float:
        """Seconds to wait before the next start, given how long the process lived this time."""
        if lived_s >= STABLE_AFTER_S:
            self.deaths = 0
        self.deaths += 1
        return min(FIRST_DELAY_S * 2.0 ** min(self.deaths - 1, 16), LONGEST_DELAY_S)
