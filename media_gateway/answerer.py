"""Negotiation where the peer offers: publishers, and LiveKit's single-connection mode."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from . import codecs
from .errors import GatewayError, SdpError
from .extensions import AUDIO_IN, AUDIO_OUT, DEPENDENCY_DESCRIPTOR, VIDEO_IN, VIDEO_OUT, answered
from .inbound import InboundTrack
from .model import OfferedTrack
from .negotiation import (
    LocalParameters,
    SessionCounter,
    application_section,
    feedback_in_common,
    sending_section,
    with_transport,
)
from .outbound import Subscription
from .sdp import INACTIVE, RECVONLY, SENDONLY, SENDRECV, HeaderExtension, Media, PayloadFormat, Session


@dataclass(slots=True)
class AnswerSection:
    """One section of the peer's offers, and what the gateway does with it."""

    offered: Media
    answered: Media | None = None
    track: InboundTrack | None = None
    formats: tuple[PayloadFormat, ...] = ()  # accepted for `track`
    subscription: Subscription | None = None

    @property
    def rejected(self) -> bool:
        """Whether either side refused the section (RFC 8829 section 5.2.2 lets it be recycled then)."""
        return self.offered.rejected or (self.answered is not None and self.answered.rejected)

    @property
    def can_send(self) -> bool:
        """Whether a subscription can be bound; one that was closed occupies its section until answered."""
        return self.offered.receives and self.subscription is None

    def release_subscription(self) -> None:
        """The peer receives here no more: the subscription, if any, waits for another section."""
        if self.subscription is not None:
            self.subscription.mid = None
            self.subscription.bind(None, None)
            self.subscription = None


