"""Reception of one RTP stream: sequence numbers, loss, jitter, report blocks (RFC 3550 appendix A)."""

from __future__ import annotations

from dataclasses import dataclass

from .rtcp import ReportBlock, SenderReport

_HALF = 0x8000
_MODULO = 0x10000
_TIMESTAMP_HALF = 0x80000000
_TIMESTAMP_MODULO = 1 << 32
#: The first sequence number starts one cycle up, so that earlier packets arriving late stay positive.
_FIRST_CYCLE = _MODULO


@dataclass(frozen=True, slots=True)
class ClockReference:
    """One instant in the sender's two clocks, from a sender report."""

    ntp: int  # 32.32 fixed point seconds
    rtp: int
    arrival: float  # local seconds

    def ntp_at(self, now: float) -> int:
        """The sender's NTP clock at a local time."""
        return self.ntp + int((now - self.arrival) * (1 << 32)) & 0xFFFFFFFFFFFFFFFF

    def rtp_at(self, now: float, clock_rate: int) -> int:
        """The RTP clock at a local time."""
        return self.rtp + int((now - self.arrival) * clock_rate) & 0xFFFFFFFF


class ReceivedStream:
    """Statistics of one SSRC."""

    def __init__(self, ssrc: int, clock_rate: int) -> None:
        self.ssrc = ssrc
        self.clock_rate = clock_rate
        self.received = 0
        self.clock: ClockReference | None = None
        self._first: int | None = None
        self._highest = 0
        self._jitter = 0.0
        self._transit: float | None = None
        self._expected_before = 0
        self._received_before = 0

    def extend(self, sequence: int) -> int:
        """The extended sequence number nearest to the highest one so far."""
        if self._first is None:
            self._first = self._highest = sequence + _FIRST_CYCLE
            return self._highest
        ahead = (sequence - self._highest) & 0xFFFF
        if ahead < _HALF:
            self._highest += ahead
            return self._highest
        return self._highest + ahead - _MODULO

    def count(self, timestamp: int, now: float) -> None:
        """A packet that came in its own time (no retransmission): it counts for loss and jitter (A.8)."""
        self.received += 1
        arrival = now * self.clock_rate
        if self._transit is not None:
            change = arrival - timestamp - self._transit
            # The difference of two wrapping clocks, brought into half a cycle around zero.
            change = (change + _TIMESTAMP_HALF) % _TIMESTAMP_MODULO - _TIMESTAMP_HALF
            self._jitter += (abs(change) - self._jitter) / 16
        self._transit = arrival - timestamp

    def sender_report(self, report: SenderReport, now: float) -> None:
        """Remember the sender's clocks."""
        self.clock = ClockReference(report.ntp, report.rtp, now)

    @property
    def expected(self) -> int:
        return self._highest - self._first + 1 if self._first is not None else 0

    @property
    def lost(self) -> int:
        """Packets that never came, repaired ones included."""
        return max(0, self.expected - self.received)

    @property
    def jitter_s(self) -> float:
        return self._jitter / self.clock_rate

    def report_block(self, now: float) -> ReportBlock:
        """Reception since the block before (A.3)."""
        expected = self.expected - self._expected_before
        lost = expected - (self.received - self._received_before)
        self._expected_before, self._received_before = self.expected, self.received
        fraction = min(255, (lost << 8) // expected) if expected > 0 and lost > 0 else 0
        last_sr = delay = 0
        if self.clock is not None:
            last_sr = self.clock.ntp >> 16 & 0xFFFFFFFF
            delay = min(int((now - self.clock.arrival) * 65_536), 0xFFFFFFFF)
        highest = (self._highest - _FIRST_CYCLE) & 0xFFFFFFFF
        jitter = min(int(self._jitter), 0xFFFFFFFF)
        return ReportBlock(
            self.ssrc, fraction, self.expected - self.received, highest, jitter, last_sr, delay
        )
