"""What the SDK's words mean."""

from __future__ import annotations

import pytest
from livekit import rtc

from capture_agent.errors import AgentError, RefusedError, UnreachableError
from capture_agent.line import read_line
from capture_agent.publisher import connect_failure


@pytest.mark.parametrize(
    ("message", "kind", "told"),
    [
        (
            "engine: signal failure: client error: 401 Unauthorized - invalid token",
            RefusedError,
            "refused the token",
        ),
        ("engine: signal failure: client error: 403 Forbidden", RefusedError, "refused the token"),
        (
            "engine: signal failure: transport connection error: IO error: Connection refused",
            UnreachableError,
            "join",
        ),
        ("engine: signal failure: server error: 502 Bad Gateway", UnreachableError, "cannot join"),
        ("IO error: invalid peer certificate: UnknownIssuer", UnreachableError, "set `ca_file`"),
        (
            "invalid peer certificate: Other(OtherError(CaUsedAsEndEntity))",
            UnreachableError,
            "authority's certificate",
        ),
    ],
)
def test_a_failed_join_is_told_apart(message: str, kind: type[AgentError], told: str) -> None:
    error = connect_failure("wss://127.0.0.1:40312", message)
    assert isinstance(error, kind)
    assert told in str(error)


def outbound(
    bytes_sent: int, frames: int, limit: rtc.stats.QualityLimitationReason.ValueType
) -> rtc.stats.RtcStats:
    entry = rtc.stats.RtcStats()
    entry.outbound_rtp.sent.bytes_sent = bytes_sent
    entry.outbound_rtp.outbound.frames_sent = frames
    entry.outbound_rtp.outbound.quality_limitation_reason = limit
    return entry


def test_the_layers_of_a_picture_are_reported_as_one_line() -> None:
    remote = rtc.stats.RtcStats()
    remote.remote_inbound_rtp.received.packets_lost = 7
    remote.remote_inbound_rtp.remote_inbound.round_trip_time = 0.041
    reasons = rtc.stats.QualityLimitationReason
    line = read_line(
        [
            outbound(1000, 90, reasons.LIMITATION_NONE),
            outbound(9000, 180, reasons.LIMITATION_BANDWIDTH),
            remote,
        ]
    )
    assert (line.bytes_sent, line.frames_sent, line.packets_lost, line.limited_by) == (
        10_000,
        180,
        7,
        "bandwidth",
    )
    assert line.round_trip_ms == pytest.approx(41)
