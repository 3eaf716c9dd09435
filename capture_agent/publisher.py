"""One stay in a room: joins with an admission, publishes the picture, and tells how the stay ended.

Built on the `livekit` SDK, which resumes and rejoins by itself when the line drops for a moment. When that
takes longer than `RESUME_WITHIN_S` this stay ends, and the agent joins anew with a fresh token: the SDK would
go on with the old one, and give up in the end.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from livekit import rtc

from capture_agent.capture import Signal
from capture_agent.encoding import Codec, EncodingPlan, GivesWay
from capture_agent.errors import RefusedError, UnreachableError
from capture_agent.hub import Admission
from capture_agent.line import LineReport, read_line
from capture_agent.picture import Prepared
from capture_agent.withholding import PATTERN_HEIGHT, PATTERN_WIDTH, pattern

TRACK_NAME = "picture"
WITHHELD_TRACK_NAME = "picture-withheld"
"""A plain pattern is on air under this name while the hospital has not released the picture. A name, because
an agent's token does not allow it to change its attributes."""
SIGNAL_ATTRIBUTE = "consilium.signal"
"""Participant attribute that says whether the console delivers a picture: `ok`, `none` or `withheld`."""

PATTERN_EVERY_S = 0.5
"""Often enough for newcomers."""

RESUME_WITHIN_S = 5.0
"""The SDK takes three seconds for a resume, during which the picture goes on."""
LEAVE_WITHIN_S = 8.0
"""Longer than the SDK's resume, which leaving has to wait for. A stay that were left behind could resume
after the agent has joined anew, and throw it out of the room as its duplicate."""
ATTRIBUTE_WITHIN_S = 2.0
CONNECT_TIMEOUT_S = 5.0

_CODECS: Mapping[Codec, rtc.VideoCodec.ValueType] = {
    Codec.VP8: rtc.VideoCodec.VP8,
    Codec.H264: rtc.VideoCodec.H264,
    Codec.VP9: rtc.VideoCodec.VP9,
    Codec.AV1: rtc.VideoCodec.AV1,
}
_DEGRADATION: Mapping[GivesWay, rtc.DegradationPreference] = {
    GivesWay.FRAME_RATE: rtc.DegradationPreference.MAINTAIN_RESOLUTION,
    GivesWay.QUANTISER: rtc.DegradationPreference.MAINTAIN_FRAMERATE_AND_RESOLUTION,
}

log = logging.getLogger(__name__)


class Outcome(Enum):
    """How a stay ended."""

    LOST = auto()
    """The line or the server went away: join again at once."""
    REMOVED = auto()
    """Somebody with the right to do so took this agent out of the room."""
    DUPLICATE = auto()
    """Another participant joined with this agent's identity."""


@dataclass(frozen=True, slots=True)
class Ending:
    outcome: Outcome
    reason: str


_OUTCOMES: Mapping[int, Outcome] = {
    rtc.DisconnectReason.DUPLICATE_IDENTITY: Outcome.DUPLICATE,
    rtc.DisconnectReason.PARTICIPANT_REMOVED: Outcome.REMOVED,
}


