"""How far the server's clock is from this machine's: NTP's way of measuring, without I/O.

A capture time is only useful at the far end when both ends mean the same clock. The agent stamps frames by
its monotonic clock (which nobody sets back), and this module turns such a time into the server's microseconds
since the epoch. The estimate is the offset of the exchange with the smallest uncertainty (RFC 5905, section
10: the clock filter prefers the sample with the least delay), where uncertainty grows with a sample's age.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

DRIFT_PER_S = 50e-6
"""How far two undisciplined quartz clocks may drift apart, in seconds per second (typical data sheet
limit)."""

KEPT_SAMPLES = 32


@dataclass(frozen=True, slots=True)
class ClockSample:
    """One question to the server and its answer.

    `sent_s` and `received_s` are this machine's monotonic seconds, `server_us` the server's unix time in
    microseconds, read somewhere in between.
    """

    sent_s: float
    received_s: float
    server_us: int

    @property
    def round_trip_s(self) -> float:
        return self.received_s - self.sent_s

    @property
    def offset_us(self) -> int:
        """Server's microseconds minus local monotonic microseconds, taking both ways as equally long."""
        return self.server_us - round((self.sent_s + self.received_s) * 500_000)

    def uncertainty_s(self, now_s: float) -> float:
        """Largest error of `offset_us` at the monotonic time `now_s`."""
        return self.round_trip_s / 2 + max(0.0, now_s - self.received_s) * DRIFT_PER_S


class ClockFilter:
    """Keeps the newest samples and answers with the best of them."""

    def __init__(self) -> None:
        self._samples: deque[ClockSample] = deque(maxlen=KEPT_SAMPLES)

    def add(self, sample: ClockSample) -> None:
        """Takes a new sample; forgets older ones that it contradicts, because then a clock has been set."""
        now_s = sample.received_s
        agreeing = [kept for kept in self._samples if _agree(kept, sample, now_s)]
        self._samples = deque([*agreeing, sample], maxlen=KEPT_SAMPLES)

    @property
    def measured(self) -> bool:
        return bool(self._samples)

    def best(self, now_s: float) -> ClockSample:
        """The sample of least uncertainty. Raises LookupError before the first measurement."""
        if not self._samples:
            raise LookupError("the server's clock has not been measured yet")
        return min(self._samples, key=lambda sample: sample.uncertainty_s(now_s))

    def server_us(self, local_s: float) -> int:
        """Server time, in microseconds since the epoch, at the monotonic time `local_s`."""
        return round(local_s * 1_000_000) + self.best(local_s).offset_us


def _agree(one: ClockSample, other: ClockSample, now_s: float) -> bool:
    """Whether both samples can be true of the same pair of clocks."""
    margin_us = 1_000_000 * (one.uncertainty_s(now_s) + other.uncertainty_s(now_s)) + 1
    return abs(one.offset_us - other.offset_us) <= margin_us
