"""The UDP sockets: bursts in (UDP_GRO), bursts out (UDP_SEGMENT), and nothing about what they carry."""

from __future__ import annotations

import asyncio
import errno
import ipaddress
import logging
import socket
import struct
from collections import deque
from collections.abc import Callable, Sequence

from .counters import Counters
from .errors import GatewayError
from .ice import Address

logger = logging.getLogger(__name__)

_UDP_SEGMENT = 103  # linux/udp.h; not in Python's socket module
_UDP_GRO = 104
_SO_SNDBUFFORCE, _SO_RCVBUFFORCE = 32, 33  # asm-generic/socket.h
_SOCKET_BUFFER = 8 * 1024 * 1024
_RECEIVE_SIZE = 65_536
_ANCILLARY_SIZE = socket.CMSG_SPACE(4)
#: Datagrams (or coalesced runs of them) read in one wake-up, so that timers and other sockets get their turn.
_READS_PER_WAKEUP = 128
#: Limits of one segmented send: UDP_MAX_SEGMENTS and the largest UDP payload over IPv4.
MAX_SEGMENTS = 64
MAX_SEND = 65_507
#: Bytes kept while the kernel's send buffer is full; beyond it datagrams are lost, as on a full link.
_MAX_BACKLOG = 4_000_000
_MAX_REFUSING = 1024
_OFFLOAD_REFUSED = (errno.EINVAL, errno.EIO, errno.EMSGSIZE)

DatagramHandler = Callable[["UdpSocket", bytes, Address], None]


