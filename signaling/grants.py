"""What an access token grants: the claims of a LiveKit token, checked, and the permission they become."""

from __future__ import annotations

from dataclasses import dataclass

from livekit.protocol.models import ParticipantInfo, ParticipantPermission, TrackSource
from livekit.protocol.room import RoomConfiguration
from pydantic import BaseModel, ConfigDict, Field

_SOURCES = {
    "camera": TrackSource.CAMERA,
    "microphone": TrackSource.MICROPHONE,
    "screen_share": TrackSource.SCREEN_SHARE,
    "screen_share_audio": TrackSource.SCREEN_SHARE_AUDIO,
}

_KINDS = {
    "standard": ParticipantInfo.STANDARD,
    "ingress": ParticipantInfo.INGRESS,
    "egress": ParticipantInfo.EGRESS,
    "sip": ParticipantInfo.SIP,
    "agent": ParticipantInfo.AGENT,
}


class VideoGrant(BaseModel):
    """The `video` claim. Absent publish, subscribe and data grants mean yes, as in LiveKit."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    room: str = ""
    room_join: bool = Field(False, alias="roomJoin")
    room_create: bool = Field(False, alias="roomCreate")
    room_list: bool = Field(False, alias="roomList")
    room_admin: bool = Field(False, alias="roomAdmin")
    destination_room: str = Field("", alias="destinationRoom")
    can_publish: bool = Field(True, alias="canPublish")
    can_publish_sources: tuple[str, ...] = Field((), alias="canPublishSources")
    can_subscribe: bool = Field(True, alias="canSubscribe")
    can_publish_data: bool = Field(True, alias="canPublishData")
    can_update_own_metadata: bool = Field(False, alias="canUpdateOwnMetadata")
    can_subscribe_metrics: bool = Field(False, alias="canSubscribeMetrics")
    hidden: bool = False
    recorder: bool = False
    agent: bool = False


class Claims(BaseModel):
    """A verified token's content, apart from the registered claims that verification has used up."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    api_key: str = Field(alias="iss")
    identity: str = Field("", alias="sub")
    name: str = ""
    kind: str = "standard"
    metadata: str = ""
    attributes: dict[str, str] = Field(default_factory=dict)
    video: VideoGrant = Field(default_factory=lambda: VideoGrant.model_validate({}))
    room_config: dict[str, object] | None = Field(None, alias="roomConfig")
    #: When it was issued, in unix seconds: token makers date `nbf` so.
    issued: float = Field(0.0, alias="nbf")

    @property
    def participant_kind(self) -> ParticipantInfo.Kind:
        """The kind others see; an unknown one counts as standard."""
        return _KINDS.get(self.kind, ParticipantInfo.STANDARD)


@dataclass(frozen=True, slots=True)
class Permission:
    """What a participant may do now: its token's grants until RoomService replaces them."""

    can_publish: bool = True
    can_publish_sources: frozenset[TrackSource] = frozenset()  # empty: every source
    can_subscribe: bool = True
    can_publish_data: bool = True
    can_update_metadata: bool = False
    can_subscribe_metrics: bool = False
    hidden: bool = False
    recorder: bool = False
    agent: bool = False

    @classmethod
    def granted(cls, grant: VideoGrant) -> Permission:
        """The permission a token's grants give."""
        known = frozenset(
            _SOURCES[name.lower()] for name in grant.can_publish_sources if name.lower() in _SOURCES
        )
        # Sources that are all unknown must not turn into "every source".
        nothing_known = bool(grant.can_publish_sources) and not known
        return cls(
            can_publish=grant.can_publish and not nothing_known,
            can_publish_sources=known,
            can_subscribe=grant.can_subscribe,
            can_publish_data=grant.can_publish_data,
            can_update_metadata=grant.can_update_own_metadata,
            can_subscribe_metrics=grant.can_subscribe_metrics,
            hidden=grant.hidden,
            recorder=grant.recorder,
            agent=grant.agent,
        )

    @classmethod
    def from_message(cls, message: ParticipantPermission) -> Permission:
        """The permission that RoomService's UpdateParticipant sets."""
        return cls(
            can_publish=message.can_publish,
            can_publish_sources=frozenset(message.can_publish_sources),
            can_subscribe=message.can_subscribe,
            can_publish_data=message.can_publish_data,
            can_update_metadata=message.can_update_metadata,
            can_subscribe_metrics=message.can_subscribe_metrics,
            hidden=message.hidden,
            recorder=message.recorder,
            agent=message.agent,
        )

    def allows_source(self, source: TrackSource) -> bool:
        """Whether a track of this source may be published."""
        return self.can_publish and (not self.can_publish_sources or source in self.can_publish_sources)

    def message(self) -> ParticipantPermission:
        """The form in which clients and webhooks see it."""
        return ParticipantPermission(
            can_publish=self.can_publish,
            can_publish_sources=sorted(self.can_publish_sources),
            can_subscribe=self.can_subscribe,
            can_publish_data=self.can_publish_data,
            can_update_metadata=self.can_update_metadata,
            can_subscribe_metrics=self.can_subscribe_metrics,
            hidden=self.hidden,
            recorder=self.recorder,
            agent=self.agent,
        )

    def grant_claims(self) -> dict[str, object]:
        """The same as token claims, for the token that replaces an older one."""
        names = {source: name for name, source in _SOURCES.items()}
        claims: dict[str, object] = {
            "canPublish": self.can_publish,
            "canSubscribe": self.can_subscribe,
            "canPublishData": self.can_publish_data,
            "canUpdateOwnMetadata": self.can_update_metadata,
            "canSubscribeMetrics": self.can_subscribe_metrics,
            "hidden": self.hidden,
            "recorder": self.recorder,
            "agent": self.agent,
        }
        if self.can_publish_sources:
            claims["canPublishSources"] = [
                names[source] for source in sorted(self.can_publish_sources) if source in names
            ]
        return claims


@dataclass(frozen=True, slots=True)
class RoomOptions:
    """How a room is created; zero and empty values mean the engine's defaults."""

    empty_timeout_s: int = 0
    departure_timeout_s: int = 0
    max_participants: int = 0
    metadata: str = ""

    @classmethod
    def from_configuration(cls, message: RoomConfiguration) -> RoomOptions:
        """The options in a token's room configuration."""
        return cls(
            message.empty_timeout, message.departure_timeout, message.max_participants, message.metadata
        )
