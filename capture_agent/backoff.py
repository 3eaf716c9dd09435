"""When to try again after a failure: exponential delays with jitter, first ones short."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BackoffPolicy:
    """Delays of `first_s`, then `factor` times longer each, up to `limit_s`; each spread by `jitter`.

    The defaults keep eight tries within the first ten seconds, so that a restarted server has the picture
    back at once, and afterwards bother a server that is down for the night four times a minute.
    """

    first_s: float = 0.3
    factor: float = 1.5
    limit_s: float = 15.0
    jitter: float = 0.25
    """Share of the delay by which it varies up and down, so that a whole hospital does not knock in step."""

    def delay(self, failures: int, chance: float) -> float:
        """Seconds to wait after `failures` (>= 1) failures in a row; `chance` is a random number in [0,
        1)."""
        # The exponent is bounded because a float overflows after some 1,700 failures: one night of outage.
        plain = min(self.limit_s, self.first_s * self.factor ** min(failures - 1, 64))
        return plain * (1.0 + self.jitter * (2.0 * chance - 1.0))


class Backoff:
    """Counts failures in a row under one policy."""

    def __init__(self, policy: BackoffPolicy | None = None) -> None:
        self._policy = policy or BackoffPolicy()
        self.failures = 0

    def failed(self, chance: float) -> float:
        """Counts one more failure; returns the seconds to wait before the next try."""
        self.failures += 1
        return self._policy.delay(self.failures, chance)

    def succeeded(self) -> None:
        self.failures = 0