class UdpSocket:
    """One bound socket on the event loop."""

    def __init__(
        self,
        address: str,
        port: int,
        counters: Counters,
        on_datagram: DatagramHandler,
        on_drained: Callable[[], None],
    ) -> None:
        """Raises GatewayError when the address cannot be bound."""
        self.address = address
        self._counters = counters
        self._on_datagram = on_datagram
        self._on_drained = on_drained
        self._socket = _bind(address, port)
        self.port: int = self._socket.getsockname()[1]
        self._buffer = bytearray(_RECEIVE_SIZE)
        self._view = memoryview(self._buffer)
        self._backlog: deque[tuple[bytes, int, Address]] = deque()
        self._backlog_bytes = 0
        self._refusing: set[Address] = set()
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._socket.fileno(), self._drain)

    def close(self) -> None:
        """Stop reading and release the port."""
        self._loop.remove_reader(self._socket.fileno())
        self._loop.remove_writer(self._socket.fileno())
        self._socket.close()

    def _drain(self) -> None:
        """Hand over everything that waits, then tell so once: forwarding works on whole bursts."""
        for _ in range(_READS_PER_WAKEUP):
            try:
                size, ancillary, _, source = self._socket.recvmsg_into([self._buffer], _ANCILLARY_SIZE)
            except (BlockingIOError, InterruptedError):
                break
            except OSError as error:  # an ICMP error of an earlier send; the socket stays usable
                self._counters.dropped["receive_error"] += 1
                logger.debug("receive on %s failed: %s", self.address, error)
                break
            self._counters.bytes_in += size
            segment = _segment_size(ancillary) or size or 1
            for start in range(0, size, segment):
                self._counters.packets_in += 1
                self._on_datagram(self, bytes(self._view[start : min(start + segment, size)]), source)
        self._on_drained()

    def send(self, data: bytes | memoryview, address: Address) -> None:
        """Send one datagram; one that the network refuses is counted and lost."""
        self.send_segments(data, len(data), address)

    def send_segments(self, data: bytes | memoryview, segment: int, address: Address) -> None:
        """Send `data` as datagrams of `segment` bytes, the last may be shorter.

        The caller keeps within MAX_SEGMENTS and MAX_SEND. `data` may be reused at once.
        """
        if self._backlog or not self._try_send(data, segment, address):
            self._enqueue(data, segment, address)

    def _try_send(self, data: bytes | memoryview, segment: int, address: Address) -> bool:
        """False when the kernel's buffer is full and the data must wait."""
        size = len(data)
        if size <= segment:
            return self._send_plain(data, segment, address)
        if address in self._refusing:
            return self._send_plain(data, segment, address)
        try:
            self._socket.sendmsg(
                [data], [(socket.IPPROTO_UDP, _UDP_SEGMENT, segment.to_bytes(2, "little"))], 0, address
            )
        except (BlockingIOError, InterruptedError):
            return False
        except OSError as error:
            if error.errno in _OFFLOAD_REFUSED:
                self._remember_refusal(address, error)
                return self._send_plain(data, segment, address)
            self._counters.dropped["send_error"] += 1
            return True
        counters = self._counters
        counters.sends += 1
        counters.segmented_sends += 1
        counters.packets_out += -(-size // segment)
        counters.bytes_out += size
        return True

    def _remember_refusal(self, address: Address, error: OSError) -> None:
        logger.info("segmentation offload is not possible toward %s: %s", address[0], error)
        if len(self._refusing) >= _MAX_REFUSING:
            self._refusing.clear()
        self._refusing.add(address)

    def _send_plain(self, data: bytes | memoryview, segment: int, address: Address) -> bool:
        """One call a datagram. Where the buffer fills up midway, the rest waits in the backlog."""
        for start in range(0, len(data), segment):
            try:
                sent = self._socket.sendto(data[start : start + segment], address)
            except (BlockingIOError, InterruptedError):
                if start == 0:
                    return False
                self._enqueue(data[start:], segment, address)
                return True
            except OSError as error:
                self._counters.dropped["send_error"] += 1
                logger.debug("send to %s failed: %s", address[0], error)
                continue
            self._counters.sends += 1
            self._counters.packets_out += 1
            self._counters.bytes_out += sent
        return True

    def _enqueue(self, data: bytes | memoryview, segment: int, address: Address) -> None:
        if self._backlog_bytes + len(data) > _MAX_BACKLOG:
            self._counters.dropped["send_buffer_full"] += -(-len(data) // segment)
            return
        if not self._backlog:
            self._loop.add_writer(self._socket.fileno(), self._flush_backlog)
        self._backlog.append((bytes(data), segment, address))
        self._backlog_bytes += len(data)

    def _flush_backlog(self) -> None:
        waiting, self._backlog, self._backlog_bytes = self._backlog, deque(), 0
        while waiting:
            item = waiting[0]
            if not self._try_send(*item):
                break
            waiting.popleft()
            if self._backlog:  # the item went out in part; its rest comes first
                waiting.extendleft(reversed(self._backlog))
                self._backlog.clear()
                break
        self._backlog = waiting
        self._backlog_bytes = sum(len(data) for data, _, _ in waiting)
        if not waiting:
            self._loop.remove_writer(self._socket.fileno())


def _segment_size(ancillary: Sequence[tuple[int, int, bytes]]) -> int:
    """The datagram size of a coalesced read, 0 for a single datagram."""
    for level, kind, data in ancillary:
        if level == socket.IPPROTO_UDP and kind == _UDP_GRO and len(data) >= 4:
            return int(struct.unpack_from("=i", data)[0])
    return 0


def _bind(address: str, port: int) -> socket.socket:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError as error:
        raise GatewayError(f"{address!r} is no IP address: the gateway binds explicit addresses") from error
    if parsed.is_unspecified:
        raise GatewayError(f"{address} stands for every address: list those to be used")
    family = socket.AF_INET if parsed.version == 4 else socket.AF_INET6
    bound = socket.socket(family, socket.SOCK_DGRAM)
    try:
        bound.setblocking(False)
        if family == socket.AF_INET6:
            bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        bound.bind((address, port))
    except OSError as error:
        bound.close()
        raise GatewayError(
            f"cannot listen on UDP {address} port {port}: {error.strerror or error}"
        ) from error
    _grow_buffers(bound)
    _enable_coalescing(bound)
    return bound


def _grow_buffers(bound: socket.socket) -> None:
    """Large buffers, past the system's limit where the process may; a burst must not overflow them."""
    for forced, ordinary in ((_SO_SNDBUFFORCE, socket.SO_SNDBUF), (_SO_RCVBUFFORCE, socket.SO_RCVBUF)):
        try:
            bound.setsockopt(socket.SOL_SOCKET, forced, _SOCKET_BUFFER)
        except OSError:
            bound.setsockopt(socket.SOL_SOCKET, ordinary, _SOCKET_BUFFER)


def _enable_coalescing(bound: socket.socket) -> None:
    try:
        bound.setsockopt(socket.IPPROTO_UDP, _UDP_GRO, 1)
    except OSError as error:
        logger.info("this kernel coalesces no received datagrams: %s", error)
