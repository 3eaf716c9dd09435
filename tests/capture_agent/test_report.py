"""The log's line once a minute."""

from __future__ import annotations

from capture_agent.capture import CaptureCounts
from capture_agent.line import LineReport
from capture_agent.report import MinuteReport, Totals


def test_rates_are_taken_over_the_last_minute() -> None:
    report = MinuteReport(60.0)
    report.line(
        Totals(
            CaptureCounts(captured=1800, prepared=1800), 1800, LineReport(15_000_000, 1800, 0, "none", 9.0)
        )
    )
    counts = CaptureCounts(captured=3600, replaced=6, prepared=3594)
    line = report.line(Totals(counts, 3500, LineReport(22_500_000, 3494, 12, "bandwidth", 41.0)))
    assert line == (
        "on air captured=30.0 fps sent=28.3 fps skipped=6 encoded=28.2 fps bitrate=1000 kbit/s "
        "lost=12 packets limited_by=bandwidth rtt=41 ms"
    )


def test_off_air_says_so() -> None:
    line = MinuteReport(60.0).line(Totals(CaptureCounts(captured=1500, prepared=1500), 0, None))
    assert line == "off air captured=25.0 fps sent=0.0 fps skipped=0"


def test_a_new_publication_counts_from_zero() -> None:
    report = MinuteReport(60.0)
    report.line(Totals(CaptureCounts(), 0, LineReport(90_000_000, 9000, 50, "none", None)))
    line = report.line(Totals(CaptureCounts(), 0, LineReport(7_500_000, 900, 0, "none", None)))
    assert "encoded=15.0 fps bitrate=1000 kbit/s lost=0 packets" in line
