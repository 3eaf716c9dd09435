"""One peer's encrypted path: ICE chooses the route, DTLS makes the keys, SRTP carries the media."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Protocol

from .certificate import Certificate
from .counters import Counters
from .demux import Demux
from .dtls import DtlsServer, DtlsState
from .errors import SrtpError
from .ice import Address, BindingRequest, Credentials, IceLite
from .rtcp import compound
from .rtp import is_rtcp
from .sdp import Fingerprint
from .settings import GatewaySettings
from .srtp import SrtpContext
from .udp import UdpSocket

logger = logging.getLogger(__name__)

Route = tuple[UdpSocket, Address]


class TransportEvents(Protocol):
    """What a transport tells the peer that owns it."""

    def transport_connected(self) -> None: ...
    def transport_closed(self, reason: str) -> None: ...
    def receive_rtp(self, packet: bytes, now: float) -> None: ...
    def receive_rtcp(self, packet: bytes, now: float) -> None: ...
    def receive_data(self, data: bytes) -> None: ...


class Transport:
    """Datagrams of one peer in, plain packets out to its owner, and back."""

    def __init__(
        self,
        settings: GatewaySettings,
        certificate: Certificate,
        demux: Demux[Transport],
        counters: Counters,
        events: TransportEvents,
        *,
        label: str,
        now: float,
    ) -> None:
        self.ice = IceLite()
        self.srtp: SrtpContext | None = None
        self.route: Route | None = None
        #: Whether packets may be sent: the keys are there and the peer consents (RFC 7675).
        self.writable = False
        self._settings = settings
        self._dtls = DtlsServer(certificate)
        self._demux = demux
        self._counters = counters
        self._events = events
        self._label = label
        self._created = now
        self._closed = False
        demux.set_ufrags(self, self.ice.ufrags)

    @property
    def connected(self) -> bool:
        """DTLS has finished with the announced certificate."""
        return self.srtp is not None and not self._closed

    def set_remote(self, credentials: Credentials, fingerprints: Sequence[Fingerprint]) -> None:
        """Take ICE and DTLS parameters from the peer's description."""
        self.ice.remote = credentials
        self._dtls.expect(fingerprints)
        self._advance_dtls()

    def restart_ice(self) -> None:
        """New credentials; the route and the keys in use stay until the peer's checks move it."""
        self.ice.restart()
        self._demux.set_ufrags(self, self.ice.ufrags)

    def handle_stun(self, request: BindingRequest, socket: UdpSocket, address: Address, now: float) -> None:
        """Answer a connectivity check, and follow the peer to where it nominates (RFC 8445 section 7.3)."""
        ufrags = self.ice.ufrags
        result = self.ice.check(request, address, now)
        if result is None:
            self._counters.dropped["stun_unauthentic"] += 1
            return
        socket.send(result.response, address)
        if not result.valid:
            return
        if self.ice.ufrags != ufrags:
            self._demux.set_ufrags(self, self.ice.ufrags)
        loser = self._demux.claim(self, address)
        if loser is not None:
            loser.lose_address(address)
        if self.route is None or result.nominated:
            self.route = (socket, address)
        self._update_writable(now)

    def lose_address(self, address: Address) -> None:
        """Another peer proved to be there now (a NAT gave the port away): send nothing more to it."""
        if self.route is not None and self.route[1] == address:
            self.route = None
            self.writable = False

    def handle_dtls(self, datagram: bytes) -> None:
        """Take a DTLS datagram from an address that belongs to this peer."""
        if self._closed:
            return
        messages = self._dtls.receive(datagram)
        self._advance_dtls()
        for message in messages:
            if not self._closed:
                self._events.receive_data(message)

    def handle_srtp(self, datagram: bytes, now: float) -> None:
        """Take an SRTP or SRTCP datagram from an address that belongs to this peer."""
        if self.srtp is None:
            self._counters.dropped["srtp_before_dtls"] += 1
            return
        try:
            if is_rtcp(datagram):
                self._events.receive_rtcp(self.srtp.unprotect_rtcp(datagram), now)
            else:
                self._events.receive_rtp(self.srtp.unprotect_rtp(datagram), now)
        except SrtpError:
            self._counters.dropped["srtp_refused"] += 1

    def send_data(self, data: bytes) -> bool:
        """Send one SCTP packet; False when the peer cannot be reached now."""
        if not self.writable or not self._dtls.send(data):
            return False
        self._flush_dtls()
        return True

    def send_rtcp(self, packets: Sequence[bytes]) -> None:
        """Send RTCP packets, joined into as few datagrams as fit; lost when the peer cannot be reached."""
        if self.srtp is None or self.route is None or not self.writable:
            return
        socket, address = self.route
        for datagram in compound(packets):
            socket.send(self.srtp.protect_rtcp(datagram), address)

    def send_rtp(self, packet: bytes) -> None:
        """Send one RTP packet outside a burst."""
        if self.srtp is None or self.route is None or not self.writable:
            return
        socket, address = self.route
        socket.send(self.srtp.protect_rtp(packet), address)

    def tick(self, now: float) -> None:
        """Call some 20 times a second: DTLS retransmission, set-up limit and consent."""
        if self._closed:
            return
        if self.srtp is None:
            timeout = self._dtls.timeout()
            if timeout is not None and timeout <= 0:
                self._dtls.handle_timeout()
                self._advance_dtls()
            if now - self._created > self._settings.setup_s:
                self._finish("no connection was made in time")
        elif self.ice.consent_age(now) > self._settings.expiry_s:
            self._finish("the peer stopped answering")
        self._update_writable(now)

    def close(self) -> None:
        """Say goodbye and forget the peer."""
        if self._closed:
            return
        self._dtls.close()
        self._flush_dtls()
        self._closed = True
        self.writable = False
        self._demux.remove(self)

    def _update_writable(self, now: float) -> None:
        age = self.ice.consent_age(now)
        self.writable = self.connected and self.route is not None and age <= self._settings.consent_s

    def _advance_dtls(self) -> None:
        """Send what DTLS has to say and act on the state it reached."""
        self._flush_dtls()
        if self._dtls.state is DtlsState.FAILED:
            self._finish(self._dtls.failure)
        elif self._dtls.state is DtlsState.CLOSED:
            self._finish("the peer closed the connection")
        elif self._dtls.state is DtlsState.VERIFIED and self.srtp is None:
            keys = self._dtls.srtp_keys()
            if keys is None:
                self._finish("no common SRTP profile")
                return
            self.srtp = SrtpContext(keys, max_streams=self._settings.max_streams)
            self.writable = self.route is not None
            logger.info("%s connected, %s", self._label, keys.profile.name.decode())
            self._events.transport_connected()

    def _flush_dtls(self) -> None:
        for datagram in self._dtls.take_outgoing():
            if self.route is not None and not self._closed:
                socket, address = self.route
                socket.send(datagram, address)

    def _finish(self, reason: str) -> None:
        if self._closed:
            return
        logger.info("%s closed: %s", self._label, reason)
        self._closed = True
        self.writable = False
        self._demux.remove(self)
        self._events.transport_closed(reason)
