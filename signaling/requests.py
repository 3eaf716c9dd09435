"""Signal requests: one table from the kind of request to what is done about it."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping

from google.protobuf.message import Message
from livekit.protocol.models import DisconnectReason
from livekit.protocol.rtc import (
    Pong,
    RequestResponse,
    SignalRequest,
    SignalResponse,
    SignalTarget,
    SyncState,
    TrackPublishedResponse,
)

from media_gateway import GatewayError

from . import profile, publishing, subscribing
from .departure import leave
from .errors import RequestError
from .participant import Participant
from .room import Room
from .tracks import MAX_FEATURES, MAX_LAYERS, layers_replaced

log = logging.getLogger(__name__)

Handler = Callable[[Room, Participant, SignalRequest], None]


def handle(room: Room, participant: Participant, request: SignalRequest) -> None:
    """Do what the client asks, and answer it where the protocol has an answer."""
    room.services.counters.signal_requests += 1
    participant.last_heard = room.services.clock.monotonic()
    kind = request.WhichOneof("message")
    handler = _HANDLERS.get(kind or "")
    if handler is None:
        log.debug("%s: nothing to do about %s", participant.identity, kind)
        return
    try:
        handler(room, participant, request)
    except RequestError as error:
        room.services.counters.request_errors += 1
        log.debug("%s: %s refused: %s", participant.identity, kind, error.text)
        participant.send(SignalResponse(request_response=_refusal(request, kind or "", error)))
    except GatewayError as error:
        room.services.counters.request_errors += 1
        # Part of the text may be the client's own: a little of it is enough.
        log.info("%s: %.200s", participant.identity, error)
        text = RequestError(RequestResponse.INVALID_REQUEST, str(error)[:200])
        participant.send(SignalResponse(request_response=_refusal(request, kind or "", text)))


def attempt(room: Room, participant: Participant, kind: str, message: Message) -> None:
    """The same for a request that came as part of another message."""
    request = SignalRequest()
    getattr(request, kind).CopyFrom(message)
    handle(room, participant, request)


def _refusal(request: SignalRequest, kind: str, error: RequestError) -> RequestResponse:
    """Clients match the refusal by the request's id, or by the request itself where it has none."""
    response = RequestResponse(reason=error.reason, message=error.text)
    message = getattr(request, kind)
    response.request_id = getattr(message, "request_id", 0)
    field = kind.removesuffix("_request")
    if field in RequestResponse.DESCRIPTOR.fields_by_name:
        getattr(response, field).CopyFrom(message)
    return response


def _offer(room: Room, participant: Participant, request: SignalRequest) -> None:
    publishing.receive_offer(room, participant, request.offer)


def _answer(room: Room, participant: Participant, request: SignalRequest) -> None:
    participant.transport.receive_answer(request.answer)


def _trickle(room: Room, participant: Participant, request: SignalRequest) -> None:
    try:
        candidate = json.loads(request.trickle.candidateInit)
        text = candidate["candidate"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise RequestError(
            RequestResponse.INVALID_REQUEST, "candidateInit is not an ICE candidate"
        ) from error
    if isinstance(text, str) and text:
        to_subscriber = request.trickle.target == SignalTarget.SUBSCRIBER
        participant.transport.add_candidate(text, to_subscriber=to_subscriber)


def _add_track(room: Room, participant: Participant, request: SignalRequest) -> None:
    publishing.add_track(room, participant, request.add_track)


def _mute(room: Room, participant: Participant, request: SignalRequest) -> None:
    publishing.set_muted(room, participant, request.mute.sid, request.mute.muted)


def _subscription(room: Room, participant: Participant, request: SignalRequest) -> None:
    subscribing.update_subscription(room, participant, request.subscription)


def _track_setting(room: Room, participant: Participant, request: SignalRequest) -> None:
    subscribing.update_settings(room, participant, request.track_setting)


def _subscription_permission(room: Room, participant: Participant, request: SignalRequest) -> None:
    subscribing.set_audience(room, participant, request.subscription_permission)


def _leave(room: Room, participant: Participant, request: SignalRequest) -> None:
    leave(room, participant, DisconnectReason.CLIENT_INITIATED)


def _sync_state(room: Room, participant: Participant, request: SignalRequest) -> None:
    synchronise(room, participant, request.sync_state)


def _ping(room: Room, participant: Participant, request: SignalRequest) -> None:
    participant.send(SignalResponse(pong=int(room.services.clock.unix() * 1000)))


def _ping_req(room: Room, participant: Participant, request: SignalRequest) -> None:
    now = int(room.services.clock.unix() * 1000)
    pong = Pong(last_ping_timestamp=request.ping_req.timestamp, timestamp=now)
    participant.send(SignalResponse(pong_resp=pong))


def _update_metadata(room: Room, participant: Participant, request: SignalRequest) -> None:
    profile.update_own(room, participant, request.update_metadata)
    ok = RequestResponse(request_id=request.update_metadata.request_id, reason=RequestResponse.OK)
    participant.send(SignalResponse(request_response=ok))


def _update_layers(room: Room, participant: Participant, request: SignalRequest) -> None:
    track = participant.tracks.get(request.update_layers.track_sid)
    if track is not None and len(request.update_layers.layers) <= MAX_LAYERS:
        layers_replaced(track.info, request.update_layers.layers)
        room.tell_about(participant)


def _update_audio_track(room: Room, participant: Participant, request: SignalRequest) -> None:
    track = participant.tracks.get(request.update_audio_track.track_sid)
    if track is None:
        raise RequestError(RequestResponse.NOT_FOUND, "no such track")
    del track.info.audio_features[:]
    track.info.audio_features.extend(dict.fromkeys(request.update_audio_track.features[:MAX_FEATURES]))
    room.tell_about(participant)


def _update_video_track(room: Room, participant: Participant, request: SignalRequest) -> None:
    track = participant.tracks.get(request.update_video_track.track_sid)
    if track is None:
        raise RequestError(RequestResponse.NOT_FOUND, "no such track")
    track.info.width, track.info.height = request.update_video_track.width, request.update_video_track.height
    room.tell_about(participant)


def _publish_data_track(room: Room, participant: Participant, request: SignalRequest) -> None:
    raise RequestError(RequestResponse.UNSUPPORTED_TYPE, "data tracks are not supported by this server")


def synchronise(room: Room, participant: Participant, state: SyncState) -> None:
    """After a resume the client says what it believes; wishes are taken over, lost answers repeated."""
    if state.HasField("subscription"):
        subscribing.update_subscription(room, participant, state.subscription)
    known = {published.track.sid for published in state.publish_tracks}
    for cid, track in participant.pending.items():
        if track.sid not in known:
            published = TrackPublishedResponse(cid=cid, track=track.info)
            participant.send(SignalResponse(track_published=published))


_HANDLERS: Mapping[str, Handler] = {
    "offer": _offer,
    "answer": _answer,
    "trickle": _trickle,
    "add_track": _add_track,
    "mute": _mute,
    "subscription": _subscription,
    "track_setting": _track_setting,
    "subscription_permission": _subscription_permission,
    "leave": _leave,
    "sync_state": _sync_state,
    "ping": _ping,
    "ping_req": _ping_req,
    "update_metadata": _update_metadata,
    "update_layers": _update_layers,
    "update_audio_track": _update_audio_track,
    "update_video_track": _update_video_track,
    "publish_data_track_request": _publish_data_track,
}
