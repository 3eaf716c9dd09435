"""The media side of one participant: its peers in the gateway, their negotiation and data channels.

Two forms of the LiveKit protocol are hidden behind one interface. In the dual form the client offers on a
publishing connection and the engine offers on a receiving one; in the single form there is one connection
and only the client offers, when asked to.
"""

from __future__ import annotations

import abc
import logging
from collections import deque
from collections.abc import Sequence
from typing import Protocol

from livekit.protocol.rtc import MediaSectionsRequirement, SessionDescription, SignalResponse

from media_gateway import Gateway, GatewayError, InboundTrack, LinkQuality, Offer, Peer, Subscription

from .sections import spare_sections

log = logging.getLogger(__name__)

RELIABLE = "_reliable"
LOSSY = "_lossy"
DATA_TRACK = "_data_track"

#: Seconds a client may take to answer an offer before its session counts as broken.
NEGOTIATION_TIMEOUT_S = 15.0


class Outlet(Protocol):
    """Where a transport sends signal messages, reports what happens on the media side, and reads the time."""

    def send(self, message: SignalResponse) -> None:
        """Send a signal message to the client."""

    def now(self) -> float:
        """Monotonic time in seconds."""

    def transport_connected(self) -> None:
        """The connection that carries media to the participant is up for the first time."""

    def transport_failed(self, reason: str) -> None:
        """A connection is gone and will not come back."""

    def packet_received(self, label: str, payload: bytes) -> None:
        """A data channel message came."""


class Transport(abc.ABC):
    """What both forms share; it observes the gateway's peers."""

    def __init__(self, gateway: Gateway, label: str, outlet: Outlet, backlog_bytes: int) -> None:
        self._gateway = gateway
        self._label = label
        self._outlet = outlet
        self._backlog: deque[bytes] = deque()
        self._backlog_room = backlog_bytes
        #: Reliable packets that were given up because the participant reads too slowly.
        self.dropped_packets = 0
        #: A peer is gone: there is nothing to negotiate any more.
        self.broken = False

    # The peer that receives offers and carries what the participant publishes, and the one media is sent on.

    @property
    @abc.abstractmethod
    def publisher(self) -> Peer | None: ...

    @property
    @abc.abstractmethod
    def subscriber(self) -> Peer: ...

    @abc.abstractmethod
    def receive_offer(self, sdp: str) -> Offer:
        """Take the client's offer; `accept` its tracks, then `answer`. Raises SdpError."""

    @abc.abstractmethod
    def answer(self, offer_id: int) -> None:
        """Send the answer to the last offer. Raises SdpError."""

    @abc.abstractmethod
    def receive_answer(self, answer: SessionDescription) -> None:
        """Take the client's answer. Raises SdpError."""

    @abc.abstractmethod
    def _negotiate(self) -> None:
        """Start a negotiation, or have one follow that which is under way. Raises GatewayError."""

    @abc.abstractmethod
    def resumed(self) -> None:
        """The client is back on a new signal connection; answers may have been lost with the old one."""

    @abc.abstractmethod
    def stalled(self, now: float) -> bool:
        """Whether the client left an offer unanswered for too long."""

    @abc.abstractmethod
    def close(self) -> None:
        """Close all peers."""

    def negotiate(self) -> None:
        """Subscriptions changed: bring the client's receiving sections in line.

        Whatever is wrong with this participant's transport is no business of the one that caused the change.
        """
        if self.broken:
            return
        try:
            self._negotiate()
        except GatewayError as error:
            self._fail(str(error))

    def _fail(self, reason: str) -> None:
        log.debug("%s: %s", self._label, reason)
        self.broken = True
        self._outlet.transport_failed(reason)

    def accept(self, mid: str, track_sid: str, mimes: Sequence[str]) -> InboundTrack:
        """Take a section of the last offer as a published track. Raises GatewayError."""
        publisher = self.publisher
        if publisher is None:
            raise RuntimeError("a track can only be accepted while an offer is being answered")
        return publisher.accept(mid, track_sid, mimes=mimes)

    def subscribe(self, track: InboundTrack, stream: str, track_sid: str) -> Subscription | None:
        """Send a track to the participant from the next negotiation on; None when its transport cannot."""
        if self.broken:
            return None
        try:
            return self.subscriber.subscribe(track, stream=stream, track_id=track_sid)
        except GatewayError as error:
            log.warning("%s cannot be sent %s: %s", self._label, track_sid, error)
            return None

    def add_candidate(self, candidate: str, *, to_subscriber: bool) -> None:
        """A trickled candidate; the engine is ICE-lite and learns addresses from checks anyway."""
        peer = self.subscriber if to_subscriber else self.publisher
        if peer is not None:
            peer.add_remote_candidate(candidate)

    def quality(self, now: float) -> LinkQuality:
        """Both directions of the participant's link together."""
        down = self.subscriber.quality(now)
        if self.publisher is None or self.publisher is self.subscriber:
            return down
        up = self.publisher.quality(now)
        return LinkQuality(
            rtt_s=max((rtt for rtt in (up.rtt_s, down.rtt_s) if rtt is not None), default=None),
            loss_up=up.loss_up,
            loss_down=down.loss_down,
            jitter_s=max(up.jitter_s, down.jitter_s),
            available_bps=down.available_bps,
        )

    # Data.

    def send_packet(self, label: str, payload: bytes) -> None:
        """Send a data channel message; reliable ones wait for the channel, others are lost if it is busy."""
        if label != RELIABLE:
            self.subscriber.send(label, payload)
            return
        if not self._backlog and self.subscriber.send(label, payload):
            return
        if len(payload) > self._backlog_room:
            self.dropped_packets += 1
            log.warning("%s reads data too slowly: a reliable packet is dropped", self._label)
            return
        self._backlog.append(payload)
        self._backlog_room -= len(payload)

    def flush(self) -> None:
        """Try again to send the reliable messages that had to wait."""
        while self._backlog and self.subscriber.send(RELIABLE, self._backlog[0]):
            self._backlog_room += len(self._backlog.popleft())

    # What the gateway reports (media_gateway.PeerObserver).

    def peer_connected(self, peer: Peer) -> None:
        if peer is self.subscriber:
            self._outlet.transport_connected()

    def peer_closed(self, peer: Peer, reason: str) -> None:
        self._fail(reason)

    def channel_opened(self, peer: Peer, label: str) -> None:
        if peer is self.subscriber and label == RELIABLE:
            self.flush()

    def data_received(self, peer: Peer, label: str, payload: bytes) -> None:
        self._outlet.packet_received(label, payload)


