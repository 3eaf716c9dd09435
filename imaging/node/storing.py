"""The storage service (PS3.4 Annex B): what arrives is kept as it was sent, then answered."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from imaging.errors import StorageFailed, StorageFull
from imaging.ingest.ingest import Ingest
from imaging.ingest.reception import Reception
from imaging.node.command import StoreRequest
from imaging.node.file_meta import file_meta
from imaging.receipt import Outcome, Receipt
from imaging.rights import Caller

if TYPE_CHECKING:
    from imaging.node.association import NodeAssociation

log = logging.getLogger(__name__)

SUCCESS = 0x0000
PROCESSING_FAILURE = 0x0110
OUT_OF_RESOURCES = 0xA700
CANNOT_UNDERSTAND = 0xC000

STATUS_OF = MappingProxyType(
    {
        Outcome.STORED: SUCCESS,
        Outcome.ALREADY_THERE: SUCCESS,
        Outcome.CONFLICT: 0x0111,  # duplicate SOP instance
        Outcome.QUARANTINED: CANNOT_UNDERSTAND,
        Outcome.REFUSED: 0x0124,  # not authorized
    }
)
"""PS3.4 table B.2-1 and PS3.7 section 9.1.1.1.9."""


@dataclass(frozen=True, slots=True)
class Status:
    """The answer to a C-STORE: status and error comment."""

    code: int
    comment: str = ""


def begin_store(
    ingest: Ingest, assoc: NodeAssociation, request: StoreRequest, transfer_syntax: str
) -> Incoming:
    """Called once the request is there; its data set follows."""
    return Incoming(ingest, assoc.caller, request, transfer_syntax)


class Incoming:
    """One instance that is arriving, written to the disk as it comes. `finish` or `abandon` it.

    The sender fills the next PDU while the last one is hashed and written, so that little is left to do
    once the data set is complete.
    """

    def __init__(self, ingest: Ingest, caller: Caller, request: StoreRequest, transfer_syntax: str) -> None:
        self._caller = caller
        self._reception: Reception | None = None
        self._failure: StorageFull | StorageFailed | None = None
        meta = file_meta(request.sop_class_uid, request.sop_instance_uid, transfer_syntax)
        with self._failing_later():
            self._reception = ingest.receive(caller)
            self._reception.write(meta)

    def write(self, fragment: memoryview) -> None:
        """Take in the next part of the data set."""
        if self._reception is not None and self._failure is None:
            with self._failing_later():
                self._reception.write(fragment)

    def finish(self) -> Status:
        """Durable now, or not kept."""
        try:
            receipt = self._take_in()
        except StorageFull as error:
            return Status(OUT_OF_RESOURCES, str(error))
        except StorageFailed as error:
            log.error("an image of %s could not be kept: %s", self._caller.actor, error)
            return Status(PROCESSING_FAILURE, str(error))
        return Status(STATUS_OF[receipt.outcome], receipt.text)

    def abandon(self) -> None:
        """The connection ended before the instance did."""
        if self._reception is not None:
            self._reception.abandon()

    def _take_in(self) -> Receipt:
        if self._failure is not None or self._reception is None:
            raise self._failure or StorageFailed("its bytes could not be taken. Send it again.")
        return self._reception.finish()

    @contextmanager
    def _failing_later(self) -> Iterator[None]:
        """A C-STORE cannot be answered before its data set is complete (PS3.7 section 9.1.1.2)."""
        try:
            yield
        except (StorageFull, StorageFailed) as error:
            self._failure = error
