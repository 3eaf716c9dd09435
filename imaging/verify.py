"""Compares store and index, and repairs the index from the store; safe beside a running site."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import islice
from typing import TypeVar

from sqlalchemy import insert, select

from core import audit
from core.audit import OPERATOR, Action, Event
from core.models import AuditEntry
from core.objects import digest_of
from imaging.archive import Archive
from imaging.index.lookup import digests_with_rows, instance_of
from imaging.index.recount import (
    Miscounted,
    miscounted,
    put_right,
    put_totals_right,
    study_page,
    wrong_totals,
)
from imaging.index.removal import remove_rows
from imaging.index.tables import Instance, SetAside
from imaging.ingest.space import storage_errors
from imaging.receipt import Outcome
from imaging.rights import OPERATOR_CALLER

PAGE = 200
"""Objects and rows that are compared at once."""

_PIECE = 1 << 20

T = TypeVar("T")


class Fault(StrEnum):
    """How store and index can disagree, and what a repair does about it."""

    ORPHAN = "orphan"
    """An object without a row: it is taken in again."""
    DAMAGED = "damaged"
    """Bytes that are not those of their name: they are quarantined, and their row is removed."""
    MISSING = "missing"
    """A row without its object: the row is removed, so that the instance can be sent again."""
    MISCOUNTED = "miscounted"
    """A study, or an organisation, whose counters or search words are wrong: they are counted anew."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault. `subject` is a digest, a study's UID or an organisation's id; `text` is for people."""

    fault: Fault
    subject: str
    text: str


@dataclass(slots=True)
class Report:
    """What was looked at and what was found."""

    objects: int = 0
    faults: Counter[Fault] = field(default_factory=Counter)
    repaired: bool = False

    @property
    def clean(self) -> bool:
        """Whether store and index agree now, and nothing had been lost."""
        return not self.faults or (self.repaired and not self.lost)

    @property
    def lost(self) -> int:
        """Instances whose bytes are gone or damaged: a repair can only let them be sent again."""
        return self.faults[Fault.MISSING] + self.faults[Fault.DAMAGED]


class Verification:
    """One comparison of all there is. With `repair`, what is found is put right at once."""

    def __init__(
        self,
        archive: Archive,
        *,
        repair: bool,
        organisation_id: str,
        on_finding: Callable[[Finding], None] = lambda finding: None,
        on_object: Callable[[], None] = lambda: None,
    ) -> None:
        """`organisation_id`: whose the studies of orphans become, where the index does not know better.

        `on_finding` is called for each fault, `on_object` for each object that was read.
        """
        self._archive = archive
        self._repair = repair
        self._organisation_id = organisation_id
        self._on_finding = on_finding
        self._on_object = on_object
        self._report = Report(repaired=repair)

    def run(self, now: datetime) -> Report:
        """Reads every byte there is. Raises StorageFull, StorageFailed."""
        with storage_errors():
            self._check_objects()
            self._check_rows()
            self._check_counters()
            self._record(now)
        return self._report

    def _check_objects(self) -> None:
        """Every object is undamaged and has a row. A row is committed before its object gets here."""
        for digests in _pages(self._archive.store.digests()):
            with self._archive.database.read() as connection:
                named = digests_with_rows(connection, digests)
            for digest in digests:
                self._report.objects += 1
                self._on_object()
                if digest_of(self._archive.store.path(digest)) != digest:
                    self._found(Fault.DAMAGED, digest, f"object {digest} is damaged", self._set_damaged_aside)
                elif digest not in named:
                    self._found(Fault.ORPHAN, digest, f"object {digest} is not in the index", self._adopt)

    def _check_rows(self) -> None:
        """Every row has its object."""
        for model in (Instance, SetAside):
            for digests in self._digests_of(model):
                for digest in digests:
                    if not self._archive.store.holds(digest):
                        text = f"object {digest} is in the index, but its file is missing"
                        self._found(Fault.MISSING, digest, text, self._remove_rows)

    def _digests_of(self, model: type[Instance] | type[SetAside]) -> Iterator[Sequence[str]]:
        last = 0
        while True:
            with self._archive.database.read() as connection:
                rows = connection.execute(
                    select(model.id, model.digest).where(model.id > last).order_by(model.id).limit(PAGE)
                ).all()
            if not rows:
                return
            yield [row.digest for row in rows]
            last = rows[-1].id

    def _check_counters(self) -> None:
        wrong = list(self._miscounted_studies())
        for study in wrong:
            text = f"study {study.study_uid} is miscounted: {', '.join(study.what)}"
            self._found(Fault.MISCOUNTED, study.study_uid, text, None)
        if self._repair and wrong:
            with self._archive.database.write() as connection:
                put_right(connection, {study.pk for study in wrong})
        with self._archive.database.read() as connection:
            totals = wrong_totals(connection)
        for organisation_id in totals:
            text = f"the totals of organisation {organisation_id} are wrong"
            self._found(Fault.MISCOUNTED, organisation_id, text, None)
        if self._repair and totals:
            with self._archive.database.write() as connection:
                put_totals_right(connection)

    def _miscounted_studies(self) -> Iterator[Miscounted]:
        """A page in each transaction: a long one would keep SQLite from clearing its log."""
        last = 0
        while True:
            with self._archive.database.read() as connection:
                page = study_page(connection, last)
                yield from miscounted(connection, page)
            if not page:
                return
            last = page[-1]

    def _found(self, fault: Fault, subject: str, text: str, repair: Callable[[str], None] | None) -> None:
        self._report.faults[fault] += 1
        self._on_finding(Finding(fault, subject, text))
        if self._repair and repair is not None:
            repair(subject)

    def _adopt(self, digest: str) -> None:
        """Takes the bytes in like new ones; they end under the name they have."""
        store, ingest = self._archive.store, self._archive.ingest
        with (
            store.open(digest) as file,
            ingest.receive(OPERATOR_CALLER, organisation_id=self._organisation_id) as reception,
        ):
            while piece := file.read(_PIECE):
                reception.write(piece)
            receipt = reception.finish()
        if receipt.outcome is Outcome.ALREADY_THERE:  # in another encoding, which is the one that is served
            store.remove(digest)

    def _set_damaged_aside(self, digest: str) -> None:
        store = self._archive.store
        with self._archive.database.read() as connection:
            place = instance_of(connection, digest)
        owner = self._organisation_id if place is None else place.organisation_id
        what = f"instance {place.sop_instance_uid}" if place else "something set aside"
        reason = f"damaged on disk: these were the bytes of {what}, with digest {digest}"
        self._archive.ingest.quarantine(OPERATOR_CALLER, owner, store.path(digest), reason)
        self._remove_rows(digest)
        store.remove(digest)

    def _remove_rows(self, digest: str) -> None:
        with self._archive.database.write() as connection:
            studies = remove_rows(connection, [digest])
            if studies:
                put_right(connection, studies)
            put_totals_right(connection)

    def _record(self, now: datetime) -> None:
        detail: dict[str, str | int | bool] = {"objects": self._report.objects, "repair": self._repair}
        detail |= {fault.value: count for fault, count in self._report.faults.items()}
        event = Event(now, OPERATOR, Action.ARCHIVE_VERIFY, detail=detail)
        with self._archive.database.write() as connection:
            connection.execute(insert(AuditEntry), audit.columns(event))


def count_objects(archive: Archive) -> int:
    """How many objects a verification is going to read."""
    return sum(1 for _ in archive.store.digests())


def _pages(items: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(items)
    while page := list(islice(rest, PAGE)):
        yield page
