"""One remote endpoint: holds its transport, negotiation, tracks, subscriptions and channels together."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .certificate import Certificate
from .channels import Channels
from .counters import Counters
from .demux import Demux
from .egress import Egress
from .errors import GatewayError, WireError
from .inbound import InboundTrack
from .model import LinkQuality, Offer, PeerObserver
from .negotiator import Negotiator
from .outbound import Subscription
from .reception import Reception
from .rtcp import SenderReport, parse_rtcp
from .sender import Sender
from .settings import GatewaySettings
from .transport import Transport

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What all peers of a gateway share."""

    settings: GatewaySettings
    certificate: Certificate
    candidates: tuple[str, ...]
    demux: Demux[Transport]
    counters: Counters
    egress: Egress
    clock: Callable[[], float]
    received: Callable[[Peer], None]  # media came: forward it when the wake-up is over
    forget: Callable[[Peer], None]


class Peer:
    """A WebRTC endpoint connected to the gateway; made with `Gateway.create_peer`.

    Either the peer offers (`receive_offer`, `accept`, `answer`) or the gateway does (`open_channel`, `offer`,
    `receive_answer`); the first call decides, and mixing raises.
    """

    def __init__(self, observer: PeerObserver, surroundings: Surroundings, *, label: str) -> None:
        shared = surroundings
        self.id = f"{label}-{secrets.token_hex(4)}"
        self.closed = False
        self._observer = observer
        self._shared = shared
        self._transport = Transport(
            shared.settings,
            shared.certificate,
            shared.demux,
            shared.counters,
            self,
            label=self.id,
            now=shared.clock(),
        )
        self._reception = Reception(shared.settings, shared.counters, self._transport.send_rtcp)
        self._sender = Sender(self._transport, shared.settings, shared.counters)
        self._negotiator = Negotiator(
            shared.settings,
            transport=self._transport,
            reception=self._reception,
            sender=self._sender,
            egress=shared.egress,
            fingerprint=shared.certificate.fingerprint,
            candidates=shared.candidates,
            clock=shared.clock,
        )
        self._channels: Channels | None = None

    @property
    def connected(self) -> bool:
        """Whether DTLS is up."""
        return self._transport.connected

    # Answering

    def receive_offer(self, sdp: str) -> Offer:
        """Take the peer's offer; an ICE restart is recognised by its new user name fragment.

        Raises SdpError when the offer is malformed or does not fit what came before.
        """
        self._require_open()
        offer = self._negotiator.receive_offer(sdp)
        self._start_channels()
        return offer

    def accept(self, mid: str, track_id: str, *, mimes: Sequence[str] = ()) -> InboundTrack:
        """Take the sending section `mid` as a published track, received once the answer is given.

        `mimes` ("video/vp8") restrict its codecs, first the preferred one; if none of them is offered the
        gateway chooses. Raises GatewayError when there is no such section, no usable codec, or one track too
        many.
        """
        self._require_open()
        return self._negotiator.accept(mid, track_id, mimes)

    def answer(self) -> str:
        """The answer to the last offer; sending sections not accepted are answered inactive."""
        self._require_open()
        return self._negotiator.answer()

    def section_tracks(self) -> dict[str, str]:
        """Section mid to track id, of the subscriptions bound to sections."""
        return {s.mid: s.track_id for s in self._sender.subscriptions if s.mid is not None}

    def unbound_subscriptions(self) -> tuple[int, int]:
        """Numbers of (audio, video) subscriptions that wait for a section.

        Those whose codec the peer does not take are left out: more sections would not help them.
        """
        waiting = (s for s in self._sender.subscriptions if s.mid is None and not s.unsupported)
        kinds = [subscription.track.kind for subscription in waiting]
        return kinds.count("audio"), kinds.count("video")

    # Offering

    def open_channel(self, label: str, *, ordered: bool = True, max_retransmits: int | None = None) -> None:
        """Open a data channel as soon as the connection is up; `max_retransmits=0` makes it lossy."""
        self._require_open()
        self._data_channels().open(label, ordered=ordered, max_retransmits=max_retransmits)

    def offer(self) -> str:
        """An offer with every subscription and channel; freed sections are used again.

        Raises GatewayError when there are too many sections.
        """
        self._require_open()
        return self._negotiator.offer(channels=self._channels is not None and self._channels.declared)

    def receive_answer(self, sdp: str) -> None:
        """Take the answer to the last offer. Raises SdpError when it is malformed or does not fit."""
        self._require_open()
        self._negotiator.receive_answer(sdp)
        self._start_channels()

    def restart_ice(self) -> None:
        """Give new ICE credentials to the next offer; DTLS and its keys stay."""
        self._transport.restart_ice()

    # Both

    def add_remote_candidate(self, candidate: str) -> None:
        """Nothing to do: ICE-lite sends no checks, the peer's own show its address (RFC 8445, 2.5)."""
        logger.debug("%s: candidate of %d characters noted", self.id, len(candidate))

    def subscribe(self, track: InboundTrack, *, stream: str, track_id: str) -> Subscription:
        """Send a track to this peer from the next negotiation on, as msid "stream track_id"."""
        self._require_open()
        subscription = Subscription(
            track,
            stream,
            track_id,
            sender=self._sender,
            transport=self._transport,
            egress=self._shared.egress,
            clock=self._shared.clock,
        )
        self._sender.add(subscription)
        track.add(subscription)
        return subscription

    def send(self, label: str, payload: bytes) -> bool:
        """Send over a data channel; False without such an open channel, or when it is full."""
        return self._channels is not None and self._channels.send(label, payload)

    def buffered(self, label: str) -> int:
        """Bytes waiting in a data channel."""
        return self._channels.buffered(label) if self._channels is not None else 0

    def quality(self, now: float) -> LinkQuality:
        """How well packets travel to and from this peer, from the latest reports."""
        return LinkQuality(
            rtt_s=self._sender.rtt_s,
            loss_up=self._reception.loss,
            loss_down=self._sender.loss,
            jitter_s=max(self._reception.jitter_s, self._sender.jitter_s),
            available_bps=self._sender.remb_bps,
        )

    def close(self) -> None:
        """End the connection; the observer is not told."""
        if not self.closed:
            self._release()
            self._transport.close()

    # Called by the gateway

    @property
    def subscriptions(self) -> list[Subscription]:
        return self._sender.subscriptions

    @property
    def tracks(self) -> list[InboundTrack]:
        return self._reception.tracks

    @property
    def needs_fast_ticks(self) -> bool:
        """Publishers want prompt feedback, handshakes prompt retransmission."""
        return not self.connected or bool(self._reception.tracks)

    def flush(self, now: float) -> None:
        """Forward what was received."""
        self._reception.flush(now)

    def fast_tick(self, now: float) -> None:
        """Every 50 ms, if wanted."""
        self._transport.tick(now)
        self._reception.tick(now)

    def slow_tick(self, now: float) -> None:
        """Every 250 ms."""
        self._transport.tick(now)
        if not self.closed:
            self._sender.tick(now)

    # Called by the transport

    def transport_connected(self) -> None:
        """DTLS is up."""
        self._negotiator.bind_subscriptions()
        self._sender.connected(self._shared.clock())
        self._start_channels()
        self._observer.peer_connected(self)

    def transport_closed(self, reason: str) -> None:
        """The peer is gone without having been closed here."""
        self._release()
        self._observer.peer_closed(self, reason)

    def receive_rtp(self, packet: bytes, now: float) -> None:
        """A decrypted RTP packet."""
        self._reception.receive_rtp(packet, now)
        self._shared.received(self)

    def receive_rtcp(self, packet: bytes, now: float) -> None:
        """A decrypted compound RTCP packet."""
        try:
            packets = parse_rtcp(packet)
        except WireError:
            self._shared.counters.dropped["rtcp_malformed"] += 1
            return
        for item in packets:
            if isinstance(item, SenderReport):
                self._reception.receive_sender_report(item, now)
            self._sender.receive(item, now)

    def receive_data(self, data: bytes) -> None:
        """A decrypted SCTP packet."""
        if self._channels is not None:
            self._channels.receive(data)

    # Called by the channels

    def channel_ready(self, label: str) -> None:
        """A data channel is open."""
        self._observer.channel_opened(self, label)

    def channel_message(self, label: str, payload: bytes) -> None:
        """A message came over a data channel."""
        self._observer.data_received(self, label, payload)

    def _start_channels(self) -> None:
        remote = self._negotiator.remote
        if self.connected and not self.closed and remote is not None and remote.sctp_port is not None:
            self._data_channels().start(remote.sctp_port, remote.max_message_size)

    def _data_channels(self) -> Channels:
        if self._channels is None:
            shared = self._shared
            self._channels = Channels(shared.settings, shared.counters, self._transport.send_data, self)
        return self._channels

    def _require_open(self) -> None:
        if self.closed:
            raise GatewayError(f"{self.id} is closed")

    def _release(self) -> None:
        self.closed = True
        for subscription in self._sender.subscriptions:
            subscription.close()
        self._negotiator.close()
        self._reception.close()
        if self._channels is not None:
            self._channels.close()
        self._shared.forget(self)
