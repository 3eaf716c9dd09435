"""The RTP header extensions the gateway knows: URIs, values, and which are negotiated in each direction."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from .sdp import DIRECTIONS, INACTIVE, RECVONLY, SENDONLY, SENDRECV, HeaderExtension, Media

MID = "urn:ietf:params:rtp-hdrext:sdes:mid"
RID = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
REPAIRED_RID = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"
AUDIO_LEVEL = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
ORIENTATION = "urn:3gpp:video-orientation"
ABS_SEND_TIME = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
TRANSPORT_SEQUENCE = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
PLAYOUT_DELAY = "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay"
DEPENDENCY_DESCRIPTOR = (
    "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension"
)

AUDIO_IN = (MID, ABS_SEND_TIME, TRANSPORT_SEQUENCE, AUDIO_LEVEL)
VIDEO_IN = (
    MID,
    RID,
    REPAIRED_RID,
    ABS_SEND_TIME,
    TRANSPORT_SEQUENCE,
    ORIENTATION,
    PLAYOUT_DELAY,
)
AUDIO_OUT = (MID, AUDIO_LEVEL)
VIDEO_OUT = (MID, ABS_SEND_TIME, ORIENTATION, PLAYOUT_DELAY)

#: The ids the gateway offers to subscribers: the same for all, so that packets can be prepared once for all.
OFFERED_IDS = {
    AUDIO_LEVEL: 1,
    ABS_SEND_TIME: 2,
    ORIENTATION: 3,
    MID: 4,
    PLAYOUT_DELAY: 6,
    DEPENDENCY_DESCRIPTOR: 13,
}

#: Playout delay asked of subscribers, 0 to 400 ms in units of 10 ms (12 bits each): a minimum of zero makes
#: Chromium render each frame as soon as it is decoded.
PLAYOUT_DELAY_VALUE = (0 << 12 | 40).to_bytes(3, "big")

_REVERSED = {SENDONLY: RECVONLY, RECVONLY: SENDONLY, SENDRECV: SENDRECV, INACTIVE: INACTIVE}


@dataclass(frozen=True, slots=True)
class ReceivedIds:
    """Element ids under which a peer sends; 0 for those not negotiated."""

    mid: int = 0
    rid: int = 0
    repaired_rid: int = 0
    audio_level: int = 0
    orientation: int = 0
    transport_sequence: int = 0
    abs_send_time: int = 0
    dependency_descriptor: int = 0

    @classmethod
    def of(cls, extensions: Iterable[HeaderExtension]) -> ReceivedIds:
        """Collect the ids of every section: bundled sections share them (RFC 8843 section 9.2)."""
        ids = {extension.uri: extension.id for extension in extensions}
        return cls(
            mid=ids.get(MID, 0),
            rid=ids.get(RID, 0),
            repaired_rid=ids.get(REPAIRED_RID, 0),
            audio_level=ids.get(AUDIO_LEVEL, 0),
            orientation=ids.get(ORIENTATION, 0),
            transport_sequence=ids.get(TRANSPORT_SEQUENCE, 0),
            abs_send_time=ids.get(ABS_SEND_TIME, 0),
            dependency_descriptor=ids.get(DEPENDENCY_DESCRIPTOR, 0),
        )


@dataclass(frozen=True, slots=True)
class SentIds:
    """Element ids under which the gateway sends to a subscriber; 0 for those not negotiated."""

    mid: int = 0
    audio_level: int = 0
    abs_send_time: int = 0
    orientation: int = 0
    playout_delay: int = 0
    dependency_descriptor: int = 0

    @classmethod
    def of(cls, extensions: Iterable[HeaderExtension]) -> SentIds:
        ids = {extension.uri: extension.id for extension in extensions}
        return cls(
            mid=ids.get(MID, 0),
            audio_level=ids.get(AUDIO_LEVEL, 0),
            abs_send_time=ids.get(ABS_SEND_TIME, 0),
            orientation=ids.get(ORIENTATION, 0),
            playout_delay=ids.get(PLAYOUT_DELAY, 0),
            dependency_descriptor=ids.get(DEPENDENCY_DESCRIPTOR, 0),
        )


def answered(media: Media, wanted: Iterable[str]) -> tuple[HeaderExtension, ...]:
    """The offered extensions among `wanted`, directions seen from this side (RFC 8285, section 6)."""
    uris = frozenset(wanted)
    return tuple(
        HeaderExtension(e.id, e.uri, _REVERSED[e.direction] if e.direction in DIRECTIONS else "")
        for e in media.extensions
        if e.uri in uris
    )


def abs_send_time(now: float) -> bytes:
    """24 bits of 6.18 fixed point seconds; only differences mean something, so any steady clock will do."""
    return (int(now * (1 << 18)) & 0xFFFFFF).to_bytes(3, "big")


def audio_level_to_linear(value: bytes) -> float:
    """RFC 6464 section 3: seven bits of -dBov, 127 being silence; returns an amplitude of 0..1."""
    level = value[0] & 0x7F if value else 127
    return 0.0 if level == 127 else math.pow(10.0, -level / 20.0)
