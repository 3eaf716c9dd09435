"""One room: who is in it, what they are told about each other, and when it ends."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterable, Iterator

from livekit.protocol import models
from livekit.protocol.models import Codec, DisconnectReason, ParticipantInfo
from livekit.protocol.rtc import (
    JoinResponse,
    LeaveRequest,
    ParticipantUpdate,
    ReconnectResponse,
    RoomUpdate,
    SignalResponse,
    SpeakersChanged,
)

from . import server_info
from .grants import RoomOptions
from .ids import ROOM, new_id
from .participant import Participant, SignalSink
from .services import Services
from .speakers import ActiveSpeakers
from .tracks import PublishedTrack

log = logging.getLogger(__name__)

#: Departures remembered for clients that were without a signal connection when they happened.
_REMEMBERED_DEPARTURES = 200


class Room:
    """Membership and what is broadcast about it."""

    def __init__(self, name: str, options: RoomOptions, services: Services) -> None:
        settings = services.settings
        self.services = services
        self.sid = new_id(ROOM)
        self.name = name
        self.metadata = options.metadata
        self.empty_timeout_s = options.empty_timeout_s or settings.empty_timeout_s
        self.departure_timeout_s = options.departure_timeout_s or settings.departure_timeout_s
        self.max_participants = options.max_participants or settings.max_participants
        self.created_at = services.clock.unix()
        self.participants: dict[str, Participant] = {}
        #: Every live track of the room with its publisher, by sid.
        self.tracks: dict[str, tuple[Participant, PublishedTrack]] = {}
        self.speakers = ActiveSpeakers()
        self._idle_since: float | None = services.clock.monotonic()
        self._ever_joined = False
        self._departures: deque[tuple[float, ParticipantInfo]] = deque(maxlen=_REMEMBERED_DEPARTURES)
        self.emit("room_started")

    # Descriptions.

    def info(self) -> models.Room:
        visible = [p for p in self.participants.values() if not p.hidden]
        return models.Room(
            sid=self.sid,
            name=self.name,
            empty_timeout=self.empty_timeout_s,
            departure_timeout=self.departure_timeout_s,
            max_participants=self.max_participants,
            creation_time=int(self.created_at),
            creation_time_ms=int(self.created_at * 1000),
            enabled_codecs=self.codecs(),
            metadata=self.metadata,
            num_participants=len(visible),
            num_publishers=sum(1 for p in visible if p.tracks),
        )

    def codecs(self) -> list[Codec]:
        return [Codec(mime=mime) for mime in self.services.settings.codecs]

    def others(self, participant: Participant) -> Iterator[Participant]:
        """Everybody else, hidden ones too."""
        return (p for p in self.participants.values() if p is not participant)

    def visible_to(self, participant: Participant) -> list[ParticipantInfo]:
        return [p.info() for p in self.others(participant) if not p.hidden]

    def full_for(self, identity: str) -> bool:
        """Whether a newcomer is one too many; one that replaces itself is not."""
        visible = sum(1 for p in self.participants.values() if not p.hidden and p.identity != identity)
        return bool(self.max_participants) and visible >= self.max_participants

    # Messages.

    def emit(
        self, event: str, participant: Participant | None = None, track: PublishedTrack | None = None
    ) -> None:
        """Report an event to the webhooks."""
        self.services.events.emit(
            event,
            self.info(),
            participant=participant.info() if participant else None,
            track=track.info if track else None,
        )

    def broadcast(self, message: SignalResponse, but: Participant | None = None) -> None:
        """Send to everybody, serialised once."""
        payload = message.SerializeToString()
        for participant in self.participants.values():
            if participant is not but:
                participant.send_serialised(payload)

    def tell_about(self, participant: Participant, *, self_too: bool = False) -> None:
        """A participant changed: tell those who may know of it."""
        participant.changed()
        message = SignalResponse(update=ParticipantUpdate(participants=[participant.info()]))
        if not participant.hidden:
            self.broadcast(message, but=None if self_too else participant)
        elif self_too:
            participant.send(message)

    def tell_room(self) -> None:
        """The room's own description changed."""
        self.broadcast(SignalResponse(room_update=RoomUpdate(room=self.info())))

    # Coming.

    def enter(self, participant: Participant) -> None:
        """Count a participant among those present."""
        self.participants[participant.identity] = participant
        if not participant.dependent:
            self._ever_joined = True
            self._idle_since = None

    def admit(self, participant: Participant) -> None:
        """A newcomer gets its JoinResponse, and the others are told of it."""
        self.enter(participant)
        participant.state = ParticipantInfo.JOINED
        participant.last_heard = self.services.clock.monotonic()
        self.tell_about(participant)
        participant.send(SignalResponse(join=self._join_response(participant)))
        if speaking := self.speakers.active():
            participant.send(SignalResponse(speakers_changed=SpeakersChanged(speakers=speaking)))

    def _join_response(self, participant: Participant) -> JoinResponse:
        settings = self.services.settings
        me = participant.info()
        # Clients take themselves for joined once they have read this.
        me.state = ParticipantInfo.ACTIVE
        return JoinResponse(
            room=self.info(),
            participant=me,
            other_participants=self.visible_to(participant),
            server_version=server_info.VERSION,
            server_info=server_info.describe(),
            subscriber_primary=not participant.single,
            ping_interval=settings.ping_interval_s,
            ping_timeout=settings.ping_timeout_s,
            enabled_publish_codecs=self.codecs(),
        )

    def connected(self, participant: Participant) -> None:
        """A participant's media transport is up."""
        if participant.state == ParticipantInfo.JOINED:
            participant.state = ParticipantInfo.ACTIVE
            self.tell_about(participant)
            participant.announced_in_webhook = True
            self.emit("participant_joined", participant)

    def resume(self, participant: Participant, sink: SignalSink) -> None:
        """A participant is back on a new signal connection: bring it up to date."""
        old, participant.sink = participant.sink, sink
        if old is not None:
            old.close("replaced by a newer connection")
        missed_since, now = participant.last_heard, self.services.clock.monotonic()
        participant.signal_lost_at = None
        participant.last_heard = now
        response = ReconnectResponse(
            server_info=server_info.describe(), last_message_seq=participant.last_sequence
        )
        participant.send(SignalResponse(reconnect=response))
        left = [
            info
            for at, info in self._departures
            if at >= missed_since and info.identity not in self.participants
        ]
        update = ParticipantUpdate(participants=[*left, *self.visible_to(participant), participant.info()])
        participant.send(SignalResponse(update=update))
        participant.send(SignalResponse(room_update=RoomUpdate(room=self.info())))
        participant.transport.resumed()

    # Going.

    def dismiss(
        self,
        participant: Participant,
        reason: DisconnectReason,
        action: LeaveRequest.Action,
    ) -> None:
        """Tell a participant to go (or to come back afresh) and close its signal connection."""
        can_reconnect = action != LeaveRequest.DISCONNECT
        leave = LeaveRequest(reason=reason, action=action, can_reconnect=can_reconnect)
        participant.send(SignalResponse(leave=leave))
        self.forget(participant, reason)

    def forget(self, participant: Participant, reason: DisconnectReason) -> None:
        """A participant is gone for good. Its tracks are unpublished already."""
        if participant.gone:
            return
        participant.state = ParticipantInfo.DISCONNECTED
        participant.disconnect_reason = reason
        participant.changed()
        participant.transport.close()
        self.release(participant)
        if participant.sink is not None:
            participant.sink.close(DisconnectReason.Name(reason))
            participant.sink = None

    def release(self, participant: Participant) -> None:
        """Take a participant out of the room and tell the others."""
        if self.participants.get(participant.identity) is participant:
            del self.participants[participant.identity]
        self.tell_vanished(participant)
        if participant.announced_in_webhook:
            self.emit("participant_left", participant)
        if self._idle_since is None and self._empty():
            self._idle_since = self.services.clock.monotonic()

    def tell_vanished(self, participant: Participant) -> None:
        """For the others a participant is no longer here, wherever else it may be."""
        info = participant.info()
        info.state = ParticipantInfo.DISCONNECTED
        del info.tracks[:]
        if not participant.hidden or participant.identity in self.participants:
            self._departures.append((self.services.clock.monotonic(), info))
            update = ParticipantUpdate(participants=[info])
            self.broadcast(SignalResponse(update=update), but=participant)

    def _empty(self) -> bool:
        return all(p.dependent for p in self.participants.values())

    def expired(self, now: float) -> bool:
        """Whether the room stood empty for long enough to end."""
        if self._idle_since is None:
            return False
        allowed = self.departure_timeout_s if self._ever_joined else self.empty_timeout_s
        return now - self._idle_since >= allowed

    def speakers_changed(self, levels: dict[str, float]) -> None:
        """Audio levels (0..1) of the participants that may be speaking, by sid."""
        if changed := self.speakers.update(levels):
            self.broadcast(SignalResponse(speakers_changed=SpeakersChanged(speakers=changed)))

    def live_tracks(self) -> Iterable[tuple[Participant, PublishedTrack]]:
        """A copy, so that callers may unpublish while they go through it."""
        return list(self.tracks.values())
