"""LiveKit's RoomService: what an application may do to rooms and participants from outside."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TypeVar, cast

from google.protobuf.message import Message
from livekit.protocol import models
from livekit.protocol.models import DisconnectReason, ParticipantInfo, UserPacket
from livekit.protocol.room import (
    CreateRoomRequest,
    DeleteRoomRequest,
    DeleteRoomResponse,
    ForwardParticipantRequest,
    ListParticipantsRequest,
    ListParticipantsResponse,
    ListRoomsRequest,
    ListRoomsResponse,
    MoveParticipantRequest,
    MoveParticipantResponse,
    MuteRoomTrackRequest,
    MuteRoomTrackResponse,
    PerformRpcRequest,
    RemoveParticipantResponse,
    RoomParticipantIdentity,
    SendDataRequest,
    SendDataResponse,
    UpdateParticipantRequest,
    UpdateRoomMetadataRequest,
    UpdateSubscriptionsRequest,
    UpdateSubscriptionsResponse,
)
from livekit.protocol.rtc import RequestResponse

from . import data_packets, departure, moving, profile, publishing, subscribing
from .errors import Refused, RequestError, TwirpError
from .grants import Claims, Permission, RoomOptions
from .participant import Participant
from .room import Room
from .rooms import Rooms
from .twirp import Method

_R = TypeVar("_R", bound=Message)

#: How the refusals of the logic appear in Twirp.
_CODES = {
    RequestResponse.NOT_FOUND: "not_found",
    RequestResponse.NOT_ALLOWED: "permission_denied",
    RequestResponse.LIMIT_EXCEEDED: "invalid_argument",
}


class RoomService:
    """Each method checks the caller's grant first, then does its work on the rooms."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms

    def methods(self) -> Mapping[str, Method]:
        """All methods by their Twirp name."""
        return {
            "CreateRoom": _method(CreateRoomRequest, self.create_room),
            "ListRooms": _method(ListRoomsRequest, self.list_rooms),
            "DeleteRoom": _method(DeleteRoomRequest, self.delete_room),
            "ListParticipants": _method(ListParticipantsRequest, self.list_participants),
            "GetParticipant": _method(RoomParticipantIdentity, self.get_participant),
            "RemoveParticipant": _method(RoomParticipantIdentity, self.remove_participant),
            "MutePublishedTrack": _method(MuteRoomTrackRequest, self.mute_published_track),
            "UpdateParticipant": _method(UpdateParticipantRequest, self.update_participant),
            "UpdateSubscriptions": _method(UpdateSubscriptionsRequest, self.update_subscriptions),
            "SendData": _method(SendDataRequest, self.send_data),
            "UpdateRoomMetadata": _method(UpdateRoomMetadataRequest, self.update_room_metadata),
            "ForwardParticipant": _method(ForwardParticipantRequest, _forward_participant),
            "MoveParticipant": _method(MoveParticipantRequest, self.move_participant),
            "PerformRpc": _method(PerformRpcRequest, _perform_rpc),
        }

    # Rooms.

    def create_room(self, claims: Claims, request: CreateRoomRequest) -> models.Room:
        if not claims.video.room_create:
            raise TwirpError("permission_denied", "the token does not grant roomCreate")
        options = RoomOptions(
            request.empty_timeout, request.departure_timeout, request.max_participants, request.metadata
        )
        existed = self._rooms.get(request.name) is not None
        room = self._open_room(request.name, options)
        if existed:
            _apply_options(room, options)
        return room.info()

    def list_rooms(self, claims: Claims, request: ListRoomsRequest) -> ListRoomsResponse:
        if not claims.video.room_list:
            raise TwirpError("permission_denied", "the token does not grant roomList")
        names = set(request.names)
        rooms = [room.info() for room in self._rooms.all() if not names or room.name in names]
        return ListRoomsResponse(rooms=rooms)

    def delete_room(self, claims: Claims, request: DeleteRoomRequest) -> DeleteRoomResponse:
        if not claims.video.room_create:
            raise TwirpError("permission_denied", "the token does not grant roomCreate")
        self._rooms.close(self._room(request.room), DisconnectReason.ROOM_DELETED)
        return DeleteRoomResponse()

    def update_room_metadata(self, claims: Claims, request: UpdateRoomMetadataRequest) -> models.Room:
        room = self._administered(claims, request.room)
        if len(request.metadata) > room.services.settings.limits.metadata_chars:
            raise TwirpError("invalid_argument", "metadata is too long")
        room.metadata = request.metadata
        room.tell_room()
        return room.info()

    # Participants.

    def list_participants(self, claims: Claims, request: ListParticipantsRequest) -> ListParticipantsResponse:
        room = self._administered(claims, request.room)
        return ListParticipantsResponse(participants=[p.info() for p in room.participants.values()])

    def get_participant(self, claims: Claims, request: RoomParticipantIdentity) -> ParticipantInfo:
        return _participant(self._administered(claims, request.room), request.identity).info()

    def remove_participant(
        self, claims: Claims, request: RoomParticipantIdentity
    ) -> RemoveParticipantResponse:
        room = self._administered(claims, request.room)
        if request.revoke_token_ts:
            self._rooms.revocations.revoke(request.room, request.identity, request.revoke_token_ts)
        participant = _participant(room, request.identity)
        departure.dismiss(room, participant, DisconnectReason.PARTICIPANT_REMOVED)
        return RemoveParticipantResponse()

    def move_participant(self, claims: Claims, request: MoveParticipantRequest) -> MoveParticipantResponse:
        room = self._administered(claims, request.room)
        if claims.video.destination_room != request.destination_room:
            raise TwirpError("permission_denied", "the token does not grant this destinationRoom")
        participant = _participant(room, request.identity)
        if request.destination_room == request.room:
            raise TwirpError("invalid_argument", "the participant is in that room already")
        target = self._open_room(request.destination_room, RoomOptions())
        if target.full_for(participant.identity):
            raise TwirpError(
                "failed_precondition", f"room {target.name!r} has as many participants as it may"
            )
        moving.move(participant, target)
        return MoveParticipantResponse()

    def mute_published_track(self, claims: Claims, request: MuteRoomTrackRequest) -> MuteRoomTrackResponse:
        room = self._administered(claims, request.room)
        if not request.muted and not room.services.settings.remote_unmute:
            raise TwirpError("failed_precondition", "this server does not unmute participants")
        participant = _participant(room, request.identity)
        with _refusals():
            track = publishing.set_muted(room, participant, request.track_sid, request.muted, by_server=True)
        return MuteRoomTrackResponse(track=track.info)

    def update_participant(self, claims: Claims, request: UpdateParticipantRequest) -> ParticipantInfo:
        room = self._administered(claims, request.room)
        participant = _participant(room, request.identity)
        with _refusals():
            if request.name or request.metadata or request.attributes:
                profile.apply(room, participant, request.name, request.metadata, request.attributes)
            if request.HasField("permission"):
                profile.set_permission(room, participant, Permission.from_message(request.permission))
        return participant.info()

    def update_subscriptions(
        self, claims: Claims, request: UpdateSubscriptionsRequest
    ) -> UpdateSubscriptionsResponse:
        room = self._administered(claims, request.room)
        participant = _participant(room, request.identity)
        nested = [sid for tracks in request.participant_tracks for sid in tracks.track_sids]
        with _refusals():
            subscribing.set_wanted(room, participant, [*request.track_sids, *nested], request.subscribe)
        return UpdateSubscriptionsResponse()

    def send_data(self, claims: Claims, request: SendDataRequest) -> SendDataResponse:
        room = self._administered(claims, request.room)
        if len(request.data) > room.services.settings.limits.data_bytes:
            raise TwirpError("invalid_argument", "data is larger than one packet may be")
        packet = UserPacket(
            payload=request.data,
            destination_identities=request.destination_identities,
            destination_sids=request.destination_sids,
            nonce=request.nonce,
        )
        if request.HasField("topic"):
            packet.topic = request.topic
        data_packets.send_from_server(room, packet, request.kind)
        return SendDataResponse()

    # Checks.

    def _administered(self, claims: Claims, name: str) -> Room:
        if not claims.video.room_admin or claims.video.room != name:
            raise TwirpError("permission_denied", f"the token does not grant roomAdmin for room {name!r}")
        return self._room(name)

    def _open_room(self, name: str, options: RoomOptions) -> Room:
        try:
            return self._rooms.create(name, options)
        except Refused as error:
            code = "resource_exhausted" if error.status == 429 else "invalid_argument"
            raise TwirpError(code, error.reason) from error

    def _room(self, name: str) -> Room:
        room = self._rooms.get(name)
        if room is None:
            raise TwirpError("not_found", f"no room {name!r}")
        return room


