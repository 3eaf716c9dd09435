"""Subscribing: brings what each participant receives in line with its wishes and everybody's permissions."""

from __future__ import annotations

from collections.abc import Iterable

from livekit.protocol.models import SubscriptionError, VideoQuality
from livekit.protocol.rtc import (
    RequestResponse,
    SignalResponse,
    SubscriptionPermission,
    SubscriptionPermissionUpdate,
    SubscriptionResponse,
    TrackSubscribed,
    UpdateSubscription,
    UpdateTrackSettings,
)

from . import demand
from .errors import RequestError
from .participant import Participant
from .room import Room
from .subscriptions import Audience, TrackSettings
from .tracks import PublishedTrack


def wishes_changed(room: Room, subscriber: Participant) -> None:
    """Bring everything this participant receives in line, and negotiate it if anything changed."""
    changed = [_reconcile(room, subscriber, sid) for sid in {*room.tracks, *subscriber.received}]
    if any(changed):
        subscriber.transport.negotiate()


def track_changed(room: Room, sid: str) -> None:
    """A track appeared, ended, or has another audience: bring its subscribers in line."""
    for participant in list(room.participants.values()):
        if _reconcile(room, participant, sid):
            participant.transport.negotiate()


def subscribe_newcomer(room: Room, subscriber: Participant) -> None:
    """Make the newcomer's first subscriptions; its transport is negotiated by the caller afterwards."""
    for sid in room.tracks:
        _reconcile(room, subscriber, sid)


def _reconcile(room: Room, subscriber: Participant, sid: str) -> bool:
    """Make or end the subscription to one track; whether that changed anything."""
    published = room.tracks.get(sid)
    if published is None or published[1].inbound is None:
        return _end(room, subscriber, sid)
    publisher, track = published
    if publisher is subscriber:
        return False
    wanted = subscriber.permission.can_subscribe and subscriber.wishes.wants(sid)
    allowed = publisher.audience.allows(subscriber.identity, subscriber.sid, sid)
    _tell_allowed(publisher, subscriber, sid, allowed)
    if wanted and allowed:
        return _begin(room, publisher, subscriber, track)
    return _end(room, subscriber, sid)


def _begin(room: Room, publisher: Participant, subscriber: Participant, track: PublishedTrack) -> bool:
    if track.sid in subscriber.received or track.inbound is None:
        return False
    # The stream names publisher and track: what a client finds there tells it whose track this is.
    stream = f"{publisher.sid}|{track.sid}"
    subscription = subscriber.transport.subscribe(track.inbound, stream, track.sid)
    if subscription is None:
        return False
    subscriber.received[track.sid] = subscription
    _apply_settings(subscriber, track)
    demand.review(room, publisher, track)
    if not track.first_subscriber_told:
        track.first_subscriber_told = True
        publisher.send(SignalResponse(track_subscribed=TrackSubscribed(track_sid=track.sid)))
    return True


def _end(room: Room, subscriber: Participant, sid: str) -> bool:
    subscription = subscriber.received.pop(sid, None)
    if subscription is None:
        return False
    subscription.close()
    if sid in room.tracks:
        demand.review(room, *room.tracks[sid])
    return True


def _tell_allowed(publisher: Participant, subscriber: Participant, sid: str, allowed: bool) -> None:
    """Clients take every track as allowed until told otherwise."""
    if allowed == (sid not in subscriber.denied):
        return
    if allowed:
        subscriber.denied.discard(sid)
    else:
        subscriber.denied.add(sid)
    update = SubscriptionPermissionUpdate(participant_sid=publisher.sid, track_sid=sid, allowed=allowed)
    subscriber.send(SignalResponse(subscription_permission_update=update))


def _apply_settings(subscriber: Participant, track: PublishedTrack) -> None:
    subscription = subscriber.received.get(track.sid)
    if subscription is None:
        return
    quality = subscriber.wishes.settings_for(track.sid).quality_of(track)
    subscription.set_enabled(quality != VideoQuality.OFF)
    if quality != VideoQuality.OFF:
        subscription.set_quality(quality)


def update_subscription(room: Room, subscriber: Participant, request: UpdateSubscription) -> None:
    """Remember which tracks the participant wants, or no longer wants. Raises RequestError."""
    set_wanted(room, subscriber, _sids_of(request), request.subscribe)
    missing = [sid for sid in _sids_of(request) if sid not in room.tracks]
    if request.subscribe:
        for sid in missing:
            response = SubscriptionResponse(track_sid=sid, err=SubscriptionError.SE_TRACK_NOTFOUND)
            subscriber.send(SignalResponse(subscription_response=response))


def _sids_of(request: UpdateSubscription) -> list[str]:
    nested = (sid for tracks in request.participant_tracks for sid in tracks.track_sids)
    return list(dict.fromkeys([*request.track_sids, *nested]))


def set_wanted(room: Room, subscriber: Participant, sids: Iterable[str], wanted: bool) -> None:
    """The same on somebody else's behalf. Raises RequestError."""
    kept = [subscriber.wishes.set_wanted(sid, wanted) for sid in sids]
    wishes_changed(room, subscriber)
    if not all(kept):
        raise RequestError(RequestResponse.LIMIT_EXCEEDED, "too many subscription wishes")


def update_settings(room: Room, subscriber: Participant, request: UpdateTrackSettings) -> None:
    """Remember how large the participant wants tracks. Raises RequestError."""
    settings = TrackSettings.from_message(request)
    for sid in request.track_sids:
        if not subscriber.wishes.set_settings(sid, settings):
            raise RequestError(RequestResponse.LIMIT_EXCEEDED, "too many track settings")
        if sid in room.tracks:
            publisher, track = room.tracks[sid]
            _apply_settings(subscriber, track)
            demand.review(room, publisher, track)


def set_audience(room: Room, publisher: Participant, request: SubscriptionPermission) -> None:
    """The participant decides who may subscribe to its tracks."""
    publisher.audience = Audience.from_message(request)
    for sid in list(publisher.tracks):
        track_changed(room, sid)
