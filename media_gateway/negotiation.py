"""What answering and offering have in common: local parameters, and the format a subscription gets."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from .burst import EgressFormat
from .channels import SCTP_PORT
from .codecs import find_same, retransmission_formats
from .errors import SdpError
from .extensions import SentIds
from .ice import Credentials
from .outbound import Subscription
from .sdp import DATA_PROTOCOL, Fingerprint, HeaderExtension, Media, PayloadFormat, Session, SourceGroup

#: RFC 8841 section 6.1: assumed where a peer names no maximum.
DEFAULT_MESSAGE_SIZE = 65_536


@dataclass(frozen=True, slots=True)
class LocalParameters:
    """This side's transport as descriptions show it."""

    credentials: Credentials
    fingerprint: Fingerprint
    candidates: tuple[str, ...]
    max_message_size: int


@dataclass(slots=True)
class SessionCounter:
    """The o= line: a fixed id, and a version that grows with each description (RFC 8829 section 5.2.1)."""

    session_id: int = field(default_factory=lambda: secrets.randbits(62))
    version: int = 0

    def wrap(self, media: Sequence[Media]) -> Session:
        """A description of these sections, all of them bundled but the rejected ones."""
        self.version += 1
        bundle = tuple(section.mid for section in media if not section.rejected)
        return Session(tuple(media), bundle, True, self.session_id, self.version)


@dataclass(frozen=True, slots=True)
class RemoteTransport:
    """The peer's transport parameters from its description."""

    credentials: Credentials
    fingerprints: tuple[Fingerprint, ...]
    sctp_port: int | None  # None without an application section
    max_message_size: int


def candidate_lines(addresses: Iterable[str], port: int) -> tuple[str, ...]:
    """A host candidate for each address (RFC 8839 section 5.1), the first preferred."""
    return tuple(
        f"{index} 1 udp {(126 << 24) + ((65_535 - index) << 8) + 255} {address} {port} typ host generation 0"
        for index, address in enumerate(addresses, 1)
    )


def with_transport(media: Media, local: LocalParameters, setup: str) -> Media:
    """The section with this side's ICE and DTLS attributes."""
    return replace(
        media,
        ice_ufrag=local.credentials.ufrag,
        ice_pwd=local.credentials.pwd,
        fingerprints=(local.fingerprint,),
        setup=setup,
        candidates=local.candidates,
    )


def application_section(mid: str, local: LocalParameters, protocol: str = DATA_PROTOCOL) -> Media:
    """The section of the data channels, transport attributes still missing."""
    return Media(
        "application",
        mid,
        protocol=protocol,
        sctp_port=SCTP_PORT,
        max_message_size=local.max_message_size,
    )


def remote_transport(session: Session) -> RemoteTransport:
    """Check and collect the peer's transport parameters. Raises SdpError when they cannot be used."""
    usable = [media for media in session.media if not media.rejected]
    if not usable:
        raise SdpError("the description has no usable media section")
    first = next((m for m in usable if m.mid in session.bundle), usable[0])
    if len(usable) > 1 and not {m.mid for m in usable} <= set(session.bundle):
        raise SdpError("all media sections must be in one BUNDLE group: the gateway has one port")
    if not first.ice_ufrag or not first.ice_pwd:
        raise SdpError("the description has no ICE credentials")
    if not first.fingerprints:
        raise SdpError("the description has no DTLS fingerprint")
    if first.setup == "passive":
        raise SdpError("a=setup:passive: the gateway is always the DTLS server")
    application = next((m for m in usable if m.kind == "application"), None)
    port = (application.sctp_port or SCTP_PORT) if application is not None else None
    size = application.max_message_size if application is not None else None
    return RemoteTransport(
        Credentials(first.ice_ufrag, first.ice_pwd),
        first.fingerprints,
        port,
        DEFAULT_MESSAGE_SIZE if size is None else size,
    )


def feedback_in_common(payload_format: PayloadFormat, wanted: Sequence[str]) -> PayloadFormat:
    """The format with only the wanted kinds of RTCP feedback."""
    return replace(payload_format, feedback=tuple(f for f in payload_format.feedback if f in wanted))


def egress_formats(
    subscription: Subscription,
    media: Media,
    extensions: Iterable[HeaderExtension],
    tag_size: int,
) -> tuple[EgressFormat | None, EgressFormat | None]:
    """The media and RTX formats of a subscription in a section both sides agreed on.

    `media` lists the subscriber's payload types. (None, None) when it takes none of the track's codecs.
    """
    pairs: list[tuple[int, int]] = []
    repairs: list[tuple[int, int]] = []
    for published in subscription.track.formats:
        taken = find_same(published, media.formats)
        if taken is None:
            continue
        pairs.append((published.payload_type, taken.payload_type))
        for repair in retransmission_formats(media, [taken])[:1]:
            repairs.append((published.payload_type, repair.payload_type))
    if not pairs:
        return None, None
    video = media.kind == "video"
    ids = SentIds.of(extensions)
    mid = media.mid.encode()
    main = EgressFormat(tuple(pairs), mid, ids, video, tag_size)
    if len(repairs) != len(pairs):
        return main, None
    return main, EgressFormat(tuple(repairs), mid, ids, video, tag_size)


def sending_section(media: Media, subscription: Subscription, cname: str, *, repair: bool) -> Media:
    """The section with the subscription's msid and SSRCs (RFC 8830, RFC 5576)."""
    ssrc = subscription.ssrc
    sources = {ssrc: cname}
    groups: tuple[SourceGroup, ...] = ()
    if repair:
        sources[subscription.repair_ssrc] = cname
        groups = (SourceGroup("FID", (ssrc, subscription.repair_ssrc)),)
    return replace(
        media, stream=subscription.stream, track=subscription.track_id, sources=sources, groups=groups
    )
