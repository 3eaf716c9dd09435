"""The summary of a closed consultation: made, kept with each patient's study or itself, and found again."""

import asyncio
import hashlib
import logging
from collections.abc import Mapping, Sequence
from pathlib import Path

from pydicom import Dataset, dcmread
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from consultation.board.document import BoardState, read_board
from consultation.consultations.attendees import Attendee
from consultation.consultations.tables import Consultation, Kept, Summary
from consultation.keeping.board_marks import authors
from consultation.keeping.deposit import Deposit, Keeper, Kind, deposit
from consultation.keeping.gathering import gather
from consultation.keeping.people import Somebody, people
from consultation.keeping.report import Report
from consultation.keeping.report_process import typeset_apart
from consultation.keeping.sources import brought_study
from consultation.keeping.subjects import Subject, subjects
from consultation.problems import Problem
from consultation.services import Services
from core import audit
from imaging.derived.document import CONSULTATION_NOTE, encapsulated_pdf, pdf_of
from imaging.derived.model import NewInstance
from imaging.derived.source import study_of
from imaging.errors import ArchiveError, NotFound
from imaging.index.tables import Instance
from imaging.ingest.space import storage_errors

log = logging.getLogger(__name__)


async def keep_summary(shared: Services, consultation_id: str, who: Attendee, address: str) -> None:
    """Make the summary and keep it as Encapsulated PDF with the first study of each patient.

    Where no study was shown, it is kept with the consultation itself.

    Making it again changes nothing where it would say the same. Raises Problem, ArchiveError, and nothing
    else: a consultation is closed whether or not there can be a summary of it.
    """
    try:
        await _keep_summary(shared, Keeper(consultation_id, who, address, shared.now()))
    except (Problem, ArchiveError):
        raise
    except Exception as error:
        # Fonts, pictures and page breaking of a library can fail in ways that nobody foresees.
        log.exception("the summary of consultation %s failed", consultation_id)
        raise Problem(
            500, "no_summary", "The summary could not be made; the server's log says why."
        ) from error


async def summary_pdf(shared: Services, consultation: Consultation) -> bytes:
    """The PDF that was kept first. Raises Problem 404, NotFound."""
    async with shared.database.read() as session:
        if not consultation.summary_instance_uid:
            return await _pdf_by_itself(session, consultation.id)
        digest = await session.scalar(
            select(Instance.digest).where(Instance.sop_instance_uid == consultation.summary_instance_uid)
        )
    if digest is None:
        raise NotFound("The summary is no longer in the archive.")
    path = await asyncio.to_thread(shared.archive.store.path, digest)
    return await asyncio.to_thread(_read_pdf, path)


async def _keep_summary(shared: Services, keeper: Keeper) -> None:
    async with shared.database.read() as session:
        consultation = await session.get_one(Consultation, keeper.consultation_id)
        about = await subjects(session, keeper.consultation_id)
    if consultation.closed_at is None:
        raise Problem(409, "not_closed", "There is a summary once the consultation is closed.")
    board = await read_board(shared.database, keeper.consultation_id)
    known = await people(shared.database, keeper.consultation_id, authors(board))
    if about:
        await _keep_with_studies(shared, keeper, consultation, about, board, known)
    else:
        await _keep_by_itself(shared, keeper, await gather(shared, consultation, Subject(()), board, known))
    await shared.changes.tell()


async def _keep_with_studies(
    shared: Services,
    keeper: Keeper,
    consultation: Consultation,
    about: Sequence[Subject],
    board: BoardState,
    known: Mapping[str, Somebody],
) -> None:
    kept = [await _keep_one(shared, keeper, consultation, subject, board, known) for subject in about]
    async with shared.database.write() as session:
        row = await session.get_one(Consultation, keeper.consultation_id)
        row.summary_study_uid, row.summary_instance_uid = kept[0].study_uid, kept[0].instance_uid


async def _keep_by_itself(shared: Services, keeper: Keeper, report: Report) -> None:
    pdf = await asyncio.to_thread(typeset_apart, report)
    event = keeper.event(Kind.SUMMARY, {})
    with storage_errors():
        async with shared.database.write() as session:
            row = await session.get(Summary, keeper.consultation_id)
            if row is not None and row.pdf == pdf:
                return
            made = Summary(
                consultation_id=keeper.consultation_id,
                pdf=pdf,
                made_by=keeper.attendee.id,
                made_at=keeper.at,
            )
            await session.merge(made)
            audit.record(session, event)


async def _pdf_by_itself(session: AsyncSession, consultation_id: str) -> bytes:
    found = await session.get(Summary, consultation_id)
    if found is None:
        raise Problem(404, "no_summary", "There is no summary of this consultation.")
    return found.pdf


async def _keep_one(
    shared: Services,
    keeper: Keeper,
    consultation: Consultation,
    subject: Subject,
    board: BoardState,
    known: Mapping[str, Somebody],
) -> Kept:
    study = await brought_study(shared.database, keeper.consultation_id, subject.study_uids[0])
    report = await gather(shared, consultation, subject, board, known)

    def build(new: NewInstance) -> Dataset:
        return encapsulated_pdf(
            study_of(study.header), typeset_apart(report), consultation.title, CONSULTATION_NOTE, new
        )

    at = consultation.closed_at or keeper.at
    what = Deposit(Kind.SUMMARY, (_content(report),), at, build)
    return (await deposit(shared, keeper, study, what)).row


def _content(report: Report) -> str:
    """The same for reports that say the same."""
    return hashlib.sha256(repr(report).encode()).hexdigest()


def _read_pdf(path: Path) -> bytes:
    return pdf_of(dcmread(path))
