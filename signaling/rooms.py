"""All rooms of the engine: creating and closing them, joining and resuming."""

from __future__ import annotations

import logging

from livekit.protocol.models import DisconnectReason
from livekit.protocol.rtc import LeaveRequest, SignalResponse

from media_gateway import GatewayError

from . import departure, profile, requests, subscribing, tokens
from .errors import Refused, RequestError
from .grants import Claims, RoomOptions
from .joining import JoinParameters
from .participant import Participant, SignalSink
from .presence import Presence
from .revocations import Revocations
from .room import Room
from .services import Services
from .transport import DualTransport, SingleTransport, Transport

log = logging.getLogger(__name__)


class Rooms:
    """Where a signal connection or a Twirp call enters the logic."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self._rooms: dict[str, Room] = {}
        self._stopping = False
        self.revocations = Revocations()

    def all(self) -> list[Room]:
        """A copy, so that rooms may be closed while it is gone through."""
        return list(self._rooms.values())

    def get(self, name: str) -> Room | None:
        return self._rooms.get(name)

    def create(self, name: str, options: RoomOptions) -> Room:
        """The room of this name, made if need be. Raises Refused (400, 429)."""
        limits = self.services.settings.limits
        if not name or len(name) > limits.name_chars:
            raise Refused(400, f"a room name has 1 to {limits.name_chars} characters")
        if len(options.metadata) > limits.metadata_chars:
            raise Refused(400, f"room metadata is longer than {limits.metadata_chars} characters")
        room = self._rooms.get(name)
        if room is None:
            if len(self._rooms) >= limits.rooms:
                raise Refused(429, "the server has as many rooms as it may")
            room = self._rooms[name] = Room(name, options, self.services)
        return room

    def close(
        self,
        room: Room,
        reason: DisconnectReason,
        action: LeaveRequest.Action = LeaveRequest.DISCONNECT,
    ) -> None:
        """End a room; who is still in it has to go."""
        for participant in list(room.participants.values()):
            departure.dismiss(room, participant, reason, action)
        if self._rooms.pop(room.name, None) is not None:
            room.emit("room_finished")

    def shut_down(self) -> None:
        """The engine stops: clients are asked to come back, for it may only be restarting.

        Until it is gone they are turned away: coming back to an engine that stops, they would lose twice.
        """
        self._stopping = True
        for room in self.all():
            self.close(room, DisconnectReason.SERVER_SHUTDOWN, LeaveRequest.RECONNECT)

    # Joining.

    def check(self, claims: Claims, asked_room: str = "") -> str:
        """The room the bearer of this token may join now. Raises Refused."""
        if self._stopping:
            raise Refused(503, "the server is stopping")
        name = tokens.room_to_join(claims, asked_room)
        self._check_revoked(claims, name)
        tokens.room_options(claims)
        limits = self.services.settings.limits
        if len(name) > limits.name_chars or len(claims.identity) > limits.name_chars:
            raise Refused(400, f"room name and identity have at most {limits.name_chars} characters")
        try:
            profile.check(limits, claims.name, claims.metadata, claims.attributes)
        except RequestError as error:
            raise Refused(400, error.text) from error
        room = self._rooms.get(name)
        if room is None and len(self._rooms) >= limits.rooms:
            raise Refused(429, "the server has as many rooms as it may")
        if room is not None and not claims.video.hidden and room.full_for(claims.identity):
            raise Refused(403, "the room has as many participants as it may")
        return name

    def _check_revoked(self, claims: Claims, room: str) -> None:
        if self.revocations.revoked(room, claims.identity, claims.issued):
            raise Refused(401, "invalid token: it was revoked")

    def join(self, claims: Claims, parameters: JoinParameters, sink: SignalSink) -> Presence:
        """Put a newcomer into its room; one of the same identity has to go. Raises Refused."""
        room = self.create(self.check(claims), tokens.room_options(claims))
        participant = self._participant(claims, parameters, sink)
        participant.presence = presence = Presence(room, participant)
        try:
            participant.transport = self._transport(presence)
        except GatewayError as error:
            raise Refused(503, str(error)) from error
        older = room.participants.get(claims.identity)
        if older is not None:
            departure.dismiss(room, older, DisconnectReason.DUPLICATE_IDENTITY)
        self.services.counters.joins += 1
        room.admit(participant)
        profile.renew_token(room, participant)
        self._first_negotiation(presence, parameters)
        return presence

    def _participant(self, claims: Claims, parameters: JoinParameters, sink: SignalSink) -> Participant:
        settings, clock = self.services.settings, self.services.clock
        participant = Participant(claims, parameters, sink, clock.unix(), settings.limits.wishes)
        participant.entered_at = clock.monotonic()
        if participant.permission.can_update_metadata:
            attributes = {**participant.attributes, **parameters.attributes}
            metadata = parameters.metadata or participant.metadata
            try:
                profile.check(settings.limits, participant.name, metadata, attributes)
            except RequestError as error:
                raise Refused(400, error.text) from error
            participant.metadata, participant.attributes = metadata, attributes
        return participant

    def _transport(self, presence: Presence) -> Transport:
        participant, gateway = presence.participant, self.services.gateway
        backlog = self.services.settings.limits.backlog_bytes
        label = f"{presence.room.name}/{participant.identity}"
        form = SingleTransport if participant.single else DualTransport
        return form(gateway, label, presence, backlog)

    def _first_negotiation(self, presence: Presence, parameters: JoinParameters) -> None:
        """Subscriptions come before the answer to the join's offer, so that its sections are used at once."""
        room, participant = presence.room, presence.participant
        subscribing.subscribe_newcomer(room, participant)
        for request in parameters.add_tracks:
            requests.attempt(room, participant, "add_track", request)
        if parameters.publisher_offer is not None:
            requests.attempt(room, participant, "offer", parameters.publisher_offer)
        if not participant.single:
            participant.transport.negotiate()

    # Resuming.

    def resume(self, claims: Claims, parameters: JoinParameters, sink: SignalSink) -> Presence | None:
        """Give a participant its new signal connection; without a session to resume, ask for a fresh join."""
        name = tokens.room_to_join(claims)
        self._check_revoked(claims, name)
        room = self._rooms.get(name)
        participant = room.participants.get(claims.identity) if room else None
        if room is None or participant is None or not _same_session(participant, parameters):
            leave = LeaveRequest(
                reason=DisconnectReason.STATE_MISMATCH, action=LeaveRequest.RECONNECT, can_reconnect=True
            )
            sink.send(SignalResponse(leave=leave).SerializeToString())
            sink.close("no session to resume")
            return None
        self.services.counters.resumes += 1
        room.resume(participant, sink)
        profile.renew_token(room, participant)
        if parameters.sync_state is not None:
            requests.attempt(room, participant, "sync_state", parameters.sync_state)
        if parameters.publisher_offer is not None:
            requests.attempt(room, participant, "offer", parameters.publisher_offer)
        return participant.presence

    def signal_lost(self, presence: Presence, sink: SignalSink) -> None:
        """A signal connection ended; unless a newer one replaced it, the client has a while to return."""
        if presence.participant.sink is sink:
            presence.participant.sink = None
            presence.participant.signal_lost_at = self.services.clock.monotonic()


def _same_session(participant: Participant, parameters: JoinParameters) -> bool:
    sid = parameters.participant_sid
    same = participant.single == parameters.single and (not sid or sid == participant.sid)
    return same and not participant.transport.broken
