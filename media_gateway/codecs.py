"""Which codecs the gateway forwards, when two formats are the same codec, where their key frames begin."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from . import av1, h264, vp9
from .errors import WireError
from .sdp import Media, PayloadFormat
from .vp8 import parse_descriptor

OPUS, VP8, VP9, H264, AV1 = "audio/opus", "video/vp8", "video/vp9", "video/h264", "video/av1"
SUPPORTED = (OPUS, VP8, VP9, H264, AV1)
RTX = "rtx"

VIDEO_FEEDBACK_IN = ("goog-remb", "transport-cc", "ccm fir", "nack", "nack pli")
AUDIO_FEEDBACK_IN = ("transport-cc", "nack")
#: No transport-cc toward subscribers: without it Chromium answers with REMB, a ready estimate.
VIDEO_FEEDBACK_OUT = ("goog-remb", "ccm fir", "nack", "nack pli")
AUDIO_FEEDBACK_OUT = ("nack",)

_DEFAULT_H264_PROFILE = "42000a"  # RFC 6184 section 8.1: baseline at level 1


def mime(kind: str, payload_format: PayloadFormat) -> str:
    """ "video/vp8" and the like, in lower case."""
    return f"{kind}/{payload_format.name.lower()}"


def is_supported(kind: str, payload_format: PayloadFormat) -> bool:
    """H.264 only in packetization mode 1 and VP9 only in profile 0, which every browser decodes."""
    name = mime(kind, payload_format)
    if name == H264:
        return payload_format.parameter("packetization-mode") == "1"
    if name == VP9:
        return (payload_format.parameter("profile-id") or "0") == "0"
    return name in SUPPORTED


def supported_formats(media: Media) -> list[PayloadFormat]:
    """The formats of a section that the gateway can forward, without RTX."""
    return [f for f in media.formats if is_supported(media.kind, f)]


def supported_mimes(media: Media) -> tuple[str, ...]:
    """Their names, each once, in the order of the section."""
    return tuple(dict.fromkeys(mime(media.kind, f) for f in supported_formats(media)))


def restrict(kind: str, formats: Iterable[PayloadFormat], mimes: Sequence[str]) -> list[PayloadFormat]:
    """Only the formats named in `mimes`, in that order; all where `mimes` is empty or names none of them."""
    available = list(formats)
    chosen = [f for name in mimes for f in available if mime(kind, f) == name.lower()]
    return chosen or available


def retransmission_formats(media: Media, formats: Iterable[PayloadFormat]) -> list[PayloadFormat]:
    """The RTX formats (RFC 4588) of a section that belong to the given ones."""
    wanted = {str(f.payload_type) for f in formats}
    return [f for f in media.formats if f.name.lower() == RTX and f.parameter("apt") in wanted]


def configuration(payload_format: PayloadFormat) -> tuple[str, ...]:
    """What must agree for two formats to be one codec: name and profile, not level or payload type."""
    name = payload_format.name.lower()
    if name == "h264":
        profile = (payload_format.parameter("profile-level-id") or _DEFAULT_H264_PROFILE).lower()
        return name, _h264_profile(profile), payload_format.parameter("packetization-mode") or "0"
    if name == "vp9":
        return name, payload_format.parameter("profile-id") or "0"
    if name == "av1":
        return name, payload_format.parameter("profile") or "0"
    return (name,)


def _h264_family(payload_format: PayloadFormat) -> tuple[str, ...]:
    """Name, profile without its constraints, packetization mode."""
    profile = (payload_format.parameter("profile-level-id") or _DEFAULT_H264_PROFILE).lower()
    mode = payload_format.parameter("packetization-mode") or "0"
    return payload_format.name.lower(), profile[:2], mode


def _h264_profile(profile_level_id: str) -> str:
    """Profile and constraint bits; constrained baseline is written in two ways (RFC 6184 table 5)."""
    profile, constraints = profile_level_id[:2], profile_level_id[2:4]
    if profile == "42" and constraints[:1] in ("c", "d", "e", "f", "4", "5", "6", "7"):
        return "constrained-baseline"
    return profile + constraints


def find_same(payload_format: PayloadFormat, formats: Iterable[PayloadFormat]) -> PayloadFormat | None:
    """The format that is the same codec; of H.264, failing that, one of the same profile in its plain form.

    Browsers name plain and constrained baseline differently, but decode either as the other.
    """
    candidates = list(formats)
    wanted = configuration(payload_format)
    exact = next((f for f in candidates if configuration(f) == wanted), None)
    if exact is not None or wanted[0] != "h264":
        return exact
    return next((f for f in candidates if _h264_family(f) == _h264_family(payload_format)), None)


def _vp8_key_frame(payload: bytes) -> bool:
    try:
        return parse_descriptor(payload).key_frame_start
    except WireError:
        return False


#: Does a payload begin a key frame; audio has none and needs none.
KEY_FRAME_DETECTORS: dict[str, Callable[[bytes], bool]] = {
    VP8: _vp8_key_frame,
    VP9: vp9.is_key_frame,
    H264: h264.is_key_frame,
    AV1: av1.is_key_frame,
}