class Answerer:
    """Keeps the sections between one offer and the next."""

    def __init__(self, max_tracks: int) -> None:
        self.sections: dict[str, AnswerSection] = {}
        self._max_tracks = max_tracks
        self._counter = SessionCounter()

    def receive_offer(self, session: Session) -> tuple[list[OfferedTrack], list[AnswerSection]]:
        """Take an offer; returns the tracks it adds and the sections whose track ended.

        Raises SdpError when it drops, reorders or renames sections of the offer before.
        """
        known = self._continue_sections(session)
        gone = [section for section in self.sections.values() if section.offered.mid not in known]
        self.sections = known
        added: list[OfferedTrack] = []
        ended = [section for section in gone if section.track is not None]
        for media in session.media:
            section = known[media.mid]
            replaced = media.track != section.offered.track and bool(media.track and section.offered.track)
            section.offered = media
            if not media.receives:
                gone.append(section)
            if section.track is not None and (not media.sends or replaced):
                ended.append(section)
            if media.sends and media.kind != "application" and (section.track is None or replaced):
                added.append(_offered_track(media))
        for section in gone:
            section.release_subscription()
        return added, ended

    def _continue_sections(self, session: Session) -> dict[str, AnswerSection]:
        """The sections in the order of the offer; only a rejected one may come back under another mid."""
        if len(session.media) < len(self.sections):
            raise SdpError("the offer drops media sections of the one before")
        before = list(self.sections.values())
        sections: dict[str, AnswerSection] = {}
        for index, media in enumerate(session.media):
            old = before[index] if index < len(before) else None
            if old is not None and old.offered.mid == media.mid:
                sections[media.mid] = old
            elif old is None or old.rejected:
                sections[media.mid] = AnswerSection(media)
            else:
                raise SdpError(f"the offer renames media section {old.offered.mid!r}")
        return sections

    def check_acceptable(self, mid: str, mimes: Sequence[str]) -> list[PayloadFormat]:
        """The formats with which a section's track may be taken. Raises GatewayError when it cannot be."""
        section = self.sections.get(mid)
        if section is None or not section.offered.sends or section.offered.kind == "application":
            raise GatewayError(f"no track is offered in section {mid!r}")
        if section.track is not None:
            raise GatewayError(f"the track of section {mid!r} was taken already")
        if sum(s.track is not None for s in self.sections.values()) >= self._max_tracks:
            raise GatewayError(f"a peer may publish at most {self._max_tracks} tracks")
        kind = section.offered.kind
        formats = codecs.restrict(kind, codecs.supported_formats(section.offered), mimes)
        if not formats:
            raise GatewayError(f"section {mid!r} offers no codec the gateway forwards")
        return formats

    def bind(self, subscriptions: Sequence[Subscription]) -> None:
        """Give each subscription without a section a free one that takes its codec."""
        for subscription in subscriptions:
            kind = subscription.track.kind
            free = [s for s in self.sections.values() if s.can_send and s.offered.kind == kind]
            section = next((s for s in free if formats_for(subscription, s.offered.formats)), None)
            subscription.unsupported = bool(free) and section is None
            if section is not None:
                section.subscription = subscription
                subscription.mid = section.offered.mid

    def answer(self, local: LocalParameters, cname: str) -> Session:
        """The answer to the last offer, in which sections of closed subscriptions become free."""
        for section in self.sections.values():
            if section.subscription is not None and section.subscription.closed:
                section.subscription = None
            section.answered = self._answer_section(section, local, cname)
        return self._counter.wrap([s.answered for s in self.sections.values() if s.answered is not None])

    def _answer_section(self, section: AnswerSection, local: LocalParameters, cname: str) -> Media:
        offered = section.offered
        if offered.rejected:
            return Media(offered.kind, offered.mid, port=0, protocol=offered.protocol)
        if offered.kind == "application":
            media = application_section(offered.mid, local, offered.protocol)
            return with_transport(media, local, "passive")
        formats = self._answer_formats(section)
        if not formats:
            return Media(offered.kind, offered.mid, port=0, protocol=offered.protocol)
        media = Media(
            offered.kind,
            offered.mid,
            protocol=offered.protocol,
            direction=_direction(section),
            formats=tuple(formats),
            extensions=_extensions(section),
            extmap_allow_mixed=offered.extmap_allow_mixed,
        )
        if section.track is not None and offered.simulcast_send:
            names = offered.simulcast_send
            media = replace(media, rids=tuple((name, "recv") for name in names), simulcast_recv=names)
        if section.subscription is not None:
            has_repair = any(f.name.lower() == codecs.RTX for f in formats)
            media = sending_section(media, section.subscription, cname, repair=has_repair)
        return with_transport(media, local, "passive")

    def _answer_formats(self, section: AnswerSection) -> list[PayloadFormat]:
        """The codecs in use, each with its RTX; of an unused section all that could be."""
        offered = section.offered
        video = offered.kind == "video"
        if section.track is not None:
            chosen = list(section.formats)
            feedback: Sequence[str] = codecs.VIDEO_FEEDBACK_IN if video else codecs.AUDIO_FEEDBACK_IN
        else:
            chosen = codecs.supported_formats(offered)
            if section.subscription is not None:
                chosen = formats_for(section.subscription, chosen)
            feedback = codecs.VIDEO_FEEDBACK_OUT if video else codecs.AUDIO_FEEDBACK_OUT
        formats: list[PayloadFormat] = []
        for payload_format in chosen:
            formats.append(feedback_in_common(payload_format, feedback))
            formats += [
                replace(repair, feedback=())
                for repair in codecs.retransmission_formats(offered, [payload_format])[:1]
            ]
        return formats


def formats_for(subscription: Subscription, formats: Sequence[PayloadFormat]) -> list[PayloadFormat]:
    """The formats that carry a codec of the subscription's track."""
    found = (codecs.find_same(published, formats) for published in subscription.track.formats)
    return list(dict.fromkeys(f for f in found if f is not None))


def _offered_track(media: Media) -> OfferedTrack:
    return OfferedTrack(
        media.mid, media.kind, media.stream, media.track, media.simulcast_send, codecs.supported_mimes(media)
    )


def _direction(section: AnswerSection) -> str:
    receives, sends = section.track is not None, section.subscription is not None
    if receives:
        return SENDRECV if sends else RECVONLY
    return SENDONLY if sends else INACTIVE


def _extensions(section: AnswerSection) -> tuple[HeaderExtension, ...]:
    """Everything both sides know, whatever the direction.

    Bundled sections share one numbering. Chromium refuses simulcast later on if a section answered earlier
    as inactive had left the extensions out.
    """
    if section.offered.kind == "audio":
        return answered(section.offered, (*AUDIO_IN, *AUDIO_OUT))
    # The dependency descriptor costs bytes in every packet and only AV1 receivers profit from it.
    carries_av1 = (bool(section.formats) and codecs.mime("video", section.formats[0]) == codecs.AV1) or (
        section.subscription is not None and section.subscription.track.mime == codecs.AV1
    )
    extra = (DEPENDENCY_DESCRIPTOR,) if carries_av1 else ()
    return answered(section.offered, (*VIDEO_IN, *VIDEO_OUT, *extra))
