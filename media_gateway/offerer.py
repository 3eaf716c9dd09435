"""Negotiation where the gateway offers: the subscriber connection of LiveKit's two-connection mode."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from . import codecs
from .errors import GatewayError, SdpError
from .extensions import AUDIO_OUT, DEPENDENCY_DESCRIPTOR, OFFERED_IDS, VIDEO_OUT
from .negotiation import (
    LocalParameters,
    SessionCounter,
    application_section,
    sending_section,
    with_transport,
)
from .outbound import Subscription
from .sdp import INACTIVE, SENDONLY, HeaderExtension, Media, PayloadFormat, Session

#: Payload types offered first for each codec; the next free ones serve further profiles.
_PREFERRED_TYPES = {
    codecs.OPUS: 111,
    codecs.VP8: 96,
    codecs.VP9: 98,
    codecs.H264: 102,
    codecs.AV1: 45,
}
#: RFC 5761 section 4: dynamic types that cannot be mistaken for RTCP.
_FREE_TYPES = (*range(104, 128), *range(35, 64), *range(96, 104))


class PayloadTypes:
    """Numbers for codecs, the same in every section: bundled sections share them (RFC 8843 section 9.1)."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, ...], int] = {}

    def number(self, kind: str, payload_format: PayloadFormat) -> int:
        """Raises GatewayError when all numbers are taken."""
        name = payload_format.name.lower()
        key = (kind, name, str(payload_format.clock_rate), payload_format.parameters)
        if key not in self._numbers:
            used = set(self._numbers.values())
            preferred = _PREFERRED_TYPES.get(codecs.mime(kind, payload_format))
            free = next((n for n in _candidates(preferred) if n not in used), None)
            if free is None:
                raise GatewayError("one peer subscribes to too many different codecs")
            self._numbers[key] = free
        return self._numbers[key]


def _candidates(preferred: int | None) -> Iterator[int]:
    """The preferred number, then every dynamic one that no codec prefers."""
    if preferred is not None:
        yield preferred
    yield from (number for number in _FREE_TYPES if number not in _PREFERRED_TYPES.values())


@dataclass(slots=True)
class OfferSection:
    """One section of the gateway's offers."""

    mid: str
    kind: str
    subscription: Subscription | None = None
    offered: Media | None = None
    formats: tuple[PayloadFormat, ...] = ()
    #: Last offered as inactive, and not answered yet or again in use: not free.
    retiring: bool = False


class Offerer:
    """Keeps the sections between one offer and the next."""

    def __init__(self, max_sections: int) -> None:
        self.sections: list[OfferSection] = []
        self._max_sections = max_sections
        self._types = PayloadTypes()
        self._counter = SessionCounter()
        self._awaiting_answer = False

    def offer(
        self,
        subscriptions: Iterable[Subscription],
        local: LocalParameters,
        cname: str,
        *,
        channels: bool,
    ) -> Session:
        """An offer with every subscription; sections that were answered inactive are used again.

        Raises GatewayError when there are more sections than allowed.
        """
        self._retire()
        if channels and not any(section.kind == "application" for section in self.sections):
            self._add_section("application")
        for subscription in subscriptions:
            if subscription.mid is None:
                section = self._free_section(subscription.track.kind)
                section.subscription = subscription
                subscription.mid = section.mid
        media = [self._offer_section(section, local, cname) for section in self.sections]
        for section, offered in zip(self.sections, media, strict=True):
            section.offered = offered
        self._awaiting_answer = True
        return self._counter.wrap(media)

    def _retire(self) -> None:
        for section in self.sections:
            if section.subscription is not None and section.subscription.closed:
                section.subscription = None
                section.retiring = section.offered is not None

    def _free_section(self, kind: str) -> OfferSection:
        for section in self.sections:
            if section.kind == kind and section.subscription is None and not section.retiring:
                return section
        return self._add_section(kind)

    def _add_section(self, kind: str) -> OfferSection:
        if len(self.sections) >= self._max_sections:
            raise GatewayError(f"a peer may have at most {self._max_sections} media sections")
        section = OfferSection(str(len(self.sections)), kind)
        self.sections.append(section)
        return section

    def _offer_section(self, section: OfferSection, local: LocalParameters, cname: str) -> Media:
        if section.kind == "application":
            return with_transport(application_section(section.mid, local), local, "actpass")
        if section.subscription is not None:
            section.formats = tuple(self._formats(section.subscription))
        media = Media(
            section.kind,
            section.mid,
            direction=SENDONLY if section.subscription is not None else INACTIVE,
            formats=section.formats,
            extensions=_extensions(section.kind, section.formats),
            extmap_allow_mixed=True,
        )
        if section.subscription is not None:
            has_repair = section.kind == "video"
            media = sending_section(media, section.subscription, cname, repair=has_repair)
        return with_transport(media, local, "actpass")

    def _formats(self, subscription: Subscription) -> Iterable[PayloadFormat]:
        """The track's codecs under the gateway's numbers, video with RTX."""
        kind = subscription.track.kind
        video = kind == "video"
        feedback = codecs.VIDEO_FEEDBACK_OUT if video else codecs.AUDIO_FEEDBACK_OUT
        for published in subscription.track.formats:
            number = self._types.number(kind, published)
            yield replace(published, payload_type=number, feedback=feedback)
            if video:
                repair = PayloadFormat(0, codecs.RTX, published.clock_rate, parameters=f"apt={number}")
                yield replace(repair, payload_type=self._types.number(kind, repair))

    def receive_answer(self, session: Session) -> list[tuple[OfferSection, Media]]:
        """Pair the sections with their answers. Raises SdpError when it does not fit the last offer."""
        if not self._awaiting_answer:
            raise SdpError("an answer came without an offer")
        offered = [section for section in self.sections if section.offered is not None]
        if [media.mid for media in session.media] != [section.mid for section in offered]:
            raise SdpError("the answer's media sections are not those of the offer")
        self._awaiting_answer = False
        pairs = list(zip(offered, session.media, strict=True))
        for section, _ in pairs:
            if section.offered is not None and section.offered.direction == INACTIVE:
                section.retiring = False
        return pairs


def _extensions(kind: str, formats: Sequence[PayloadFormat]) -> tuple[HeaderExtension, ...]:
    uris = list(AUDIO_OUT if kind == "audio" else VIDEO_OUT)
    if kind == "video" and any(codecs.mime(kind, f) == codecs.AV1 for f in formats):
        uris.append(DEPENDENCY_DESCRIPTOR)
    return tuple(HeaderExtension(OFFERED_IDS[uri], uri) for uri in uris)
