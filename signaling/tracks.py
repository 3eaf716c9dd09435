"""One published track: what its publisher announced, and how it is described to others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from livekit.protocol.models import (
    SimulcastCodecInfo,
    TrackInfo,
    TrackSource,
    TrackType,
    VideoLayer,
    VideoQuality,
)
from livekit.protocol.rtc import AddTrackRequest, RequestResponse

from .errors import RequestError
from .ids import AUDIO_TRACK, VIDEO_TRACK, new_id

if TYPE_CHECKING:
    from media_gateway import InboundTrack

#: A wanted size this share smaller than a layer still gets that layer, so that rounding in the client's
#: layout does not cost a step of sharpness.
_SIZE_TOLERANCE = 0.9

#: What one announcement may hold, since every participant of the room is sent a copy. Clients have up to
#: three layers, two codecs and a handful of features.
MAX_LAYERS = 16
MAX_FEATURES = 16
_MAX_CODECS = 8


@dataclass(slots=True)
class PublishedTrack:
    """A track from its announcement (`inbound` is None) through its life in the gateway."""

    sid: str
    cids: frozenset[str]
    info: TrackInfo
    #: What the gateway may negotiate for it, lower case; empty means anything enabled.
    mimes: tuple[str, ...] = ()
    inbound: InboundTrack | None = None
    #: The highest layer the publisher was last told somebody wants; publishers begin with all.
    demanded: VideoQuality = VideoQuality.HIGH
    #: Monotonic time since when less than that is wanted.
    lower_since: float | None = None
    first_subscriber_told: bool = field(default=False)

    @property
    def is_video(self) -> bool:
        return self.info.type == TrackType.VIDEO

    def negotiated(self, inbound: InboundTrack, mid: str, mime: str) -> None:
        """The gateway took the track's section; `mime` is its codec as clients write it."""
        self.inbound = inbound
        self.info.mid = mid
        self.info.mime_type = mime
        if self.info.codecs:
            self.info.codecs[0].mime_type = mime
            self.info.codecs[0].mid = mid

    def quality_for(self, width: int, height: int) -> VideoQuality:
        """The smallest layer that fills `width` x `height` pixels, whichever way round the picture is."""
        wanted = max(width, height) * _SIZE_TOLERANCE
        for layer in sorted(self.info.layers, key=lambda layer: layer.quality):
            if max(layer.width, layer.height) >= wanted:
                return layer.quality
        return VideoQuality.HIGH


def check(request: AddTrackRequest, name_chars: int) -> None:
    """Raises RequestError for an announcement that is malformed or too large to be passed on."""
    if request.type == TrackType.DATA or not request.cid:
        raise RequestError(RequestResponse.UNSUPPORTED_TYPE, "a track needs a client id and a media type")
    if request.sid:
        raise RequestError(
            RequestResponse.UNSUPPORTED_TYPE, "a second codec for a published track is not taken"
        )
    if max(len(request.cid), len(request.name), len(request.stream)) > name_chars:
        raise RequestError(RequestResponse.LIMIT_EXCEEDED, f"names have at most {name_chars} characters")
    features = len(request.audio_features) + len(request.packet_trailer_features)
    layers = max((len(codec.layers) for codec in request.simulcast_codecs), default=0) + len(request.layers)
    if layers > MAX_LAYERS or features > MAX_FEATURES or len(request.simulcast_codecs) > _MAX_CODECS:
        raise RequestError(RequestResponse.LIMIT_EXCEEDED, "too many layers, codecs or features")


def announce(request: AddTrackRequest, enabled: Sequence[str]) -> PublishedTrack:
    """The track an AddTrackRequest announces; `enabled` are the mime types that may be published.

    A video codec that is not enabled is replaced by the first one that is; clients read the codec to use
    from the answer.
    """
    video = request.type == TrackType.VIDEO
    sid = new_id(VIDEO_TRACK if video else AUDIO_TRACK)
    mime = _choose_mime(request, enabled)
    cids = frozenset(cid for cid in (request.cid, *(c.cid for c in request.simulcast_codecs)) if cid)
    codec = SimulcastCodecInfo(mime_type=mime, cid=request.cid, layers=request.layers)
    if request.simulcast_codecs:
        codec.video_layer_mode = request.simulcast_codecs[0].video_layer_mode
    info = TrackInfo(
        sid=sid,
        type=request.type,
        name=request.name,
        muted=request.muted,
        width=request.width,
        height=request.height,
        simulcast=len(request.layers) > 1,
        disable_dtx=request.disable_dtx,
        source=request.source,
        layers=request.layers,
        mime_type=mime,
        codecs=[codec],
        stereo=request.stereo,
        disable_red=True,
        encryption=request.encryption,
        stream=request.stream or _stream_of(request.source),
        audio_features=request.audio_features,
        packet_trailer_features=request.packet_trailer_features,
        backup_codec_policy=request.backup_codec_policy,
    )
    # A client without a preference lists no codec: then whatever both sides can do is fine.
    mimes = (mime.lower(),) if request.simulcast_codecs else ()
    return PublishedTrack(sid=sid, cids=cids, info=info, mimes=mimes)


def _choose_mime(request: AddTrackRequest, enabled: Sequence[str]) -> str:
    kind = "video/" if request.type == TrackType.VIDEO else "audio/"
    of_kind = [mime for mime in enabled if mime.lower().startswith(kind)]
    asked = request.simulcast_codecs[0].codec if request.simulcast_codecs else ""
    wanted = asked.lower() if "/" in asked else kind + asked.lower()
    return next((mime for mime in of_kind if mime.lower() == wanted), of_kind[0] if of_kind else wanted)


def _stream_of(source: TrackSource) -> str:
    """Tracks that play in step share a stream name: camera with microphone, screen with its sound."""
    if source in (TrackSource.CAMERA, TrackSource.MICROPHONE):
        return "camera"
    if source in (TrackSource.SCREEN_SHARE, TrackSource.SCREEN_SHARE_AUDIO):
        return "screen_share"
    return ""


def layers_replaced(info: TrackInfo, layers: Iterable[VideoLayer]) -> None:
    """Put the publisher's new layer sizes into the track's description."""
    new = list(layers)
    del info.layers[:]
    info.layers.extend(new)
    for codec in info.codecs[:1]:
        del codec.layers[:]
        codec.layers.extend(new)
    if new:
        largest = max(new, key=lambda layer: layer.width * layer.height)
        info.width, info.height = largest.width, largest.height