class Stay:
    def __init__(self, room: rtc.Room) -> None:
        self._room = room
        self._loop = asyncio.get_running_loop()
        self.ended: asyncio.Future[Ending] = self._loop.create_future()
        self._give_up: asyncio.TimerHandle | None = None
        self._source: rtc.VideoSource | None = None
        self._track: rtc.LocalVideoTrack | None = None
        self._track_sid = ""
        self._size = (0, 0)
        self._pattern: asyncio.Task[None] | None = None
        self._told: str | None = None
        self._retelling: asyncio.Task[None] | None = None
        room.on("disconnected", self._disconnected)
        room.on("reconnecting", self._reconnecting)
        room.on("reconnected", self._reconnected)

    @classmethod
    async def join(cls, admission: Admission) -> Stay:
        """Joins. Raises RefusedError, also when the token carries no right to publish, or
        UnreachableError."""
        stay = cls(rtc.Room())
        options = rtc.RoomOptions(auto_subscribe=False, connect_timeout=CONNECT_TIMEOUT_S)
        try:
            await stay._room.connect(admission.url, admission.token, options)
        except rtc.ConnectError as error:
            raise connect_failure(admission.url, str(error.message)) from error
        # A server only ignores a publication without the right, and the SDK then waits for it for ten
        # seconds.
        if not stay._room.local_participant.permissions.can_publish:
            await stay.leave()
            raise RefusedError(f"the token for {admission.identity} does not allow publishing a picture")
        return stay

    async def show(self, signal: Signal, plan: EncodingPlan) -> None:
        """Publishes the picture, or unmutes it; publishes anew when its size has changed.

        Raises UnreachableError when the server does not take it.
        """
        if self._track is not None and (self._pattern or self._size != (signal.width, signal.height)):
            await self._unpublish()
        if self._track is None:
            source = await self._publish(TRACK_NAME, signal.width, signal.height, _picture_options(plan))
            # The source last: from then on pictures of this size are sent by the other thread.
            self._size = (signal.width, signal.height)
            self._source = source
        elif self._track.muted:
            self._track.unmute()
        await self._tell_signal("ok")

    async def hide(self) -> None:
        """Says that there is no picture: viewers see a muted track rather than a frozen heart."""
        if self._pattern is not None:
            await self._unpublish()
        if self._track is not None and not self._track.muted:
            self._track.mute()
        await self._tell_signal("none")

    async def withhold(self) -> None:
        """Says that the hospital has not released the picture, and sends a plain pattern instead.

        Raises UnreachableError when the server does not take it.
        """
        if self._pattern is None:
            if self._track is not None:
                await self._unpublish()
            options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_SCREENSHARE, simulcast=False)
            source = await self._publish(WITHHELD_TRACK_NAME, PATTERN_WIDTH, PATTERN_HEIGHT, options)
            self._pattern = self._loop.create_task(_send_pattern(source))
        await self._tell_signal("withheld")

    def shows(self, prepared: Prepared) -> bool:
        """Whether a picture of this size is on air now; from any thread."""
        return self._source is not None and (prepared.width, prepared.height) == self._size

    def send(self, prepared: Prepared, *, frame_id: int, server_us: int) -> None:
        """Hands one picture to the encoder, from any thread.

        The encoder copies the picture, takes it up at once and drops it if it is still busy, so nothing
        queues.
        """
        source = self._source
        if source is None:
            return  # unpublished a moment ago, on the other thread
        frame = rtc.VideoFrame(
            prepared.width, prepared.height, rtc.VideoBufferType.I420, prepared.i420.reshape(-1).data
        )
        source.capture_frame(
            frame,
            timestamp_us=round(prepared.captured_s * 1_000_000),
            metadata=rtc.FrameMetadata(frame_id=frame_id & 0xFFFFFFFF, user_timestamp=server_us),
        )

    async def line(self) -> LineReport | None:
        """None while nothing is published, or when the SDK has no figures."""
        if self._track is None:
            return None
        try:
            return read_line(await self._track.get_stats())
        except Exception as error:  # noqa: BLE001 - the SDK raises nothing narrower
            log.debug("no figures of the line: %s", error)
            return None

    async def leave(self) -> None:
        """Leaves the room; gives up on a line that is dead after LEAVE_WITHIN_S."""
        self._cancel_giving_up()
        if not self.ended.done():
            self.ended.cancel()
        self._source = self._track = None
        self._end_pattern()
        try:
            async with asyncio.timeout(LEAVE_WITHIN_S):
                await self._room.disconnect()
        except TimeoutError:
            log.warning("the server did not confirm that this agent left")

    async def _publish(
        self, name: str, width: int, height: int, options: rtc.TrackPublishOptions
    ) -> rtc.VideoSource:
        """Publishes a track; what is put into the source returned is on air."""
        source = rtc.VideoSource(width, height)
        track = rtc.LocalVideoTrack.create_video_track(name, source)
        try:
            publication = await self._room.local_participant.publish_track(track, options)
        except Exception as error:
            raise UnreachableError(f"cannot publish the picture: {_told(error)}") from error
        self._track, self._track_sid = track, publication.sid
        return source

    async def _unpublish(self) -> None:
        self._source = self._track = None
        self._end_pattern()
        try:
            await self._room.local_participant.unpublish_track(self._track_sid)
        except Exception as error:
            raise UnreachableError(f"cannot take the picture down: {_told(error)}") from error

    def _end_pattern(self) -> None:
        if self._pattern is not None:
            self._pattern.cancel()
            self._pattern = None

    async def _tell_signal(self, state: str) -> None:
        self._told = state
        participant = self._room.local_participant
        if not participant.permissions.can_update_metadata:
            return  # the track, muted or of another name, says the same
        try:
            async with asyncio.timeout(ATTRIBUTE_WITHIN_S):
                await participant.set_attributes({SIGNAL_ATTRIBUTE: state})
        except TimeoutError:
            log.debug("the server did not take the attribute %s", SIGNAL_ATTRIBUTE)

    def _disconnected(self, reason: rtc.DisconnectReason.ValueType) -> None:
        name = rtc.DisconnectReason.Name(reason).lower().replace("_", " ")
        self._end(Ending(_OUTCOMES.get(reason, Outcome.LOST), f"disconnected: {name}"))

    def _reconnecting(self) -> None:
        log.warning("connection interrupted; resuming")
        self._cancel_giving_up()
        lost = Ending(Outcome.LOST, f"not resumed within {RESUME_WITHIN_S:g} s")
        self._give_up = self._loop.call_later(RESUME_WITHIN_S, self._end, lost)

    def _reconnected(self) -> None:
        self._cancel_giving_up()
        log.info("connection resumed")
        if self._told is not None:
            # A server that was restarted has forgotten the attribute.
            self._retelling = self._loop.create_task(self._tell_signal(self._told))

    def _cancel_giving_up(self) -> None:
        if self._give_up is not None:
            self._give_up.cancel()
            self._give_up = None

    def _end(self, ending: Ending) -> None:
        if not self.ended.done():
            self.ended.set_result(ending)


