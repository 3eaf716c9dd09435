"""Puts an object into the archive in the name of a consultation, once, and writes down that it did."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from io import BytesIO

from pydicom import Dataset
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from consultation.consultations.attendees import Attendee
from consultation.consultations.tables import Kept
from consultation.health import installed_version
from consultation.keeping.sources import StudySource, series_of
from consultation.problems import Problem
from consultation.services import Services
from core import audit
from core.audit import Action, Event
from imaging.derived.model import NewInstance, derived_uid
from imaging.errors import StorageFailed
from imaging.ingest.space import storage_errors
from imaging.receipt import Outcome, Receipt
from imaging.rights import consultation_caller

log = logging.getLogger(__name__)


class Kind(StrEnum):
    """What was kept; `consultation.consultations.tables.Kept.kind`."""

    IMAGE = "image"
    MARKS = "marks"
    MEASUREMENTS = "measurements"
    KEY_IMAGES = "key-images"
    SUMMARY = "summary"


_SERIES: Mapping[Kind, tuple[int, str]] = {
    Kind.IMAGE: (9101, "会诊冻结图像 Frozen pictures"),
    Kind.MARKS: (9102, "会诊标注 Marks"),
    Kind.MEASUREMENTS: (9103, "会诊测量 Measurements"),
    Kind.KEY_IMAGES: (9104, "会诊关键图像 Key images"),
    Kind.SUMMARY: (9105, "会诊小结 Summary"),
}
"""Number and description of the series; high numbers, which stand behind a modality's own."""


@dataclass(frozen=True, slots=True)
class Keeper:
    """Who keeps something of which consultation, and when."""

    consultation_id: str
    attendee: Attendee
    address: str
    at: datetime

    def event(self, kind: Kind, detail: Mapping[str, str]) -> Event:
        """What the audit log says of something that was kept."""
        return Event(
            self.at,
            self.attendee.actor,
            Action.KEEP,
            self.consultation_id,
            self.address,
            detail={"kind": kind.value, **detail},
        )


@dataclass(frozen=True, slots=True)
class Deposit:
    """An object to be kept. Equal content has equal `words`, from which its UID is made.

    That makes keeping twice harmless: what is there is found by its UID, and not built again.
    """

    kind: Kind
    words: tuple[str, ...]
    at: datetime
    """When its content was complete."""
    build: Callable[[NewInstance], Dataset]
    """Raises what highdicom raises for content that DICOM cannot hold."""
    series_words: tuple[str, ...] = ()
    """What tells its series from others of the same kind."""
    series_description: str = ""
    """In place of the kind's own."""
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Deposited:
    row: Kept
    new: bool
    """False where it had been kept before."""


async def deposit(shared: Services, keeper: Keeper, study: StudySource, what: Deposit) -> Deposited:
    """Keep one object in the study. What is answered is in the archive and written down.

    Raises StorageFull, StorageFailed, Problem 422 for what cannot be an object of DICOM.
    """
    scope = (keeper.consultation_id, study.study_uid, what.kind.value)
    uid = derived_uid(*scope, *what.words)
    series_uid = derived_uid(*scope, "series", *what.series_words)
    async with shared.database.read() as session:
        known = await session.get(Kept, (keeper.consultation_id, uid))
        there = await series_of(session, study.study_uid, uid)
        number = await _next_number(session, series_uid)
    if known is not None:
        return Deposited(known, new=False)
    if there is None:
        new = _new_instance(keeper, what, uid, series_uid, number)
        receipt = await asyncio.to_thread(_store, shared, keeper, study, what, new)
        await _require_kept(shared, study, uid, receipt)
    return await _write_down(shared, keeper, study, _row(keeper, study, what, uid, there or series_uid))


def as_file(dataset: Dataset) -> bytes:
    """The data set as a Part 10 file."""
    written = BytesIO()
    dataset.save_as(written, enforce_file_format=True)
    return written.getvalue()


def _new_instance(keeper: Keeper, what: Deposit, uid: str, series_uid: str, number: int) -> NewInstance:
    series_number, description = _SERIES[what.kind]
    return NewInstance(
        sop_instance_uid=uid,
        series_uid=series_uid,
        series_number=series_number,
        instance_number=number,
        series_description=what.series_description or description,
        at=what.at.astimezone(),
        creator=keeper.attendee.name,
        institution=keeper.attendee.organisation,
        software_version=installed_version(),
    )


def _store(shared: Services, keeper: Keeper, study: StudySource, what: Deposit, new: NewInstance) -> Receipt:
    """Build the object and hand it to the archive. Blocks."""
    try:
        data = as_file(what.build(new))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        # highdicom has no exception of its own for content that the standard, or it, does not allow.
        log.warning("%s of consultation %s: %s", what.kind, keeper.consultation_id, error, exc_info=True)
        raise Problem(422, "cannot_be_kept", f"This cannot be kept as DICOM: {error}") from error
    caller = consultation_caller(keeper.attendee.actor, study.organisation_id, keeper.address)
    with shared.archive.ingest.receive(caller, study_uid=study.study_uid) as reception:
        reception.write(data)
        return reception.finish()


async def _require_kept(shared: Services, study: StudySource, uid: str, receipt: Receipt) -> None:
    if receipt.outcome in (Outcome.STORED, Outcome.ALREADY_THERE):
        return
    async with shared.database.read() as session:
        twin = await series_of(session, study.study_uid, uid)
    # A conflict may be with a twin of the same content, which somebody else kept at the same moment.
    if receipt.outcome is not Outcome.CONFLICT or twin is None:
        raise Problem(500, "not_kept", f"The archive did not take it: {receipt.text}.")


async def _next_number(session: AsyncSession, series_uid: str) -> int:
    counted = await session.scalar(select(func.count()).where(Kept.series_uid == series_uid))
    return (counted or 0) + 1


def _row(keeper: Keeper, study: StudySource, what: Deposit, uid: str, series_uid: str) -> Kept:
    return Kept(
        consultation_id=keeper.consultation_id,
        instance_uid=uid,
        study_uid=study.study_uid,
        series_uid=series_uid,
        kind=what.kind.value,
        picture=what.picture,
        kept_by=keeper.attendee.id,
        kept_at=keeper.at,
    )


async def _write_down(shared: Services, keeper: Keeper, study: StudySource, row: Kept) -> Deposited:
    detail = {"study": study.study_uid, "instance": row.instance_uid}
    event = keeper.event(Kind(row.kind), detail)
    try:
        with storage_errors():
            async with shared.database.write() as session:
                session.add(row)
                audit.record(session, event)
    except StorageFailed as error:
        if not isinstance(error.__cause__, IntegrityError):
            raise
        # Somebody kept the same at the same moment, and was first.
        async with shared.database.read() as session:
            first = await session.get_one(Kept, (keeper.consultation_id, row.instance_uid))
        return Deposited(first, new=False)
    return Deposited(row, new=True)
