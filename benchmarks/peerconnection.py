"""WebRTC ends that cost the load generator little: aiortc shakes hands, then a thread takes the sockets over.

aiortc's own receive path costs about as much per packet as the engine under test. So once a connection is up,
its socket is taken from the event loop: a thread drains it with kernel time stamps and hands only what is not
RTP (STUN consent checks, DTLS) back to aiortc.
"""

from __future__ import annotations

import asyncio
import select
import socket
import struct
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field

from aiortc import RTCConfiguration, RTCDtlsTransport, RTCPeerConnection, RTCSessionDescription

SO_TIMESTAMPNS = 35
TIMESPEC = struct.Struct("@qq")
RECEIVE_BUFFER = 4 << 20
CONNECT_TIMEOUT_S = 20.0
DRAIN_AT_MOST = 64
"""Packets read from one socket before the next one has its turn."""


class Connection:
    """One aiortc peer connection, with the raw socket under it."""

    def __init__(self) -> None:
        self.pc = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self._up = asyncio.Event()
        self.pc.on("connectionstatechange", self._state_changed)

    def _state_changed(self) -> None:
        if self.pc.connectionState == "connected":
            self._up.set()

    async def answer(self, sdp: str) -> str:
        """Answers an offer, and returns the answer's SDP with all candidates."""
        await self.pc.setRemoteDescription(RTCSessionDescription(sdp, "offer"))
        await self.pc.setLocalDescription(await self.pc.createAnswer())
        return str(self.pc.localDescription.sdp)

    async def offer(self) -> str:
        await self.pc.setLocalDescription(await self.pc.createOffer())
        return str(self.pc.localDescription.sdp)

    async def accept(self, sdp: str) -> None:
        await self.pc.setRemoteDescription(RTCSessionDescription(sdp, "answer"))

    async def connected(self) -> None:
        await asyncio.wait_for(self._up.wait(), CONNECT_TIMEOUT_S)

    @property
    def dtls(self) -> RTCDtlsTransport:
        """The one bundled transport."""
        transceivers = self.pc.getTransceivers()
        return transceivers[0].sender.transport if transceivers else self.pc.sctp.transport

    def pair(self) -> tuple[asyncio.DatagramProtocol, socket.socket, tuple[str, int]]:
        """The nominated candidate pair: its protocol, its socket and the address of the other end."""
        pair = self.dtls.transport._connection._nominated[1]
        raw = pair.protocol.transport.get_extra_info("socket")
        return pair.protocol, raw, pair.remote_addr

    async def close(self) -> None:
        await self.pc.close()


@dataclass(slots=True)
class Received:
    """What one connection got: kernel arrival times (ns since the epoch) and RTP sequence numbers."""

    times: list[int] = field(default_factory=list)
    sequences: list[int] = field(default_factory=list)
    sample: bytes = b""
    """The first protected packet after `Drain.begin`."""


class Drain:
    """A thread that empties the sockets of many connections."""

    def __init__(self, connections: Iterable[Connection]) -> None:
        self._loop = asyncio.get_running_loop()
        self._poll = select.epoll()
        self._entries: dict[
            int, tuple[socket.socket, asyncio.DatagramProtocol, tuple[str, int], Received]
        ] = {}
        self.received: list[Received] = []
        for connection in connections:
            protocol, wrapped, address = connection.pair()
            self._loop._remove_reader(wrapped.fileno())  # type: ignore[attr-defined]
            raw = socket.socket(fileno=socket.dup(wrapped.fileno()))
            raw.setblocking(False)
            raw.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
            entry = Received()
            self.received.append(entry)
            self._entries[raw.fileno()] = (raw, protocol, address, entry)
            self._poll.register(raw.fileno(), select.EPOLLIN)
        self._recording = False
        self._stopping = False
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def begin(self) -> None:
        self._recording = True

    def end(self) -> None:
        self._recording = False

    def stop(self) -> None:
        self._stopping = True
        self._thread.join()
        for raw, *_ in self._entries.values():
            raw.close()
        self._poll.close()

    def _run(self) -> None:
        while not self._stopping:
            for number, _ in self._poll.poll(0.1):
                self._empty(*self._entries[number])

    def _empty(
        self,
        raw: socket.socket,
        protocol: asyncio.DatagramProtocol,
        address: tuple[str, int],
        entry: Received,
    ) -> None:
        for _ in range(DRAIN_AT_MOST):
            try:
                data, control, _, _ = raw.recvmsg(2048, 64)
            except (BlockingIOError, ConnectionRefusedError):
                return
            if not 128 <= data[0] < 192:
                self._loop.call_soon_threadsafe(protocol.datagram_received, data, address)
            elif self._recording and not 192 <= data[1] < 224:  # RFC 5761: not RTCP
                seconds, nanoseconds = TIMESPEC.unpack(control[0][2])
                entry.times.append(seconds * 1_000_000_000 + nanoseconds)
                entry.sequences.append(data[2] << 8 | data[3])
                entry.sample = entry.sample or data
