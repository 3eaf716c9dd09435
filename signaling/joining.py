"""What a client asks for when it opens the signal connection, the same for both forms of the protocol."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from livekit.protocol.models import ClientInfo
from livekit.protocol.rtc import AddTrackRequest, SessionDescription, SyncState

from .messages import parse_join_request

_SDKS = {name.lower().replace("_", ""): name for name, _ in ClientInfo.SDK.items()}


@dataclass(frozen=True, slots=True)
class JoinParameters:
    """`single`: one peer connection (/rtc/v1); otherwise the engine offers to a second one."""

    single: bool
    reconnect: bool = False
    participant_sid: str = ""
    auto_subscribe: bool = True
    client: ClientInfo = field(default_factory=ClientInfo)
    metadata: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    add_tracks: tuple[AddTrackRequest, ...] = ()
    publisher_offer: SessionDescription | None = None
    sync_state: SyncState | None = None


def from_query(query: Mapping[str, str]) -> JoinParameters:
    """Parameters of /rtc, each in its own query field; what is missing or malformed takes its default."""
    return JoinParameters(
        single=False,
        reconnect=_flag(query.get("reconnect", "")),
        participant_sid=query.get("sid", ""),
        auto_subscribe=_flag(query.get("auto_subscribe", "1")),
        client=ClientInfo(
            sdk=_SDKS.get(query.get("sdk", "").lower(), "UNKNOWN"),
            version=query.get("version", ""),
            protocol=_number(query.get("protocol", "")),
            client_protocol=_number(query.get("client_protocol", "")),
            os=query.get("os", ""),
            browser=query.get("browser", ""),
        ),
    )


def from_join_request(text: str, max_bytes: int) -> JoinParameters:
    """Parameters of /rtc/v1, all in one encoded message. Raises MessageError."""
    request = parse_join_request(text, max_bytes)
    return JoinParameters(
        single=True,
        reconnect=request.reconnect,
        participant_sid=request.participant_sid,
        auto_subscribe=request.connection_settings.auto_subscribe,
        client=request.client_info,
        metadata=request.metadata,
        attributes=dict(request.participant_attributes),
        add_tracks=tuple(request.add_track_requests),
        publisher_offer=request.publisher_offer if request.HasField("publisher_offer") else None,
        sync_state=request.sync_state if request.HasField("sync_state") else None,
    )


def _flag(text: str) -> bool:
    return text.lower() in ("1", "true")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
