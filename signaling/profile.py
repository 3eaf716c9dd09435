"""A participant's name, metadata and attributes, and the permission and token that go with them."""

from __future__ import annotations

from collections.abc import Mapping

from livekit.protocol.rtc import RequestResponse, SignalResponse, UpdateParticipantMetadata

from . import publishing, subscribing, tokens
from .errors import RequestError
from .grants import Permission
from .participant import Participant
from .room import Room
from .settings import Limits


def update_own(room: Room, participant: Participant, request: UpdateParticipantMetadata) -> None:
    """A participant changes its own. Raises RequestError."""
    if not participant.permission.can_update_metadata:
        raise RequestError(RequestResponse.NOT_ALLOWED, "not allowed to update own metadata")
    apply(room, participant, request.name, request.metadata, request.attributes)


def apply(
    room: Room, participant: Participant, name: str, metadata: str, attributes: Mapping[str, str]
) -> None:
    """Empty name and metadata leave what is there, an attribute set to "" goes. Raises RequestError."""
    merged = {key: value for key, value in {**participant.attributes, **attributes}.items() if value}
    check(room.services.settings.limits, name, metadata, merged)
    if name:
        participant.name = name
    if metadata:
        participant.metadata = metadata
    participant.attributes = merged
    room.tell_about(participant, self_too=True)
    renew_token(room, participant)


def check(limits: Limits, name: str, metadata: str, attributes: Mapping[str, str]) -> None:
    """Raises RequestError with LIMIT_EXCEEDED for what is too long to be sent to everybody."""
    if len(name) > limits.name_chars:
        raise RequestError(
            RequestResponse.LIMIT_EXCEEDED, f"name is longer than {limits.name_chars} characters"
        )
    if len(metadata) > limits.metadata_chars:
        raise RequestError(
            RequestResponse.LIMIT_EXCEEDED, f"metadata is longer than {limits.metadata_chars} characters"
        )
    if sum(len(key) + len(value) for key, value in attributes.items()) > limits.metadata_chars:
        raise RequestError(
            RequestResponse.LIMIT_EXCEEDED, f"attributes are longer than {limits.metadata_chars} characters"
        )


def set_permission(room: Room, participant: Participant, permission: Permission) -> None:
    """RoomService replaces what a participant may do; what it no longer may is taken back at once."""
    was_hidden = participant.hidden
    participant.permission = permission
    publishing.enforce_permission(room, participant)
    subscribing.wishes_changed(room, participant)
    if participant.hidden and not was_hidden:
        room.tell_vanished(participant)
    room.tell_about(participant, self_too=True)
    renew_token(room, participant)


def renew_token(room: Room, participant: Participant) -> None:
    """Hand the client a token of its present grants, so that a later reconnection still succeeds."""
    participant.send(SignalResponse(refresh_token=make_token(room, participant)))


def make_token(room: Room, participant: Participant) -> str:
    """A fresh token for this room."""
    settings, clock = room.services.settings, room.services.clock
    claims: dict[str, object] = {
        "sub": participant.identity,
        "name": participant.name,
        "kind": participant.claims.kind,
        "metadata": participant.metadata,
        "attributes": participant.attributes,
        "video": {**participant.permission.grant_claims(), "roomJoin": True, "room": room.name},
    }
    key = participant.claims.api_key
    participant.token_renewed_at = clock.monotonic()
    return tokens.sign(claims, key, settings.keys[key], clock.unix(), settings.token_ttl_s)
