"""What has to be done for all rooms again and again, whether or not a message comes."""

from __future__ import annotations

from livekit.protocol.models import ConnectionQuality, DisconnectReason, ParticipantInfo
from livekit.protocol.rtc import ConnectionQualityInfo, ConnectionQualityUpdate, LeaveRequest, SignalResponse

from . import demand, departure, profile, quality
from .participant import Participant
from .room import Room
from .rooms import Rooms

#: How often each of the functions below wants to be called, in seconds.
FLUSH_EVERY_S = 0.05
SPEAKERS_EVERY_S = 0.2
REVIEW_EVERY_S = 1.0
GRADE_EVERY_S = 3.0

#: Seconds by which a client's goodbye may come after the end of its media transport.
GOODBYE_S = 0.3


def flush(rooms: Rooms) -> None:
    """Send the reliable data that had to wait."""
    for room in rooms.all():
        for participant in room.participants.values():
            participant.transport.flush()


def speakers(rooms: Rooms) -> None:
    """Tell who speaks."""
    now = rooms.services.clock.monotonic()
    for room in rooms.all():
        levels: dict[str, float] = {}
        for publisher, track in room.tracks.values():
            if track.inbound is None or track.is_video or track.info.muted:
                continue
            level = track.inbound.audio_level(now)
            levels[publisher.sid] = max(level, levels.get(publisher.sid, 0.0))
        room.speakers_changed(levels)


def review(rooms: Rooms) -> None:
    """Find out who is gone, which tokens age, which rooms end."""
    now = rooms.services.clock.monotonic()
    for room in rooms.all():
        for participant in list(room.participants.values()):
            _review_participant(rooms, room, participant, now)
        for publisher, track in room.live_tracks():
            demand.review(room, publisher, track)
        if room.expired(now):
            rooms.close(room, DisconnectReason.ROOM_CLOSED)


def _review_participant(rooms: Rooms, room: Room, participant: Participant, now: float) -> None:
    settings = rooms.services.settings
    lost_at, broken_at = participant.signal_lost_at, participant.transport_lost_at
    if broken_at is not None and now - broken_at >= GOODBYE_S:
        # The client keeps nothing of a failed transport: it has to come back with a fresh one.
        departure.dismiss(room, participant, DisconnectReason.MEDIA_FAILURE, LeaveRequest.RECONNECT)
        return
    if lost_at is not None:
        if now - lost_at >= settings.resume_window_s:
            departure.leave(room, participant, DisconnectReason.SIGNAL_CLOSE)
        return
    if now - participant.last_heard > settings.ping_timeout_s + settings.ping_interval_s:
        _drop_signal(participant, now)
    elif (
        participant.state == ParticipantInfo.JOINED
        and now - participant.entered_at > settings.connect_timeout_s
    ):
        departure.dismiss(room, participant, DisconnectReason.JOIN_FAILURE)
    elif participant.transport.stalled(now):
        departure.dismiss(room, participant, DisconnectReason.STATE_MISMATCH, LeaveRequest.RECONNECT)
    elif now - participant.token_renewed_at > settings.token_ttl_s / 2:
        profile.renew_token(room, participant)


def _drop_signal(participant: Participant, now: float) -> None:
    """Silence for longer than any ping takes: the connection is dead, though TCP has not noticed."""
    if participant.sink is not None:
        participant.sink.close("ping timeout")
    participant.sink = None
    participant.signal_lost_at = now


def grade(rooms: Rooms) -> None:
    """Tell everybody how good everybody's link is; hidden participants are told of their own as well."""
    now = rooms.services.clock.monotonic()
    for room in rooms.all():
        active = [p for p in room.participants.values() if p.state == ParticipantInfo.ACTIVE]
        visible = [_grade(p, now) for p in active if not p.hidden]
        if visible:
            room.broadcast(SignalResponse(connection_quality=ConnectionQualityUpdate(updates=visible)))
        for participant in active:
            if participant.hidden:
                update = ConnectionQualityUpdate(updates=[_grade(participant, now)])
                participant.send(SignalResponse(connection_quality=update))


def _grade(participant: Participant, now: float) -> ConnectionQualityInfo:
    if participant.sink is None:
        return ConnectionQualityInfo(participant_sid=participant.sid, quality=ConnectionQuality.LOST)
    points = quality.score(participant.transport.quality(now))
    return ConnectionQualityInfo(participant_sid=participant.sid, quality=quality.grade(points), score=points)
