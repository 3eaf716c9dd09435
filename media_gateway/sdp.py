"""Session descriptions (RFC 8866 with the attributes of RFC 8829): the values, and how they are written.

Parsing stands in `sdp_parser`. Both keep what aiortc's parser drops and simulcast needs: rid, simulcast,
extmap-allow-mixed and the direction of header extensions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

SENDRECV, SENDONLY, RECVONLY, INACTIVE = "sendrecv", "sendonly", "recvonly", "inactive"
DIRECTIONS = (SENDRECV, SENDONLY, RECVONLY, INACTIVE)
MEDIA_PROTOCOL = "UDP/TLS/RTP/SAVPF"
DATA_PROTOCOL = "UDP/DTLS/SCTP"
_DISCARD_PORT = 9  # RFC 8829 section 5.2.1: the port means nothing where ICE chooses the address


@dataclass(frozen=True, slots=True)
class PayloadFormat:
    """What one RTP payload type stands for: rtpmap, fmtp and rtcp-fb together."""

    payload_type: int
    name: str
    clock_rate: int
    channels: int = 1
    parameters: str = ""  # the fmtp line as written
    feedback: tuple[str, ...] = ()  # "nack", "nack pli", "goog-remb", …

    def parameter(self, name: str) -> str | None:
        """One value of the fmtp line, names compared without case."""
        for part in self.parameters.split(";"):
            key, separator, value = part.strip().partition("=")
            if separator and key.lower() == name:
                return value.strip()
        return None


@dataclass(frozen=True, slots=True)
class HeaderExtension:
    """One extmap line (RFC 8285 section 5); direction "" means as the media."""

    id: int
    uri: str
    direction: str = ""


@dataclass(frozen=True, slots=True)
class SourceGroup:
    """SSRCs that belong together (RFC 5576): FID a stream with its RTX, SIM the layers of a simulcast."""

    semantics: str
    ssrcs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The digest of the certificate that DTLS must show (RFC 8122)."""

    algorithm: str  # lower case
    value: str  # upper case hex with colons


@dataclass(frozen=True, slots=True)
class Media:
    """One m= section, session-level ICE and DTLS attributes already merged in."""

    kind: str  # "audio", "video" or "application"
    mid: str
    port: int = _DISCARD_PORT
    protocol: str = MEDIA_PROTOCOL
    direction: str = SENDRECV
    formats: tuple[PayloadFormat, ...] = ()
    extensions: tuple[HeaderExtension, ...] = ()
    extmap_allow_mixed: bool = False
    rids: tuple[tuple[str, str], ...] = ()  # (rid, "send" or "recv")
    simulcast_send: tuple[str, ...] = ()
    simulcast_recv: tuple[str, ...] = ()
    stream: str = ""  # msid
    track: str = ""
    sources: Mapping[int, str] = field(default_factory=dict)  # SSRC -> CNAME
    groups: tuple[SourceGroup, ...] = ()
    ice_ufrag: str = ""
    ice_pwd: str = ""
    fingerprints: tuple[Fingerprint, ...] = ()
    setup: str = ""
    sctp_port: int | None = None
    max_message_size: int | None = None
    candidates: tuple[str, ...] = ()  # written only

    @property
    def rejected(self) -> bool:
        """A zero port refuses the section (RFC 3264 section 6)."""
        return self.port == 0

    @property
    def sends(self) -> bool:
        return self.direction in (SENDRECV, SENDONLY) and not self.rejected

    @property
    def receives(self) -> bool:
        return self.direction in (SENDRECV, RECVONLY) and not self.rejected

    def format(self, payload_type: int) -> PayloadFormat | None:
        """The format with this payload type."""
        return next((f for f in self.formats if f.payload_type == payload_type), None)


@dataclass(frozen=True, slots=True)
class Session:
    """A whole description."""

    media: tuple[Media, ...]
    bundle: tuple[str, ...] = ()  # mids of the first BUNDLE group
    ice_lite: bool = False
    session_id: int = 0  # the o= line
    version: int = 0


def write_session(session: Session) -> str:
    """The description as text, CRLF after each line."""
    lines = [
        "v=0",
        f"o=- {session.session_id} {session.version} IN IP4 127.0.0.1",
        "s=-",
        "t=0 0",
    ]
    if session.ice_lite:
        lines.append("a=ice-lite")
    if session.bundle:
        lines.append("a=group:BUNDLE " + " ".join(session.bundle))
    if any(media.extmap_allow_mixed for media in session.media):
        lines.append("a=extmap-allow-mixed")
    lines.append("a=msid-semantic: WMS *")
    for media in session.media:
        lines += _media_lines(media)
    return "\r\n".join(lines) + "\r\n"


def _media_lines(media: Media) -> Iterator[str]:
    if media.kind == "application":
        types = "webrtc-datachannel"
    else:
        types = " ".join(str(f.payload_type) for f in media.formats) or "0"
    yield f"m={media.kind} {media.port} {media.protocol} {types}"
    yield "c=IN IP4 0.0.0.0"
    yield f"a=mid:{media.mid}"
    if media.rejected:
        yield "a=inactive"
        return
    yield from _transport_lines(media)
    if media.kind == "application":
        yield f"a=sctp-port:{media.sctp_port or 5000}"
        if media.max_message_size is not None:
            yield f"a=max-message-size:{media.max_message_size}"
        return
    yield f"a={media.direction}"
    yield "a=rtcp-mux"
    yield "a=rtcp-rsize"
    for extension in media.extensions:
        direction = f"/{extension.direction}" if extension.direction else ""
        yield f"a=extmap:{extension.id}{direction} {extension.uri}"
    for payload_format in media.formats:
        yield from _format_lines(payload_format)
    yield from _source_lines(media)


def _transport_lines(media: Media) -> Iterator[str]:
    if media.ice_ufrag:
        yield f"a=ice-ufrag:{media.ice_ufrag}"
        yield f"a=ice-pwd:{media.ice_pwd}"
    for fingerprint in media.fingerprints:
        yield f"a=fingerprint:{fingerprint.algorithm} {fingerprint.value}"
    if media.setup:
        yield f"a=setup:{media.setup}"
    for candidate in media.candidates:
        yield f"a=candidate:{candidate}"
    if media.candidates:
        yield "a=end-of-candidates"


def _format_lines(payload_format: PayloadFormat) -> Iterator[str]:
    number = payload_format.payload_type
    channels = f"/{payload_format.channels}" if payload_format.channels > 1 else ""
    yield f"a=rtpmap:{number} {payload_format.name}/{payload_format.clock_rate}{channels}"
    for feedback in payload_format.feedback:
        yield f"a=rtcp-fb:{number} {feedback}"
    if payload_format.parameters:
        yield f"a=fmtp:{number} {payload_format.parameters}"


def _source_lines(media: Media) -> Iterator[str]:
    if media.stream:
        yield f"a=msid:{media.stream} {media.track}"
    for rid, direction in media.rids:
        yield f"a=rid:{rid} {direction}"
    if media.simulcast_send or media.simulcast_recv:
        parts = []
        if media.simulcast_send:
            parts.append("send " + ";".join(media.simulcast_send))
        if media.simulcast_recv:
            parts.append("recv " + ";".join(media.simulcast_recv))
        yield "a=simulcast:" + " ".join(parts)
    for group in media.groups:
        yield f"a=ssrc-group:{group.semantics} " + " ".join(map(str, group.ssrcs))
    for ssrc, cname in media.sources.items():
        yield f"a=ssrc:{ssrc} cname:{cname}"
        if media.stream:
            yield f"a=ssrc:{ssrc} msid:{media.stream} {media.track}"
