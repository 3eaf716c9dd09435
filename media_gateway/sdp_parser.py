"""Parsing session descriptions: text in, `sdp.Session` out, SdpError for everything that does not fit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from .errors import SdpError
from .sdp import (
    DIRECTIONS,
    SENDRECV,
    Fingerprint,
    HeaderExtension,
    Media,
    PayloadFormat,
    Session,
    SourceGroup,
)

MAX_TEXT = 512 * 1024
_MAX_LINES = 20_000
_MAX_PORT = 65_535
_MAX_PAYLOAD_TYPE = 127
_MAX_EXTENSION_ID = 255
_MAX_SSRC = 0xFFFFFFFF


@dataclass(slots=True)
class _FormatDraft:
    name: str = ""
    clock_rate: int = 0
    channels: int = 1
    parameters: str = ""
    feedback: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Draft:
    """What has been read of one section (or of the session, for its defaults)."""

    kind: str = ""
    port: int = 0
    protocol: str = ""
    types: list[int] = field(default_factory=list)
    mid: str | None = None
    direction: str = SENDRECV
    drafts: dict[int, _FormatDraft] = field(default_factory=dict)
    feedback_for_all: list[str] = field(default_factory=list)
    extensions: list[HeaderExtension] = field(default_factory=list)
    extmap_allow_mixed: bool = False
    rids: list[tuple[str, str]] = field(default_factory=list)
    simulcast: dict[str, tuple[str, ...]] = field(default_factory=dict)
    msid: tuple[str, str] = ("", "")
    sources: dict[int, str] = field(default_factory=dict)
    groups: list[SourceGroup] = field(default_factory=list)
    bundle: tuple[str, ...] = ()
    ice_lite: bool = False
    ice_ufrag: str = ""
    ice_pwd: str = ""
    fingerprints: list[Fingerprint] = field(default_factory=list)
    setup: str = ""
    sctp_port: int | None = None
    max_message_size: int | None = None


def parse_session(text: str, *, max_sections: int = 256) -> Session:
    """Parse a description; unknown lines and attributes are ignored, as RFC 8866 section 5.13 asks.

    Raises SdpError, naming the line, when a known line is malformed or a limit is passed.
    """
    if len(text) > MAX_TEXT:
        raise SdpError(f"description longer than {MAX_TEXT} characters")
    lines = text.splitlines()
    if len(lines) > _MAX_LINES:
        raise SdpError(f"description of more than {_MAX_LINES} lines")
    if not lines or not lines[0].startswith("v=0"):
        raise SdpError("description does not begin with v=0")
    session = _Draft()
    sections: list[_Draft] = []
    for number, line in enumerate(lines, 1):
        current = sections[-1] if sections else session
        if line.startswith("m=") and len(sections) >= max_sections:
            raise SdpError(f"more than {max_sections} media sections")
        try:
            if line.startswith("m="):
                sections.append(_parse_media(line[2:]))
            elif line.startswith("a="):
                name, _, value = line[2:].partition(":")
                parser = _ATTRIBUTES.get(name)
                if parser is not None:
                    parser(current, value.strip())
        except (ValueError, IndexError) as error:
            raise SdpError(f"line {number} is malformed: {line[:80]!r}") from error
    media = tuple(_finish(draft, session, index) for index, draft in enumerate(sections))
    mids = [section.mid for section in media]
    if len(set(mids)) != len(mids):
        raise SdpError("two media sections with one mid")
    return Session(media, session.bundle, session.ice_lite)


def _parse_media(value: str) -> _Draft:
    parts = value.split()
    draft = _Draft(kind=parts[0], port=_number(parts[1].partition("/")[0], _MAX_PORT), protocol=parts[2])
    if draft.kind in ("audio", "video"):
        draft.types = [_number(part, _MAX_PAYLOAD_TYPE) for part in parts[3:]]
    return draft


def _number(text: str, highest: int) -> int:
    value = int(text) if text.isascii() and text.isdigit() else -1
    if not 0 <= value <= highest:
        raise ValueError(f"{text[:20]!r} is not a number up to {highest}")
    return value


def _finish(draft: _Draft, session: _Draft, index: int) -> Media:
    formats = tuple(
        PayloadFormat(
            number,
            known.name,
            known.clock_rate,
            known.channels,
            known.parameters,
            tuple(dict.fromkeys(known.feedback + draft.feedback_for_all)),
        )
        for number, known in ((n, draft.drafts.get(n)) for n in dict.fromkeys(draft.types))
        if known is not None and known.name
    )
    return Media(
        kind=draft.kind,
        mid=draft.mid if draft.mid is not None else str(index),
        port=draft.port,
        protocol=draft.protocol,
        direction=draft.direction,
        formats=formats,
        extensions=tuple(session.extensions + draft.extensions),
        extmap_allow_mixed=draft.extmap_allow_mixed or session.extmap_allow_mixed,
        rids=tuple(draft.rids),
        simulcast_send=draft.simulcast.get("send", ()),
        simulcast_recv=draft.simulcast.get("recv", ()),
        stream=draft.msid[0],
        track=draft.msid[1],
        sources=draft.sources,
        groups=tuple(draft.groups),
        ice_ufrag=draft.ice_ufrag or session.ice_ufrag,
        ice_pwd=draft.ice_pwd or session.ice_pwd,
        fingerprints=tuple(draft.fingerprints or session.fingerprints),
        setup=draft.setup or session.setup,
        sctp_port=draft.sctp_port,
        max_message_size=draft.max_message_size,
    )


def _mid(draft: _Draft, value: str) -> None:
    if not value or len(value) > 32 or not value.isascii() or " " in value:
        raise ValueError("unusable mid")
    draft.mid = value


def _rtpmap(draft: _Draft, value: str) -> None:
    number, _, encoding = value.partition(" ")
    name, clock, *rest = encoding.strip().split("/")
    known = draft.drafts.setdefault(_number(number, _MAX_PAYLOAD_TYPE), _FormatDraft())
    known.name, known.clock_rate = name, _number(clock, _MAX_SSRC)
    known.channels = _number(rest[0], 255) if rest else 1
    if not name or known.clock_rate == 0:
        raise ValueError("rtpmap without name or clock rate")


def _fmtp(draft: _Draft, value: str) -> None:
    number, _, parameters = value.partition(" ")
    known = draft.drafts.setdefault(_number(number, _MAX_PAYLOAD_TYPE), _FormatDraft())
    known.parameters = parameters.strip()


def _feedback(draft: _Draft, value: str) -> None:
    number, _, feedback = value.partition(" ")
    if number == "*":
        draft.feedback_for_all.append(feedback.strip())
    else:
        known = draft.drafts.setdefault(_number(number, _MAX_PAYLOAD_TYPE), _FormatDraft())
        known.feedback.append(feedback.strip())


def _extmap(draft: _Draft, value: str) -> None:
    head, uri = value.split()[:2]
    number, _, direction = head.partition("/")
    if direction and direction not in DIRECTIONS:
        raise ValueError("unknown direction")
    element = _number(number, _MAX_EXTENSION_ID)
    if element == 0:
        raise ValueError("extension id 0 means padding")
    draft.extensions.append(HeaderExtension(element, uri, direction))


def _allow_mixed(draft: _Draft, value: str) -> None:
    draft.extmap_allow_mixed = True


def _rid(draft: _Draft, value: str) -> None:
    rid, direction = value.split()[:2]
    if direction not in ("send", "recv") or len(rid) > 255 or not rid.isascii():
        raise ValueError("unusable rid")
    draft.rids.append((rid, direction))


def _simulcast(draft: _Draft, value: str) -> None:
    words = value.split()
    for direction, streams in zip(words[::2], words[1::2], strict=True):
        # Of alternatives ("a,b") the first is taken; "~" marks a stream that starts paused (RFC 8853, 5.1).
        names = tuple(stream.split(",")[0].removeprefix("~") for stream in streams.split(";"))
        draft.simulcast[direction] = tuple(name for name in names if name)


def _msid(draft: _Draft, value: str) -> None:
    stream, _, track = value.partition(" ")
    draft.msid = ("" if stream == "-" else stream, track.strip())


def _ssrc(draft: _Draft, value: str) -> None:
    number, _, attribute = value.partition(" ")
    ssrc = _number(number, _MAX_SSRC)
    name, _, content = attribute.strip().partition(":")
    draft.sources.setdefault(ssrc, "")
    if name == "cname":
        draft.sources[ssrc] = content
    elif name == "msid" and draft.msid == ("", ""):  # the form before RFC 8830
        _msid(draft, content)


def _ssrc_group(draft: _Draft, value: str) -> None:
    semantics, *ssrcs = value.split()
    draft.groups.append(SourceGroup(semantics, tuple(_number(s, _MAX_SSRC) for s in ssrcs)))


def _group(draft: _Draft, value: str) -> None:
    semantics, *mids = value.split()
    if semantics == "BUNDLE" and not draft.bundle:
        draft.bundle = tuple(mids)


def _ice_lite(draft: _Draft, value: str) -> None:
    draft.ice_lite = True


def _ice_ufrag(draft: _Draft, value: str) -> None:
    if not 4 <= len(value) <= 256:  # RFC 8839 section 5.4
        raise ValueError("ice-ufrag of the wrong length")
    draft.ice_ufrag = value


def _ice_pwd(draft: _Draft, value: str) -> None:
    if not 22 <= len(value) <= 256:
        raise ValueError("ice-pwd of the wrong length")
    draft.ice_pwd = value


def _fingerprint(draft: _Draft, value: str) -> None:
    algorithm, digest = value.split()
    draft.fingerprints.append(Fingerprint(algorithm.lower(), digest.upper()))


def _setup(draft: _Draft, value: str) -> None:
    if value not in ("active", "passive", "actpass", "holdconn"):
        raise ValueError("unknown setup role")
    draft.setup = value


def _sctp_port(draft: _Draft, value: str) -> None:
    draft.sctp_port = _number(value, _MAX_PORT)


def _max_message_size(draft: _Draft, value: str) -> None:
    draft.max_message_size = _number(value, 1 << 62)


def _direction(direction: str) -> Callable[[_Draft, str], None]:
    def set_direction(draft: _Draft, value: str) -> None:
        draft.direction = direction

    return set_direction


_ATTRIBUTES: dict[str, Callable[[_Draft, str], None]] = {
    "mid": _mid,
    "rtpmap": _rtpmap,
    "fmtp": _fmtp,
    "rtcp-fb": _feedback,
    "extmap": _extmap,
    "extmap-allow-mixed": _allow_mixed,
    "rid": _rid,
    "simulcast": _simulcast,
    "msid": _msid,
    "ssrc": _ssrc,
    "ssrc-group": _ssrc_group,
    "group": _group,
    "ice-lite": _ice_lite,
    "ice-ufrag": _ice_ufrag,
    "ice-pwd": _ice_pwd,
    "fingerprint": _fingerprint,
    "setup": _setup,
    "sctp-port": _sctp_port,
    "max-message-size": _max_message_size,
    **{direction: _direction(direction) for direction in DIRECTIONS},
}