class DualTransport(Transport):
    """Two connections (/rtc): the client offers what it publishes, the engine what it sends."""

    def __init__(self, gateway: Gateway, label: str, outlet: Outlet, backlog_bytes: int) -> None:
        super().__init__(gateway, label, outlet, backlog_bytes)
        self._publisher: Peer | None = None
        self._subscriber = gateway.create_peer(self, label=f"{label} down")
        self._subscriber.open_channel(RELIABLE)
        self._subscriber.open_channel(LOSSY, ordered=False, max_retransmits=0)
        self._subscriber.open_channel(DATA_TRACK, ordered=False, max_retransmits=0)
        self._offer_id = 0
        self._offered_at: float | None = None
        self._changed = False

    @property
    def publisher(self) -> Peer | None:
        return self._publisher

    @property
    def subscriber(self) -> Peer:
        return self._subscriber

    def receive_offer(self, sdp: str) -> Offer:
        if self._publisher is None:
            self._publisher = self._gateway.create_peer(self, label=f"{self._label} up")
        return self._publisher.receive_offer(sdp)

    def answer(self, offer_id: int) -> None:
        if self._publisher is not None:
            answer = SessionDescription(type="answer", sdp=self._publisher.answer(), id=offer_id)
            self._outlet.send(SignalResponse(answer=answer))

    def receive_answer(self, answer: SessionDescription) -> None:
        if self._offered_at is None or (answer.id and answer.id != self._offer_id):
            return  # the answer to an offer that a resume has replaced
        self._subscriber.receive_answer(answer.sdp)
        self._offered_at = None
        if self._changed:
            self.negotiate()

    def _negotiate(self) -> None:
        if self._offered_at is not None:
            self._changed = True
            return
        self._changed = False
        self._offer_id += 1
        self._offered_at = self._outlet.now()
        offer = SessionDescription(type="offer", sdp=self._subscriber.offer(), id=self._offer_id)
        offer.mid_to_track_id.update(self._subscriber.section_tracks())
        self._outlet.send(SignalResponse(offer=offer))

    def resumed(self) -> None:
        self._subscriber.restart_ice()
        self._offered_at = None
        self.negotiate()

    def stalled(self, now: float) -> bool:
        return self._offered_at is not None and now - self._offered_at > NEGOTIATION_TIMEOUT_S

    def close(self) -> None:
        self._subscriber.close()
        if self._publisher is not None:
            self._publisher.close()


class SingleTransport(Transport):
    """One connection (/rtc/v1): only the client offers, and is asked to when subscriptions change."""

    def __init__(self, gateway: Gateway, label: str, outlet: Outlet, backlog_bytes: int) -> None:
        super().__init__(gateway, label, outlet, backlog_bytes)
        self._peer = gateway.create_peer(self, label=label)
        self._offer_sdp = ""
        # The client opens with an offer of its own accord.
        self._offer_expected = True
        #: Since when the client has to offer because something changed.
        self._changed_at: float | None = None

    @property
    def publisher(self) -> Peer | None:
        return self._peer

    @property
    def subscriber(self) -> Peer:
        return self._peer

    def receive_offer(self, sdp: str) -> Offer:
        offer = self._peer.receive_offer(sdp)
        self._offer_sdp = sdp
        self._offer_expected = False
        # Whatever changed until now is part of the answer.
        self._changed_at = None
        return offer

    def answer(self, offer_id: int) -> None:
        answer = SessionDescription(type="answer", sdp=self._peer.answer(), id=offer_id)
        answer.mid_to_track_id.update(self._peer.section_tracks())
        self._outlet.send(SignalResponse(answer=answer))
        if self._peer.unbound_subscriptions() != (0, 0):
            self.negotiate()

    def receive_answer(self, answer: SessionDescription) -> None:
        """Never expected: the engine makes no offer here."""

    def _negotiate(self) -> None:
        if self._changed_at is None:
            self._changed_at = self._outlet.now()
        if self._offer_expected:
            return
        self._offer_expected = True
        spare = spare_sections(self._offer_sdp, self._peer.section_tracks())
        missing = [
            max(0, n - free) for n, free in zip(self._peer.unbound_subscriptions(), spare, strict=True)
        ]
        requirement = MediaSectionsRequirement(num_audios=missing[0], num_videos=missing[1])
        self._outlet.send(SignalResponse(media_sections_requirement=requirement))

    def resumed(self) -> None:
        # A resuming client restarts ICE with an offer of its own accord.
        self._offer_expected = True

    def stalled(self, now: float) -> bool:
        return self._changed_at is not None and now - self._changed_at > NEGOTIATION_TIMEOUT_S

    def close(self) -> None:
        self._peer.close()
