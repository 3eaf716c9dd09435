"""The line that the log gets once a minute: rates captured and sent, bitrate, and what limits the encoder."""

from __future__ import annotations

from dataclasses import dataclass

from capture_agent.capture import CaptureCounts
from capture_agent.line import LineReport


@dataclass(frozen=True, slots=True)
class Totals:
    """Everything counted since the agent started; `line` since the picture was last published."""

    counts: CaptureCounts
    sent: int
    line: LineReport | None


class MinuteReport:
    """Turns totals, taken every `interval_s`, into rates."""

    def __init__(self, interval_s: float) -> None:
        self._interval_s = interval_s
        self._before = Totals(CaptureCounts(), 0, None)

    def line(self, totals: Totals) -> str:
        before, self._before = self._before, totals
        counts, earlier = totals.counts, before.counts
        parts = [
            f"captured={self._rate(counts.captured - earlier.captured)} fps",
            f"sent={self._rate(totals.sent - before.sent)} fps",
            f"skipped={counts.replaced - earlier.replaced}",
        ]
        if totals.line is None:
            return " ".join(["off air", *parts])
        parts += self._line_parts(totals.line, before.line)
        return " ".join(["on air", *parts])

    def _line_parts(self, line: LineReport, before: LineReport | None) -> list[str]:
        # After a new publication the SDK counts from zero again.
        if before is None or before.bytes_sent > line.bytes_sent:
            before = LineReport(0, 0, 0, "none", None)
        kbps = 8 * (line.bytes_sent - before.bytes_sent) / self._interval_s / 1000
        parts = [
            f"encoded={self._rate(line.frames_sent - before.frames_sent)} fps",
            f"bitrate={kbps:.0f} kbit/s",
            f"lost={line.packets_lost - before.packets_lost} packets",
            f"limited_by={line.limited_by}",
        ]
        if line.round_trip_ms is not None:
            parts.append(f"rtt={line.round_trip_ms:.0f} ms")
        return parts

    def _rate(self, frames: int) -> str:
        return f"{frames / self._interval_s:.1f}"
