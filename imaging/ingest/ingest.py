"""Takes instances in: durable bytes, then the index, then the receipt. Every door comes here."""

import mmap
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from core.blocking import BlockingDatabase
from core.objects import Draft, ObjectStore, Sealed
from imaging.conformance import check
from imaging.errors import UnreadableDicom
from imaging.header import Header, read_header
from imaging.index.entries import Elsewhere, Foreign, Known, NewInstance, NewSetAside, Refusal, Written
from imaging.index.lookup import instance_of
from imaging.ingest import receipts
from imaging.ingest.commits import Commits, Offer, settle
from imaging.ingest.reception import Reception
from imaging.ingest.sameness import same_instance
from imaging.ingest.space import Space, storage_errors
from imaging.receipt import Outcome, Reason, Receipt, Verdict
from imaging.rights import Caller, may_write

METADATA_COMPRESSION = 1
"""zlib level: higher ones take several times as long for a tenth of the size."""

_PIECE = 1 << 20
_NOT_ALLOWED = "studies of this organisation may not be added to by this sender"


@dataclass(frozen=True, slots=True)
class _Delivery:
    """Who brings something, whose a new study becomes, and which study it has to belong to, if any."""

    caller: Caller
    organisation_id: str
    study_uid: str


@dataclass(frozen=True, slots=True)
class _Readable:
    header: Header
    verdict: Verdict
    reasons: tuple[Reason, ...]
    metadata: bytes


@dataclass(frozen=True, slots=True)
class _Unreadable:
    reason: str


