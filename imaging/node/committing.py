"""Storage commitment, push model (PS3.4 Annex J): requests are queued, and answered by a report."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from pydicom import Dataset
from pynetdicom.dimse_primitives import N_ACTION
from pynetdicom.events import Event

from core.database import Database
from imaging.node.association import NodeAssociation
from imaging.node.bridge import Bridge
from imaging.node.transfers import Kind, NewTransfer, enqueue

log = logging.getLogger(__name__)

REQUEST_COMMITMENT = 1
ALL_COMMITTED, SOME_FAILED = 1, 2

SUCCESS = 0x0000
PROCESSING_FAILURE = 0x0110
NO_SUCH_INSTANCE = 0x0112
INVALID_ARGUMENT = 0x0115
CLASS_CONFLICT = 0x0119
NO_SUCH_ACTION = 0x0123

REFERENCES_MAX = 100_000


@dataclass(frozen=True, slots=True)
class Reference:
    """An instance that somebody wants to be sure of."""

    sop_class_uid: str
    sop_instance_uid: str


class Committing:
    """Takes N-ACTION requests; the report is a transfer of the durable queue."""

    def __init__(self, database: Database, bridge: Bridge) -> None:
        self._database = database
        self._bridge = bridge

    def __call__(self, event: Event) -> tuple[int, Dataset | None]:
        request, assoc = cast(N_ACTION, event.request), cast(NodeAssociation, event.assoc)
        if request.ActionTypeID != REQUEST_COMMITMENT:
            return NO_SUCH_ACTION, None
        try:
            asked = event.action_information
            transaction, references = str(asked.TransactionUID), references_of(asked)
        # pydicom raises many things for bytes that are no data set.
        except Exception as error:  # noqa: BLE001
            log.info("a commitment request cannot be read: %s", error)
            return INVALID_ARGUMENT, None
        if not transaction or not 0 < len(references) <= REFERENCES_MAX:
            return INVALID_ARGUMENT, None
        try:
            self._bridge.run(self._queue(assoc, transaction, references))
        except Exception:
            log.exception("a commitment request could not be queued")
            return PROCESSING_FAILURE, None
        return SUCCESS, None

    async def _queue(self, assoc: NodeAssociation, transaction: str, references: Sequence[Reference]) -> None:
        if assoc.peer is None:
            raise RuntimeError("nobody was admitted to this association")
        listed = [[one.sop_class_uid, one.sop_instance_uid] for one in references]
        new = NewTransfer(
            Kind.COMMITMENT,
            assoc.peer.id,
            assoc.peer.organisation_id,
            assoc.caller.actor,
            assoc.caller.address,
            detail={"transaction_uid": transaction, "references": listed},
        )
        async with self._database.write() as session:
            await enqueue(session, new, now=datetime.now(UTC))


def references_of(asked: Dataset) -> list[Reference]:
    """The instances that a request names. Raises AttributeError where an item misses something."""
    return [
        Reference(str(item.ReferencedSOPClassUID), str(item.ReferencedSOPInstanceUID))
        for item in asked.ReferencedSOPSequence
    ]


def queued_references(detail: Mapping[str, Any]) -> list[Reference]:
    """As `Committing` put them into the queue."""
    return [Reference(sop_class, uid) for sop_class, uid in detail["references"]]


def report(
    transaction: str, references: Sequence[Reference], kept: Mapping[str, str], aet: str
) -> tuple[int, Dataset]:
    """Event type and information (PS3.4 table J.3-2). `kept` is SOP Instance UID to SOP Class UID."""
    made = Dataset()
    made.TransactionUID = transaction
    made.RetrieveAETitle = aet
    committed: list[Dataset] = []
    failed: list[Dataset] = []
    for reference in references:
        item = Dataset()
        item.ReferencedSOPClassUID = reference.sop_class_uid
        item.ReferencedSOPInstanceUID = reference.sop_instance_uid
        found = kept.get(reference.sop_instance_uid)
        if found == reference.sop_class_uid:
            committed.append(item)
        else:
            item.FailureReason = NO_SUCH_INSTANCE if found is None else CLASS_CONFLICT
            failed.append(item)
    if committed:
        made.ReferencedSOPSequence = committed
    if failed:
        made.FailedSOPSequence = failed
    return (SOME_FAILED if failed else ALL_COMMITTED), made
