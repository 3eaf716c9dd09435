"""Leaving a room, of one's own accord or not."""

from livekit.protocol.models import DisconnectReason
from livekit.protocol.rtc import LeaveRequest

from . import publishing
from .participant import Participant
from .room import Room


def leave(room: Room, participant: Participant, reason: DisconnectReason) -> None:
    """A participant is gone already: end its tracks and tell the others."""
    _end_tracks(room, participant)
    room.forget(participant, reason)


def dismiss(
    room: Room,
    participant: Participant,
    reason: DisconnectReason,
    action: LeaveRequest.Action = LeaveRequest.DISCONNECT,
) -> None:
    """Make a participant go; `action` RECONNECT asks it to come back with fresh connections."""
    _end_tracks(room, participant)
    room.dismiss(participant, reason, action)


def _end_tracks(room: Room, participant: Participant) -> None:
    for subscription in participant.received.values():
        subscription.close()
    participant.received.clear()
    for sid in list(participant.tracks):
        publishing.unpublish(room, participant, sid)
