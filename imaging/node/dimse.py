"""DIMSE messages of an association: images are stored where they are read, all else wakes the reactor.

A C-STORE is served by the thread that reads the socket: its sender waits for the answer, and handing half a
megabyte from thread to thread and back takes longer than it saves. Every other message goes the library's
way, to the association's own thread, so that a C-CANCEL is read while a C-MOVE runs.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pynetdicom.dimse import DIMSEServiceProvider
from pynetdicom.pdu_primitives import P_DATA

from imaging.node.command import (
    C_STORE_RQ,
    MalformedCommand,
    StoreRequest,
    command_field,
    elements,
    store_request,
    store_response,
)
from imaging.node.storing import CANNOT_UNDERSTAND, PROCESSING_FAILURE, Incoming, Status
from imaging.node.upper_layer import INVALID_PDU, WakingQueue

if TYPE_CHECKING:
    from imaging.node.association import NodeAssociation

log = logging.getLogger(__name__)

COMMAND_MAX = 1 << 16

_IS_COMMAND, _IS_LAST = 1, 2
"""Bits of the message control header (PS3.8 Annex E.2)."""

_WHOLE_COMMAND = bytes([_IS_COMMAND | _IS_LAST])

BeginStore = Callable[[StoreRequest, str], Incoming]
"""Called with the transfer syntax of the presentation context."""


class NodeDimse(DIMSEServiceProvider):
    """Sorts what arrives. Without `begin_store` (we asked for the association) all is the library's."""

    def __init__(self, assoc: NodeAssociation, begin_store: BeginStore | None = None) -> None:
        super().__init__(assoc)
        self.msg_queue = WakingQueue(assoc.wake)
        self._begin_store = begin_store
        self._command = bytearray()
        self._storing: tuple[StoreRequest, Incoming] | None = None

    def receive_primitive(self, primitive: P_DATA) -> None:
        if self._begin_store is None:
            super().receive_primitive(primitive)
            return
        try:
            for context_id, value in primitive.presentation_data_value_list:
                self._take(context_id, memoryview(value))
        # Bytes that are no message make the library raise many things; the answer is an abort to all of them.
        except Exception as error:  # noqa: BLE001
            log.warning("a message cannot be read, its association is aborted: %s", error)
            self.abandon()
            self.dul.event_queue.put(INVALID_PDU)

    def abandon(self) -> None:
        """The association ended: what was half received is dropped."""
        if self._storing is not None:
            self._storing[1].abandon()
            self._storing = None

    def _take(self, context_id: int, value: memoryview) -> None:
        header = value[0]
        if header & _IS_COMMAND:
            self._command += value[1:]
            if len(self._command) > COMMAND_MAX:
                raise MalformedCommand(f"a command set of more than {COMMAND_MAX} bytes")
            if header & _IS_LAST:
                command, self._command = bytes(self._command), bytearray()
                self._take_command(context_id, command)
        elif self._storing is not None:
            self._storing[1].write(value[1:])
            if header & _IS_LAST:
                self._finish(context_id)
        else:
            self._pass_on(context_id, value)

    def _take_command(self, context_id: int, command: bytes) -> None:
        found = elements(command)
        if command_field(found) != C_STORE_RQ:
            self._pass_on(context_id, _WHOLE_COMMAND + command)
            return
        request = store_request(found)
        context = self.assoc._accepted_cx.get(context_id)
        if context is None or self._begin_store is None:
            raise MalformedCommand(f"presentation context {context_id} was not accepted")
        if not request.has_data_set:
            self._answer(context_id, request, Status(CANNOT_UNDERSTAND, "the data set is missing"))
            return
        self._storing = request, self._begin_store(request, str(context.transfer_syntax[0]))

    def _finish(self, context_id: int) -> None:
        if self._storing is None:
            return
        request, incoming = self._storing
        self._storing = None
        try:
            status = incoming.finish()
        except Exception:
            log.exception("an image could not be kept")
            status = Status(PROCESSING_FAILURE, "it could not be kept")
        self._answer(context_id, request, status)

    def _answer(self, context_id: int, request: StoreRequest, status: Status) -> None:
        response = P_DATA()
        command = store_response(request, status.code, status.comment)
        response.presentation_data_value_list.append((context_id, _WHOLE_COMMAND + command))
        self.dul.send_pdu(response)

    def _pass_on(self, context_id: int, value: bytes | memoryview) -> None:
        part = P_DATA()
        values: list[Any] = part.presentation_data_value_list
        values.append((context_id, value))
        super().receive_primitive(part)
