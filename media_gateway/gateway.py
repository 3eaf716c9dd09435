"""The gateway: opens the sockets, makes peers, hands datagrams to them, and keeps the time."""

from __future__ import annotations

import asyncio
import gc
import time

from .certificate import Certificate
from .counters import Counters
from .demux import Demux
from .egress import Egress
from .errors import GatewayError, WireError
from .ice import Address, parse_request
from .model import GatewayMetrics, PeerObserver
from .negotiation import candidate_lines
from .peer import Peer, Surroundings
from .settings import GatewaySettings
from .transport import Transport
from .udp import UdpSocket

_TICK_S = 0.05
_TICKS_PER_SLOW_TICK = 5


class Gateway:
    """A selective forwarding unit on one UDP port. Use it on one event loop only."""

    def __init__(self, settings: GatewaySettings) -> None:
        """Use `Gateway.open`: this must run on the event loop."""
        self.port = settings.port
        self._settings = settings
        self._clock = time.monotonic
        self._counters = Counters()
        self._demux: Demux[Transport] = Demux()
        self._sockets: list[UdpSocket] = []
        self._peers: dict[int, Peer] = {}
        self._received: dict[int, Peer] = {}  # media came in this wake-up
        self._fast: list[Peer] = []
        self._ticks = 0
        self._now = self._clock()
        self._in_wakeup = False
        self._open_sockets()
        self._surroundings = Surroundings(
            settings,
            Certificate(),
            candidate_lines(settings.announce or settings.bind, self.port),
            self._demux,
            self._counters,
            Egress(self._counters),
            self._clock,
            self._note_received,
            self._forget,
        )
        self._timer = asyncio.get_running_loop().call_later(_TICK_S, self._tick)

    @classmethod
    async def open(cls, settings: GatewaySettings) -> Gateway:
        """Bind the addresses. Raises GatewayError when the port is in use or an address is not local."""
        gateway = cls(settings)
        # Modules loaded by now stay for good; looking through them again and again for garbage would stop
        # the media for tens of milliseconds each time.
        gc.freeze()
        return gateway

    def _open_sockets(self) -> None:
        if not self._settings.bind:
            raise GatewayError("no address to listen on: give at least one")
        try:
            for address in self._settings.bind:
                socket = UdpSocket(address, self.port, self._counters, self._on_datagram, self._on_drained)
                self._sockets.append(socket)
                self.port = socket.port
        except GatewayError:
            for socket in self._sockets:
                socket.close()
            raise

    async def close(self) -> None:
        """Say goodbye to every peer and release the port; observers are not told."""
        for peer in list(self._peers.values()):
            peer.close()
        self._timer.cancel()
        for socket in self._sockets:
            socket.close()

    def create_peer(self, observer: PeerObserver, *, label: str) -> Peer:
        """A new peer; `label` names it in logs. Raises GatewayError when there are too many."""
        if len(self._peers) >= self._settings.max_peers:
            raise GatewayError(f"the gateway serves at most {self._settings.max_peers} peers")
        peer = Peer(observer, self._surroundings, label=label)
        self._peers[id(peer)] = peer
        self._fast.append(peer)
        return peer

    def metrics(self) -> GatewayMetrics:
        """A snapshot of all counters."""
        counters = self._counters
        return GatewayMetrics(
            packets_in=counters.packets_in,
            bytes_in=counters.bytes_in,
            packets_out=counters.packets_out,
            bytes_out=counters.bytes_out,
            sends=counters.sends,
            segmentation_offload=counters.segmented_sends > 0,
            dropped=dict(counters.dropped),
            nacks_in=counters.nacks_in,
            nacks_out=counters.nacks_out,
            retransmitted=counters.retransmitted,
            plis_in=counters.plis_in,
            plis_out=counters.plis_out,
            peers=len(self._peers),
            tracks=sum(len(peer.tracks) for peer in self._peers.values()),
            subscriptions=sum(len(peer.subscriptions) for peer in self._peers.values()),
        )

    def _on_datagram(self, socket: UdpSocket, data: bytes, address: Address) -> None:
        """Tell STUN, DTLS and SRTP apart by the first byte (RFC 7983 section 7)."""
        if not self._in_wakeup:
            self._in_wakeup = True
            self._now = self._clock()
        first = data[0]
        if 128 <= first <= 191 or 20 <= first <= 63:
            transport = self._demux.find(address)
            if transport is None:
                self._counters.dropped["unknown_address"] += 1
            elif first >= 128:
                transport.handle_srtp(data, self._now)
            else:
                transport.handle_dtls(data)
        elif first <= 3:
            self._on_stun(socket, data, address)
        else:
            self._counters.dropped["unknown_protocol"] += 1

    def _on_stun(self, socket: UdpSocket, data: bytes, address: Address) -> None:
        try:
            request = parse_request(data)
        except WireError:
            self._counters.dropped["stun_malformed"] += 1
            return
        transport = self._demux.find_ufrag(request.local_ufrag)
        if transport is None:
            self._counters.dropped["stun_unknown_peer"] += 1
        else:
            transport.handle_stun(request, socket, address, self._now)

    def _note_received(self, peer: Peer) -> None:
        self._received[id(peer)] = peer

    def _on_drained(self) -> None:
        """The wake-up is over: forward whole bursts."""
        self._in_wakeup = False
        if self._received:
            received, self._received = self._received, {}
            for peer in received.values():
                peer.flush(self._now)

    def _tick(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(_TICK_S, self._tick)
        now = self._clock()
        for peer in self._fast:
            if not peer.closed:
                peer.fast_tick(now)
        self._ticks += 1
        if self._ticks % _TICKS_PER_SLOW_TICK == 0:
            for peer in list(self._peers.values()):
                peer.slow_tick(now)
            self._fast = [peer for peer in self._peers.values() if peer.needs_fast_ticks]

    def _forget(self, peer: Peer) -> None:
        self._peers.pop(id(peer), None)
        self._received.pop(id(peer), None)
