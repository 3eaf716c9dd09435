"""Tells publishers which simulcast layers anybody wants, so that they need not encode the others."""

from livekit.protocol.models import VideoQuality
from livekit.protocol.rtc import SignalResponse, SubscribedCodec, SubscribedQuality, SubscribedQualityUpdate

from .participant import Participant
from .room import Room
from .subscriptions import highest_demand
from .tracks import PublishedTrack

#: Seconds for which less must be wanted before the publisher is told: whoever reloads a page comes back
#: to a running encoder.
LOWER_AFTER_S = 5.0

_LAYERS = (VideoQuality.LOW, VideoQuality.MEDIUM, VideoQuality.HIGH)
#: Qualities in rising order; the protocol numbers OFF above HIGH.
_RANK = {VideoQuality.OFF: -1, **{quality: rank for rank, quality in enumerate(_LAYERS)}}


def review(room: Room, publisher: Participant, track: PublishedTrack) -> None:
    """Compare what is wanted with what the publisher was told; more at once, less after a while."""
    if not track.is_video:
        return
    wanted = highest_demand(
        other.wishes.settings_for(track.sid).quality_of(track)
        for other in room.others(publisher)
        if track.sid in other.received
    )
    if wanted == track.demanded:
        track.lower_since = None
        return
    now = room.services.clock.monotonic()
    if _RANK[wanted] < _RANK[track.demanded]:
        track.lower_since = now if track.lower_since is None else track.lower_since
        if now - track.lower_since < LOWER_AFTER_S:
            return
    track.lower_since = None
    track.demanded = wanted
    publisher.send(SignalResponse(subscribed_quality_update=_update(track, wanted)))


def _update(track: PublishedTrack, wanted: VideoQuality) -> SubscribedQualityUpdate:
    qualities = [SubscribedQuality(quality=layer, enabled=_RANK[layer] <= _RANK[wanted]) for layer in _LAYERS]
    codec = track.info.mime_type.removeprefix("video/").lower()
    return SubscribedQualityUpdate(
        track_sid=track.sid,
        subscribed_qualities=qualities,
        subscribed_codecs=[SubscribedCodec(codec=codec, qualities=qualities)],
    )
