"""Drives offers and answers of one peer, and puts into effect what they agree on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from .answerer import Answerer, AnswerSection
from .codecs import retransmission_formats
from .egress import Egress
from .errors import GatewayError, SdpError
from .inbound import InboundTrack
from .model import Offer
from .negotiation import LocalParameters, RemoteTransport, egress_formats, remote_transport
from .offerer import Offerer
from .outbound import Subscription
from .reception import Reception
from .sdp import Fingerprint, HeaderExtension, Media, Session, write_session
from .sdp_parser import parse_session
from .sender import Sender
from .settings import GatewaySettings
from .transport import Transport


class Negotiator:
    """Either the peer offers or the gateway does; the first call decides, and mixing raises."""

    def __init__(
        self,
        settings: GatewaySettings,
        *,
        transport: Transport,
        reception: Reception,
        sender: Sender,
        egress: Egress,
        fingerprint: Fingerprint,
        candidates: tuple[str, ...],
        clock: Callable[[], float],
    ) -> None:
        #: The peer's transport parameters, None before its first description.
        self.remote: RemoteTransport | None = None
        self._settings = settings
        self._transport = transport
        self._reception = reception
        self._sender = sender
        self._egress = egress
        self._fingerprint = fingerprint
        self._candidates = candidates
        self._clock = clock
        self._answerer: Answerer | None = None
        self._offerer: Offerer | None = None
        #: Sections that carry a subscription, with what was agreed for them.
        self._agreed: list[tuple[Subscription, Media, tuple[HeaderExtension, ...]]] = []

    # Answering

    def receive_offer(self, sdp: str) -> Offer:
        """Take the peer's offer. Raises SdpError when it is malformed or does not fit what came before."""
        if self._offerer is not None:
            raise SdpError("this connection is offered by the gateway")
        session = parse_session(sdp, max_sections=self._settings.max_sections)
        self._take_remote(session)
        if self._answerer is None:
            self._answerer = Answerer(self._settings.max_tracks)
        added, ended = self._answerer.receive_offer(session)
        return Offer(tuple(added), tuple(self._end_track(section) for section in ended))

    def _end_track(self, section: AnswerSection) -> str:
        assert section.track is not None
        track, section.track, section.formats = section.track, None, ()
        self._reception.remove_track(section.offered.mid)
        track.close()
        return track.id

    def accept(self, mid: str, track_id: str, mimes: Sequence[str]) -> InboundTrack:
        """Take the sending section `mid`. Raises GatewayError when there is nothing to take."""
        if self._answerer is None:
            raise GatewayError("there is no offer to accept a track of")
        formats = self._answerer.check_acceptable(mid, mimes)
        section = self._answerer.sections[mid]
        track = InboundTrack(track_id, section.offered, formats, self._reception, self._settings, self._clock)
        section.track, section.formats = track, tuple(formats)
        return track

    def answer(self) -> str:
        """The answer to the last offer, put into effect at once."""
        if self._answerer is None:
            raise GatewayError("there is no offer to answer")
        self._answerer.bind([s for s in self._sender.subscriptions if s.mid is None])
        session = self._answerer.answer(self._local(), self._sender.cname)
        self._agreed = []
        extensions: list[HeaderExtension] = []
        for section in self._answerer.sections.values():
            media = section.answered
            if media is None or media.kind == "application":
                continue
            extensions += media.extensions
            if section.track is not None and section.track not in self._reception.tracks:
                self._receive_track(section, section.track)
            if section.subscription is not None:
                self._agreed.append((section.subscription, media, media.extensions))
        self._reception.set_extensions(extensions)
        self.bind_subscriptions()
        return write_session(session)

    def _receive_track(self, section: AnswerSection, track: InboundTrack) -> None:
        offered = section.offered
        repairs = {
            repair.payload_type: int(repair.parameter("apt") or 0)
            for repair in retransmission_formats(offered, section.formats)
        }
        types = frozenset(f.payload_type for f in section.formats)
        self._reception.add_track(offered, track, types, repairs)

    # Offering

    def offer(self, *, channels: bool) -> str:
        """An offer with every subscription. Raises GatewayError when there are too many sections."""
        if self._answerer is not None:
            raise GatewayError("this connection is offered by the peer")
        if self._offerer is None:
            self._offerer = Offerer(self._settings.max_sections)
        subscriptions = self._sender.subscriptions
        session = self._offerer.offer(subscriptions, self._local(), self._sender.cname, channels=channels)
        return write_session(session)

    def receive_answer(self, sdp: str) -> None:
        """Take the answer to the last offer. Raises SdpError when it is malformed or does not fit."""
        if self._offerer is None:
            raise SdpError("an answer came without an offer")
        session = parse_session(sdp, max_sections=self._settings.max_sections)
        pairs = self._offerer.receive_answer(session)
        self._take_remote(session)
        self._agreed = []
        for section, media in pairs:
            if section.subscription is None:
                continue
            if media.receives and section.offered is not None:
                known = {e.uri for e in media.extensions}
                extensions = tuple(e for e in section.offered.extensions if e.uri in known)
                self._agreed.append((section.subscription, media, extensions))
            else:
                section.subscription.bind(None, None)
        self.bind_subscriptions()

    # Both

    def bind_subscriptions(self) -> None:
        """Let packets flow in what was agreed; their size depends on the SRTP profile, known with DTLS."""
        context = self._transport.srtp
        if context is None:
            return
        for subscription, media, extensions in self._agreed:
            main, repair = egress_formats(subscription, media, extensions, context.tag_size)
            subscription.bind(
                self._egress.intern(main) if main is not None else None,
                self._egress.intern(repair) if repair is not None else None,
            )

    def close(self) -> None:
        """Tracks that were accepted end, also those whose answer was never given."""
        if self._answerer is not None:
            for section in self._answerer.sections.values():
                if section.track is not None:
                    section.track.close()

    def _take_remote(self, session: Session) -> None:
        remote = remote_transport(session)
        before = self.remote
        if before is not None and before.fingerprints != remote.fingerprints:
            raise SdpError("the DTLS certificate may not change within a connection")
        if self._answerer is not None and before is not None and before.credentials != remote.credentials:
            self._transport.restart_ice()
        if remote.sctp_port is None and before is not None:
            remote = replace(remote, sctp_port=before.sctp_port, max_message_size=before.max_message_size)
        self.remote = remote
        self._transport.set_remote(remote.credentials, remote.fingerprints)

    def _local(self) -> LocalParameters:
        credentials = self._transport.ice.local
        return LocalParameters(
            credentials, self._fingerprint, self._candidates, self._settings.max_message_bytes
        )