def _told(error: Exception) -> str:
    """The text of an SDK exception; those of publishing are not exported, and hide it from `str`."""
    return str(getattr(error, "message", error))


def _picture_options(plan: EncodingPlan) -> rtc.TrackPublishOptions:
    # Not marked as a screencast: libwebrtc would then encode for still slides, which cost an
    # echocardiogram in H.264 a fifth of its frames. What else a screencast promises, that the resolution
    # stays, the degradation preference promises too.
    return rtc.TrackPublishOptions(
        source=_track_source(plan),
        video_codec=_CODECS[plan.codec],
        video_encoding=rtc.VideoEncoding(max_bitrate=plan.bitrate_bps, max_framerate=plan.max_fps),
        simulcast=plan.simulcast,
        # The stub wants the protobuf's own type, which the SDK replaces by an IntEnum.
        degradation_preference=_DEGRADATION[plan.gives_way],  # type: ignore[arg-type]
        frame_metadata_features=[
            rtc.FrameMetadataFeature.FMF_USER_TIMESTAMP,
            rtc.FrameMetadataFeature.FMF_FRAME_ID,
        ],
    )


async def _send_pattern(source: rtc.VideoSource) -> None:
    """Until cancelled."""
    data = pattern().reshape(-1).data
    frame = rtc.VideoFrame(PATTERN_WIDTH, PATTERN_HEIGHT, rtc.VideoBufferType.I420, data)
    while True:
        source.capture_frame(frame)
        await asyncio.sleep(PATTERN_EVERY_S)


def _track_source(plan: EncodingPlan) -> rtc.TrackSource.ValueType:
    """A screen, which is what a console's picture is. But the SDK thins out a screen's lower layers to three
    frames a second, which shows no beating heart; a camera's keep 15 to 20, so with layers it is one."""
    return rtc.TrackSource.SOURCE_CAMERA if plan.simulcast else rtc.TrackSource.SOURCE_SCREENSHARE


_REFUSAL = re.compile(r"client error: 40[13]\b")


def connect_failure(url: str, message: str) -> RefusedError | UnreachableError:
    """What a failed join means, from the SDK's message (it carries the HTTP status as text, and nothing
    else)."""
    lowered = message.lower()
    if _REFUSAL.search(lowered):
        return RefusedError(f"{url} refused the token: {message}")
    if "causedasendentity" in lowered:
        return UnreachableError(
            f"{url} uses an authority's certificate (CA:TRUE) as its own; give the server one that is none"
        )
    if "certificate" in lowered or "unknownissuer" in lowered:
        return UnreachableError(f"the certificate of {url} is not trusted ({message}); set `ca_file`")
    return UnreachableError(f"cannot join at {url}: {message}")