def _method(request: type[_R], call: Callable[[Claims, _R], Message]) -> Method:
    """The table holds methods of different requests; `Method.request` keeps each with its own."""
    return Method(request, lambda claims, message: call(claims, cast(_R, message)))


def _participant(room: Room, identity: str) -> Participant:
    participant = room.participants.get(identity)
    if participant is None:
        raise TwirpError("not_found", f"no participant {identity!r} in room {room.name!r}")
    return participant


def _apply_options(room: Room, options: RoomOptions) -> None:
    """A room that exists keeps what the request leaves out."""
    room.empty_timeout_s = options.empty_timeout_s or room.empty_timeout_s
    room.departure_timeout_s = options.departure_timeout_s or room.departure_timeout_s
    room.max_participants = options.max_participants or room.max_participants
    if options.metadata and options.metadata != room.metadata:
        room.metadata = options.metadata
        room.tell_room()


@contextmanager
def _refusals() -> Iterator[None]:
    """Refusals of the logic become Twirp errors."""
    try:
        yield
    except RequestError as error:
        raise TwirpError(_CODES.get(error.reason, "internal"), error.text) from error


def _forward_participant(claims: Claims, request: ForwardParticipantRequest) -> Message:
    raise TwirpError("unimplemented", "this server does not forward participants between rooms")


def _perform_rpc(claims: Claims, request: PerformRpcRequest) -> Message:
    raise TwirpError("unimplemented", "this server makes no RPC calls of its own")
