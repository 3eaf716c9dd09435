"""The storage service (PS3.4 Annex B): what arrives is kept as it was sent, then answered."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from imaging.errors import ArchiveError, StorageFailed, StorageFull
from imaging.ingest.ingest import Ingest
from imaging.ingest.reception import Reception
from imaging.node.command import StoreRequest
from imaging.node.file_meta import file_meta
from imaging.receipt import Outcome, Receipt
from imaging.rights import Caller

if TYPE_CHECKING:
    from imaging.node.association import NodeAssociation

log = logging.getLogger(__name__)

SPOOL_ABOVE = 32 << 20
"""Bytes of one instance that are held in memory; what is larger goes to the disk while it arrives."""

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
    """One instance that is arriving. `finish` or `abandon` it."""

    def __init__(self, ingest: Ingest, caller: Caller, request: StoreRequest, transfer_syntax: str) -> None:
        self._ingest = ingest
        self._caller = caller
        self._meta = file_meta(request.sop_class_uid, request.sop_instance_uid, transfer_syntax)
        self._fragments: list[memoryview] = []
        self._held = 0
        self._spool: Reception | None = None
        self._failure: ArchiveError | None = None

    def write(self, fragment: memoryview) -> None:
        """Take in the next part of the data set."""
        self._fragments.append(fragment)
        self._held += len(fragment)
        if self._held > SPOOL_ABOVE:
            self._move_to_disk()

    def finish(self) -> Status:
        """Durable now, or not kept."""
        try:
            receipt = self._store()
        except StorageFull as error:
            return Status(OUT_OF_RESOURCES, str(error))
        except StorageFailed as error:
            log.error("an image of %s could not be kept: %s", self._caller.actor, error)
            return Status(PROCESSING_FAILURE, str(error))
        return Status(STATUS_OF[receipt.outcome], receipt.text)

    def abandon(self) -> None:
        """The connection ended before the instance did."""
        self._fragments.clear()
        if self._spool is not None:
            self._spool.abandon()

    def _store(self) -> Receipt:
        if self._failure is not None:
            raise self._failure
        if self._spool is None:
            return self._ingest.store_dataset(self._caller, self._meta, b"".join(self._fragments))
        self._move_to_disk()
        return self._spool.finish()

    def _move_to_disk(self) -> None:
        fragments, self._fragments, self._held = self._fragments, [], 0
        if self._failure is not None:
            return
        try:
            if self._spool is None:
                self._spool = self._ingest.receive(self._caller)
                self._spool.write(self._meta)
            for fragment in fragments:
                self._spool.write(bytes(fragment))
        except (StorageFull, StorageFailed) as error:
            # Told once the sender has finished: a C-STORE cannot be answered before (PS3.7 section 9.1.1.2).
            self._failure = error
            self.abandon()
