"""What the SDK tells of the outgoing video, condensed to a few figures."""

from __future__ import annotations

from dataclasses import dataclass

from livekit import rtc


@dataclass(frozen=True, slots=True)
class LineReport:
    """What the SDK tells of the outgoing video, all layers together, since it was published."""

    bytes_sent: int
    frames_sent: int
    packets_lost: int
    limited_by: str
    """`none`, `cpu`, `bandwidth` or `other`: what keeps the encoder below what it was asked for."""
    round_trip_ms: float | None


def read_line(stats: list[rtc.stats.RtcStats]) -> LineReport:
    """Adds up the layers of one published track."""
    bytes_sent = frames_sent = packets_lost = 0
    limits: set[str] = set()
    round_trip_ms: float | None = None
    for entry in stats:
        match entry.WhichOneof("stats"):
            case "outbound_rtp":
                bytes_sent += entry.outbound_rtp.sent.bytes_sent
                frames_sent = max(frames_sent, entry.outbound_rtp.outbound.frames_sent)
                reason = entry.outbound_rtp.outbound.quality_limitation_reason
                limits.add(rtc.stats.QualityLimitationReason.Name(reason).removeprefix("LIMITATION_").lower())
            case "remote_inbound_rtp":
                packets_lost += entry.remote_inbound_rtp.received.packets_lost
                round_trip_ms = 1000 * entry.remote_inbound_rtp.remote_inbound.round_trip_time
            case _:
                pass
    limited_by = ",".join(sorted(limits - {"none"})) or "none"
    return LineReport(bytes_sent, frames_sent, packets_lost, limited_by, round_trip_ms)
