"""The DICOM upper layer of pynetdicom without its polling: waits on the socket, reads whole PDUs at once.

pynetdicom's reactor looks every millisecond whether there is something to do, reads 4 KiB at a time and has
no bound on the length that a peer announces. The protocol itself, its state machine (PS3.8 section 9.2),
stays pynetdicom's. What is overridden here is private to version 3.0, which tests guard.
"""

import logging
import os
import queue
import select
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from pynetdicom.dul import DULServiceProvider
from pynetdicom.pdu import P_DATA_TF
from pynetdicom.pdu_primitives import P_DATA
from pynetdicom.transport import AssociationSocket

if TYPE_CHECKING:
    from imaging.node.association import NodeAssociation

T = TypeVar("T")

log = logging.getLogger(__name__)

WAIT_AT_MOST_S = 0.5
"""For what sets a flag and wakes nobody, such as the end of an association."""

PDU_WITHIN_S = 60.0
"""How long the rest of a PDU may take once it has begun: a half-open connection ends then."""

RECEIVE_PDU_MAX = 1 << 18
"""Announced to peers (PS3.8 D.1); larger than what most of them send at once."""

CONTROL_PDU_MAX = 1 << 20
"""No A-ASSOCIATE-RQ is longer: 128 contexts with 50 transfer syntaxes each are half of it."""

_P_DATA = 0x04
_HEADER = struct.Struct(">BxL")
_PDV = struct.Struct(">LB")

_DATA_RECEIVED = "Evt10"
INVALID_PDU = "Evt19"
_CONNECTION_CLOSED = "Evt17"


class WakingQueue(queue.Queue[T]):
    """A queue that says when something was put into it."""

    def __init__(self, wake: Callable[[], None]) -> None:
        super().__init__()
        self._wake = wake

    def put(self, item: T, block: bool = True, timeout: float | None = None) -> None:
        super().put(item, block, timeout)
        self._wake()


class WholeReadsSocket(AssociationSocket):
    """Reads as many bytes as are wanted with as few system calls as possible, and never waits for ever."""

    def __init__(self, assoc: "NodeAssociation", **keywords: Any) -> None:
        super().__init__(assoc, **keywords)
        self.limit_waiting()

    def limit_waiting(self) -> None:
        """Bound what a peer that fell silent holds up; in the kernel, as Python would poll each time."""
        connected = self.socket
        if connected is None:
            return
        connected.setblocking(True)
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        seconds = struct.pack("ll", int(PDU_WITHIN_S), 0)
        connected.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, seconds)
        connected.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, seconds)

    def connect(self, primitive: Any) -> None:
        super().connect(primitive)
        self.limit_waiting()

    def recv(self, nr_bytes: int) -> bytearray:
        """That many bytes, or fewer where the connection ended or fell silent before."""
        received = bytearray(nr_bytes)
        view, got = memoryview(received), 0
        deadline = time.monotonic() + PDU_WITHIN_S
        connected = self.socket
        if connected is None:
            return bytearray()
        # TLS knows no flags. With MSG_WAITALL the kernel counts the whole waiting against SO_RCVTIMEO.
        flags = 0 if isinstance(connected, ssl.SSLSocket) else socket.MSG_WAITALL
        while got < nr_bytes and time.monotonic() < deadline:
            count = connected.recv_into(view[got:], nr_bytes - got, flags)
            if not count:
                break
            got += count
        return received if got == nr_bytes else received[:got]


class PduOfData(P_DATA_TF):
    """A P-DATA-TF PDU (PS3.8 section 9.3.5) whose fragments are views of the bytes that were received."""

    def __init__(self, body: bytearray) -> None:
        """Raises ValueError where the lengths inside contradict each other."""
        super().__init__()
        self._fragments = list(_fragments(memoryview(body)))

    def to_primitive(self) -> P_DATA:
        primitive = P_DATA()
        values: list[Any] = primitive.presentation_data_value_list
        values.extend(self._fragments)
        return primitive


def _fragments(body: memoryview) -> Iterator[tuple[int, memoryview]]:
    at, end = 0, len(body)
    while at < end:
        if end - at < _PDV.size + 1:
            raise ValueError("a presentation data value is shorter than its header")
        length, context_id = _PDV.unpack_from(body, at)
        start, at = at + _PDV.size, at + 4 + length
        if length < 2 or at > end:
            raise ValueError(f"a presentation data value of {length} bytes does not fit its PDU")
        yield context_id, body[start:at]


