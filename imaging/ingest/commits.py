"""Commits entries in groups: the names of their bytes synced once, then one transaction for all of them."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError

from core.blocking import BlockingDatabase
from core.objects import ObjectStore, Sealed
from imaging.errors import StorageFailed, StorageFull
from imaging.index.entries import Entry, Result, Written
from imaging.index.lookup import digests_with_rows
from imaging.index.writer import IndexWriter
from imaging.ingest.group_commit import GroupCommit
from imaging.ingest.space import StorageError, storage_error, storage_errors

log = logging.getLogger(__name__)

BATCH_MAX = 64
"""Entries in one transaction: enough for every thread of a node, and short enough for other writers."""


@dataclass(frozen=True, slots=True)
class Offer:
    """An entry and the bytes it is about; a refusal has none."""

    entry: Entry
    sealed: Sealed | None = None


class Commits:
    """One per process; any thread may submit."""

    def __init__(self, store: ObjectStore, database: BlockingDatabase, now: Callable[[], datetime]) -> None:
        self._store = store
        self._database = database
        self._now = now
        self._index = IndexWriter(database.dialect)
        self._group: GroupCommit[Offer, Result | StorageError] = GroupCommit(self._commit, BATCH_MAX)
        self._doubtful: list[Sealed] = []
        """Bytes of transactions that failed, while the database cannot say whether they were committed."""

    def submit(self, offer: Offer) -> Result:
        """Returns once everything is durable. What was written is settled; other bytes stay with the caller.

        Raises StorageFull or StorageFailed; then nothing was kept, and the bytes are gone.
        """
        result = self._group.submit(offer)
        if isinstance(result, (StorageFull, StorageFailed)):
            raise result
        if isinstance(result, Written) and offer.sealed is not None:
            settle(self._store, offer.sealed)
        return result

    def _commit(self, offers: Sequence[Offer]) -> list[Result | StorageError]:
        if self._doubtful:
            self._clear_doubts()
        try:
            with storage_errors():
                self._store.sync()
                return self._write(offers)
        except (StorageFull, StorageFailed):
            self._doubt(offers)
            raise

    def _write(self, offers: Sequence[Offer]) -> list[Result | StorageError]:
        try:
            with self._database.write() as connection:
                return [*self._index.write(connection, [offer.entry for offer in offers], self._now())]
        except (DataError, IntegrityError):
            if len(offers) == 1:
                raise
            # One of them is not acceptable to the database: it must not take the others along.
            return [self._write_alone(offer) for offer in offers]

    def _write_alone(self, offer: Offer) -> Result | StorageError:
        try:
            with self._database.write() as connection:
                return self._index.write(connection, [offer.entry], self._now())[0]
        except (DataError, IntegrityError) as error:
            self._doubt([offer])
            failed = storage_error(error)
            failed.__cause__ = error
            return failed

    def _doubt(self, offers: Iterable[Offer]) -> None:
        """A transaction can fail after it was committed, when its connection breaks: look what is there."""
        self._doubtful += [offer.sealed for offer in offers if offer.sealed is not None]
        self._clear_doubts()

    def _clear_doubts(self) -> None:
        try:
            settle_committed(self._store, self._database, self._doubtful)
        except (OSError, SQLAlchemyError) as error:
            log.warning("%d new objects stay undecided for now: %s", len(self._doubtful), error)
        else:
            self._doubtful = []


def settle(store: ObjectStore, sealed: Sealed) -> None:
    """Moves committed bytes to their place. Where that fails they are found, and safe, where they are."""
    try:
        store.settle(sealed)
    except OSError as error:
        log.warning("%s stays in %s until the next start: %s", sealed.digest, sealed.path.parent, error)


def settle_committed(store: ObjectStore, database: BlockingDatabase, found: Sequence[Sealed]) -> None:
    """Moves what the index names to its place and deletes the rest, which nobody was told is kept.

    Raises OSError, SQLAlchemyError.
    """
    for start in range(0, len(found), BATCH_MAX):
        some = found[start : start + BATCH_MAX]
        with database.read() as connection:
            named = digests_with_rows(connection, {sealed.digest for sealed in some})
        for sealed in some:
            if sealed.digest in named:
                store.settle(sealed)
            else:
                store.discard(sealed)