class Ingest:
    """One per process; any thread may use it."""

    def __init__(
        self, store: ObjectStore, database: BlockingDatabase, space: Space, now: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._database = database
        self._space = space
        self._commits = Commits(store, database, now)

    def receive(
        self,
        caller: Caller,
        *,
        organisation_id: str | None = None,
        study_uid: str = "",
        name: str = "",
        again: bool = False,
    ) -> Reception:
        """Begin to take in one instance, whole or piece by piece; its bytes are kept as they are.

        `organisation_id` is whose a new study becomes: by default the caller's own organisation.
        `study_uid`: where given, an instance of another study is refused.
        `name` is what the sender calls it, for what people read about it.
        `again`: it is probably there already, so look before anything is read or synced.
        Raises StorageFull, StorageFailed.
        """
        delivery = _delivery(caller, organisation_id, study_uid)
        self._space.require(0)
        with storage_errors():
            draft = self._store.draft()

        def take(complete: Draft) -> Receipt:
            known = self._known(delivery, complete.digest) if again else None
            return known or self._take_draft(delivery, complete, name)

        return Reception(draft, self._space, take)

    def quarantine(self, caller: Caller, organisation_id: str, path: Path, reason: str) -> None:
        """Set a copy of the file aside for a person to look at. Raises StorageFull, StorageFailed."""
        delivery = _delivery(caller, organisation_id, "")
        with storage_errors(), path.open("rb") as file, self._store.draft() as draft:
            while piece := file.read(_PIECE):
                draft.write(piece)
            sealed = draft.seal()
        self._set_aside(delivery, Outcome.QUARANTINED, sealed, reason, None)

    def _take_draft(self, delivery: _Delivery, draft: Draft, name: str) -> Receipt:
        with storage_errors():
            draft.write_back()
            found = _examine_draft(draft, name)
        refusal = self._refusal(delivery, found)
        if refusal is not None:
            return refusal
        with storage_errors():
            sealed = draft.seal()
        return self._keep(delivery, found, sealed)

    def _known(self, delivery: _Delivery, digest: str) -> Receipt | None:
        """The receipt for bytes that are in the archive: they need neither be read nor written again."""
        with storage_errors(), self._database.read() as connection:
            found = instance_of(connection, digest)
        if found is None or not may_write(delivery.caller, found.organisation_id):
            return None
        if delivery.study_uid not in ("", found.study_uid) or not self._store.holds(digest):
            return None
        return receipts.already_there(
            found.sop_class_uid, found.sop_instance_uid, found.study_uid, found.series_uid
        )

    def _refusal(self, delivery: _Delivery, found: _Readable | _Unreadable) -> Receipt | None:
        """What can be refused without a look at the index."""
        header = found.header if isinstance(found, _Readable) else None
        if not may_write(delivery.caller, delivery.organisation_id):
            self._commits.submit(Offer(Refusal(delivery.caller, header.study_uid if header else "")))
            return receipts.refused(header, _NOT_ALLOWED)
        if header is not None and delivery.study_uid not in ("", header.study_uid):
            return receipts.refused(
                header, f"it belongs to study {header.study_uid}, not to {delivery.study_uid}"
            )
        return None

    def _keep(self, delivery: _Delivery, found: _Readable | _Unreadable, sealed: Sealed) -> Receipt:
        if isinstance(found, _Unreadable):
            self._set_aside(delivery, Outcome.QUARANTINED, sealed, found.reason, None)
            return receipts.quarantined(found.reason)
        entry = NewInstance(
            delivery.caller,
            delivery.organisation_id,
            found.header,
            sealed.digest,
            sealed.size,
            found.verdict,
            found.reasons,
            found.metadata,
        )
        match self._commits.submit(Offer(entry, sealed)):
            case Written():
                return receipts.stored(found.header, found.verdict, found.reasons)
            case Known(digest):
                return self._compare(delivery, found.header, sealed, digest)
            case Elsewhere(study_uid):
                reason = f"series {found.header.series_uid} belongs to study {study_uid}"
                return self._conflict(delivery, found.header, sealed, reason)
            case Foreign():
                self._discard(sealed)
                return receipts.refused(found.header, _NOT_ALLOWED)

    def _compare(self, delivery: _Delivery, header: Header, sealed: Sealed, digest: str) -> Receipt:
        """The UID is known: what is there stays."""
        if sealed.digest == digest:
            # Equal bytes take each other's place, which mends an object that was lost or damaged.
            settle(self._store, sealed)
            return _already_there(header)
        with storage_errors():
            same = self._store.holds(digest) and same_instance(self._store.path(digest), sealed.path)
        if same:
            self._discard(sealed)
            return _already_there(header)
        reason = f"another instance with UID {header.sop_instance_uid} is in the archive"
        return self._conflict(delivery, header, sealed, reason)

    def _conflict(self, delivery: _Delivery, header: Header, sealed: Sealed, reason: str) -> Receipt:
        self._set_aside(delivery, Outcome.CONFLICT, sealed, reason, header)
        return receipts.conflict(header, f"{reason}: this one was kept aside")

    def _set_aside(
        self, delivery: _Delivery, kind: Outcome, sealed: Sealed, reason: str, header: Header | None
    ) -> None:
        entry = NewSetAside(
            delivery.caller,
            delivery.organisation_id,
            kind,
            sealed.digest,
            sealed.size,
            reason,
            header.sop_instance_uid if header else "",
            header.study_uid if header else "",
        )
        if isinstance(self._commits.submit(Offer(entry, sealed)), Known):
            self._discard(sealed)

    def _discard(self, sealed: Sealed) -> None:
        with storage_errors():
            self._store.discard(sealed)


def _already_there(header: Header) -> Receipt:
    return receipts.already_there(
        header.sop_class_uid, header.sop_instance_uid, header.study_uid, header.series_uid
    )


def _delivery(caller: Caller, organisation_id: str | None, study_uid: str) -> _Delivery:
    owner = organisation_id or caller.organisation_id
    if owner is None:
        raise ValueError(f"{caller.actor} belongs to no organisation: say whose a new study becomes")
    return _Delivery(caller, owner, study_uid)


def _examine_draft(draft: Draft, name: str) -> _Readable | _Unreadable:
    if not draft.size:
        return _Unreadable(f"{name or 'it'} is empty")
    with (
        draft.path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data,
    ):
        return _examine(data, name)


def _examine(data: bytes | mmap.mmap, name: str = "") -> _Readable | _Unreadable:
    try:
        header = read_header(data)
    except UnreadableDicom as error:
        return _Unreadable(f"{name}: {error}" if name else str(error))
    verdict, reasons = check(header, data)
    return _Readable(header, verdict, reasons, zlib.compress(header.metadata, METADATA_COMPRESSION))