class WaitingProvider(DULServiceProvider):
    """Sleeps until the socket is readable or somebody wants to send."""

    def __init__(self, assoc: "NodeAssociation") -> None:
        super().__init__(assoc)
        self._closing = threading.Lock()
        self._alarm: int | None = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self.to_provider_queue = WakingQueue(self.wake)
        self._user_queue: WakingQueue[Any] = WakingQueue(assoc.wake)
        self.to_user_queue = self._user_queue
        # The waiting is done where the loop looks for input; see _is_transport_event.
        self._run_loop_delay = 0
        self.daemon = True

    def wake(self) -> None:
        """Let the reactor look again; from any thread."""
        if threading.current_thread() is self:
            return
        with self._closing:
            if self._alarm is not None:
                os.eventfd_write(self._alarm, 1)

    def kill_dul(self) -> None:
        super().kill_dul()
        self.wake()

    def stop_dul(self) -> bool:
        if self.state_machine.current_state != "Sta1":
            return False
        self.kill_dul()
        self.join()
        return True

    def run(self) -> None:
        try:
            super().run()
        finally:
            if self.socket is not None and self.socket.socket is not None:
                # Whatever ended the reactor, the peer must not wait for an answer.
                self.socket.close()
            with self._closing:
                if self._alarm is not None:
                    os.close(self._alarm)
                    self._alarm = None
            # An association that still waits for a request hears from this that none will come.
            self._user_queue.put(None)

    def _is_transport_event(self) -> bool:
        if self.event_queue.empty() and not self._kill_thread:
            self._wait()
        return bool(super()._is_transport_event())

    def _wait(self) -> None:
        connected = self.socket.socket if self.socket is not None else None
        if connected is None and self.state_machine.current_state == "Sta1":
            self._kill_thread = True  # the connection is over
            return
        if connected is None or connected.fileno() < 0 or self._alarm is None:
            time.sleep(0.001)  # on the way to or from a connection: as pynetdicom waits
            return
        if isinstance(connected, ssl.SSLSocket) and connected.pending():
            return
        poll = select.poll()
        poll.register(connected, select.POLLIN)
        poll.register(self._alarm, select.POLLIN)
        seconds = min(WAIT_AT_MOST_S, max(0.0, self.artim_timer.remaining))
        if any(found == self._alarm for found, _ in poll.poll(seconds * 1000)):
            os.eventfd_read(self._alarm)

    def _read_pdu_data(self) -> None:
        """Read one PDU and give the state machine the event that it means (PS3.8 section 9.2.3)."""
        connected = self.socket
        if connected is None:
            return
        try:
            header = connected.recv(_HEADER.size)
            if len(header) < _HEADER.size:
                self.event_queue.put(_CONNECTION_CLOSED)
                return
            kind, length = _HEADER.unpack(header)
            if not 1 <= kind <= 7 or length > (RECEIVE_PDU_MAX if kind == _P_DATA else CONTROL_PDU_MAX):
                log.warning("a PDU of type %#04x and %d bytes is refused", kind, length)
                self.event_queue.put(INVALID_PDU)
                return
            body = connected.recv(length)
        except OSError as error:
            log.info("the connection broke within a PDU: %s", error)
            self.event_queue.put(_CONNECTION_CLOSED)
            return
        if len(body) < length:
            self.event_queue.put(_CONNECTION_CLOSED)
            return
        self._take(kind, header, body)

    def _take(self, kind: int, header: bytearray, body: bytearray) -> None:
        try:
            if kind == _P_DATA:
                self._give(PduOfData(body), _DATA_RECEIVED)
            else:
                self._give(*self._decode_pdu(header + body))
        # Whatever pynetdicom's decoders stumble over, the answer is the same (PS3.8 section 9.2.3, AA-8).
        except Exception as error:  # noqa: BLE001
            log.warning("a PDU of type %#04x cannot be read: %s", kind, error)
            self.event_queue.put(INVALID_PDU)

    def _give(self, pdu: Any, event: str) -> None:
        self._recv_pdu.put(pdu)
        self.event_queue.put(event)
