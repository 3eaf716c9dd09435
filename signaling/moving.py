"""Moving a participant to another room, with its connections and everything it publishes."""

from livekit.protocol.models import DisconnectReason
from livekit.protocol.rtc import RoomMovedResponse, SignalResponse

from . import departure, profile, subscribing
from .participant import Participant
from .room import Room


def move(participant: Participant, target: Room) -> None:
    """To those it leaves it disconnects, to those it comes to it joins; its client keeps its connections."""
    source = participant.presence.room
    _withdraw(source, participant)
    older = target.participants.get(participant.identity)
    if older is not None:
        departure.dismiss(target, older, DisconnectReason.DUPLICATE_IDENTITY)
    participant.presence.room = target
    target.enter(participant)
    moved = RoomMovedResponse(
        room=target.info(),
        token=profile.make_token(target, participant),
        participant=participant.info(),
        other_participants=target.visible_to(participant),
    )
    participant.send(SignalResponse(room_moved=moved))
    _present(target, participant)


def _withdraw(source: Room, participant: Participant) -> None:
    for subscription in participant.received.values():
        subscription.close()
    participant.received.clear()
    participant.denied.clear()
    for sid in participant.tracks:
        source.tracks.pop(sid, None)
        subscribing.track_changed(source, sid)
        source.emit("track_unpublished", participant, participant.tracks[sid])
    source.release(participant)


def _present(target: Room, participant: Participant) -> None:
    target.tell_about(participant)
    if participant.announced_in_webhook:
        target.emit("participant_joined", participant)
    for sid, track in participant.tracks.items():
        target.tracks[sid] = (participant, track)
        target.emit("track_published", participant, track)
        subscribing.track_changed(target, sid)
    subscribing.wishes_changed(target, participant)
    # Even without new subscriptions the old ones have to go from the client's description.
    participant.transport.negotiate()
