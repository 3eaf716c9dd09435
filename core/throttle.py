"""Sign-in throttling: how many failures a name or address may have, and how long it then waits. No I/O."""

from collections import OrderedDict
from dataclasses import dataclass

WINDOW_S = 15 * 60.0
"""Failures older than this are forgotten."""

FIRST_WAIT_S = 15.0
LONGEST_WAIT_S = 15 * 60.0

NAME_LIMIT = 5
ADDRESS_LIMIT = 30
"""A whole hospital may share one address, so it is allowed more failures than one name."""

MAX_KEYS = 10_000
"""Upper bound of memory under an attack with ever new names; the longest unused are dropped first."""


@dataclass(slots=True)
class _Record:
    failures: int = 0
    last: float = 0.0
    until: float = 0.0


class SignInThrottle:
    """Counts attempts by name and by address; `now` is any monotonic time in seconds."""

    def __init__(self) -> None:
        self._records: OrderedDict[tuple[str, str], _Record] = OrderedDict()

    def attempt(self, name: str, address: str, now: float) -> float:
        """Seconds to wait before the next try; 0 means: go on.

        A permitted attempt counts as failed until `succeeded` says otherwise, so that many tries at the
        same moment cannot slip through together.
        """
        keyed = [(("name", name), NAME_LIMIT), (("address", address), ADDRESS_LIMIT)]
        wait = max(self._wait(key, now) for key, _ in keyed)
        if wait > 0:
            return wait
        for key, limit in keyed:
            self._count(key, limit, now)
        return 0.0

    def succeeded(self, name: str, address: str) -> None:
        """The attempt was right: forget the failures of the name, and take the one of the address back."""
        self._records.pop(("name", name), None)
        record = self._records.get(("address", address))
        if record is not None:
            record.failures -= 1
            if record.failures < ADDRESS_LIMIT:
                record.until = 0.0

    def _wait(self, key: tuple[str, str], now: float) -> float:
        record = self._records.get(key)
        return 0.0 if record is None else max(0.0, record.until - now)

    def _count(self, key: tuple[str, str], limit: int, now: float) -> None:
        record = self._records.setdefault(key, _Record())
        if now - record.last > WINDOW_S:
            record.failures = 0
        record.failures += 1
        record.last = now
        if record.failures >= limit:
            # The exponent is capped as well: a long attack must not compute huge powers.
            doublings = min(record.failures - limit, 16)
            record.until = now + min(FIRST_WAIT_S * 2.0**doublings, LONGEST_WAIT_S)
        self._records.move_to_end(key)
        while len(self._records) > MAX_KEYS:
            self._records.popitem(last=False)
