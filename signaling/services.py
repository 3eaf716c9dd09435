"""What rooms need from outside: settings, time, the media gateway, and somewhere to report events."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from livekit.protocol.models import ParticipantInfo, Room, TrackInfo

from media_gateway import Gateway

from .clock import Clock
from .settings import EngineSettings


class EventSink(Protocol):
    """Takes the events that become webhooks."""

    def emit(
        self,
        event: str,
        room: Room,
        *,
        participant: ParticipantInfo | None = None,
        track: TrackInfo | None = None,
    ) -> None:
        """Queue one event; never blocks and never fails."""


@dataclass(slots=True)
class Counters:
    """Totals since the engine started, for the metrics page."""

    joins: int = 0
    resumes: int = 0
    signal_requests: int = 0
    request_errors: int = 0
    malformed: int = 0
    data_packets: int = 0
    data_bytes: int = 0
    data_refused: int = 0


@dataclass(frozen=True, slots=True)
class Services:
    """Passed to every room."""

    settings: EngineSettings
    gateway: Gateway
    events: EventSink
    clock: Clock = field(default_factory=Clock)
    counters: Counters = field(default_factory=Counters)
