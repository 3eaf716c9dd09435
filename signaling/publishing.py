"""Publishing: announcements, offers, muting, and taking tracks back."""

from __future__ import annotations

import logging

from livekit.protocol.models import TrackInfo, TrackType
from livekit.protocol.rtc import (
    AddTrackRequest,
    MuteTrackRequest,
    RequestResponse,
    SessionDescription,
    SignalResponse,
    TrackPublishedResponse,
    TrackUnpublishedResponse,
)

from media_gateway import GatewayError, OfferedTrack

from . import subscribing
from .errors import RequestError
from .participant import Participant
from .room import Room
from .tracks import PublishedTrack, announce, check

log = logging.getLogger(__name__)


def add_track(room: Room, participant: Participant, request: AddTrackRequest) -> None:
    """Take an announcement and answer it with the track's id. Raises RequestError."""
    if participant.hidden or not participant.permission.allows_source(request.source):
        raise RequestError(RequestResponse.NOT_ALLOWED, "not allowed to publish this source")
    limits = room.services.settings.limits
    check(request, limits.name_chars)
    if request.cid in participant.pending:
        known = participant.pending[request.cid]
        participant.send(_published(request.cid, known.info))
        return
    if len(participant.pending) + len(participant.tracks) >= limits.tracks:
        if not participant.pending:
            raise RequestError(RequestResponse.LIMIT_EXCEEDED, "too many tracks")
        # A client that thought better of a track before negotiating it does not say so.
        del participant.pending[next(iter(participant.pending))]
    track = announce(request, room.services.settings.codecs)
    participant.pending[request.cid] = track
    participant.send(_published(request.cid, track.info))


def _published(cid: str, info: TrackInfo) -> SignalResponse:
    return SignalResponse(track_published=TrackPublishedResponse(cid=cid, track=info))


def receive_offer(room: Room, participant: Participant, description: SessionDescription) -> None:
    """Take the client's offer: end and begin tracks as it says, answer, and only then tell the others.

    Raises SdpError when the offer is malformed.
    """
    transport = participant.transport
    offer = transport.receive_offer(description.sdp)
    for sid in offer.ended:
        unpublish(room, participant, sid)
    begun = [track for offered in offer.tracks if (track := _accept(room, participant, offered))]
    transport.answer(description.id)
    for track in begun:
        _begin(room, participant, track)


def _accept(room: Room, participant: Participant, offered: OfferedTrack) -> PublishedTrack | None:
    """Take a sending section for the track announced for it; sections nobody announced stay inactive."""
    track = _announced(participant, offered)
    if track is None:
        log.info("%s offers an unannounced %s track", participant.identity, offered.kind)
        return None
    codecs = [mime.lower() for mime in room.services.settings.codecs]
    enabled = [mime for mime in codecs if mime.startswith(f"{offered.kind}/")]
    wanted = [mime for mime in track.mimes if mime in offered.mimes]
    mimes = [*wanted, *(mime for mime in enabled if mime not in wanted)]
    try:
        inbound = participant.transport.accept(offered.mid, track.sid, mimes)
    except GatewayError as error:
        log.warning("%s cannot publish %s: %s", participant.identity, track.sid, error)
        return None
    for cid in [cid for cid, pending in participant.pending.items() if pending is track]:
        del participant.pending[cid]
    written = next(
        (mime for mime in room.services.settings.codecs if mime.lower() == inbound.mime), inbound.mime
    )
    track.negotiated(inbound, offered.mid, written)
    return track


def _announced(participant: Participant, offered: OfferedTrack) -> PublishedTrack | None:
    """By client id; or, where the description names another, the only one of its kind that is awaited."""
    kind = TrackType.VIDEO if offered.kind == "video" else TrackType.AUDIO
    of_kind = [track for track in participant.pending.values() if track.info.type == kind]
    only = of_kind[0] if len(of_kind) == 1 else None
    return next((track for track in of_kind if offered.cid in track.cids), only)


def _begin(room: Room, participant: Participant, track: PublishedTrack) -> None:
    participant.tracks[track.sid] = track
    room.tracks[track.sid] = (participant, track)
    if track.inbound is not None:
        track.inbound.set_paused(track.info.muted)
    room.tell_about(participant)
    room.emit("track_published", participant, track)
    subscribing.track_changed(room, track.sid)


def unpublish(room: Room, participant: Participant, sid: str, *, tell_publisher: bool = False) -> None:
    """End a track: its subscriptions go, and the others are told."""
    track = participant.tracks.pop(sid, None)
    room.tracks.pop(sid, None)
    if track is None:
        return
    if tell_publisher:
        message = TrackUnpublishedResponse(track_sid=sid)
        participant.send(SignalResponse(track_unpublished=message))
    room.tell_about(participant)
    subscribing.track_changed(room, sid)
    for other in room.others(participant):
        other.wishes.forget(sid)
        other.denied.discard(sid)
    room.emit("track_unpublished", participant, track)


def set_muted(
    room: Room, participant: Participant, sid: str, muted: bool, *, by_server: bool = False
) -> PublishedTrack:
    """Mute or unmute a track, pending or live. Raises RequestError when there is no such track."""
    track = participant.tracks.get(sid) or next(
        (t for t in participant.pending.values() if t.sid == sid), None
    )
    if track is None:
        raise RequestError(RequestResponse.NOT_FOUND, "no such track")
    if track.info.muted == muted:
        return track
    track.info.muted = muted
    if track.inbound is not None:
        track.inbound.set_paused(muted)
    if by_server:
        participant.send(SignalResponse(mute=MuteTrackRequest(sid=sid, muted=muted)))
    if sid in participant.tracks:
        # The publisher itself is not told: reading it before it has muted, it would undo the mute.
        room.tell_about(participant)
    return track


def enforce_permission(room: Room, participant: Participant) -> None:
    """Take back what the participant may no longer publish."""
    allowed = participant.permission.allows_source
    for sid, track in list(participant.tracks.items()):
        if participant.hidden or not allowed(track.info.source):
            unpublish(room, participant, sid, tell_publisher=True)
    for cid, track in list(participant.pending.items()):
        if participant.hidden or not allowed(track.info.source):
            del participant.pending[cid]
