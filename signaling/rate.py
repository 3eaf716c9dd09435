"""A token bucket: how many messages a client may send. No I/O; time is passed in."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class RateLimit:
    """Allows `rate` events a second for long and `burst` at once."""

    rate: float
    burst: float
    _tokens: float = field(init=False)
    _at: float | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self._tokens = self.burst

    def allow(self, now: float) -> bool:
        """Count one event at `now` (seconds); False when it is one too many."""
        if self._at is not None:
            self._tokens = min(self.burst, self._tokens + (now - self._at) * self.rate)
        self._at = now
        if self._tokens < 1.0:
            return False
        self._tokens -= 1.0
        return True
