"""When a transfer that failed is tried again: soon at first, then later and later. No I/O."""

from datetime import timedelta

FIRST_DELAY = timedelta(seconds=5)
LONGEST_DELAY = timedelta(minutes=30)

ATTEMPTS_MAX = 40
"""About 17 hours: a night in which the other side is being repaired."""


def delay_after(attempts: int) -> timedelta:
    """How long to wait after that many failed attempts (1 or more)."""
    # The exponent is bounded too, or the multiplication overflows.
    return min(FIRST_DELAY * (1 << min(attempts - 1, 16)), LONGEST_DELAY)
