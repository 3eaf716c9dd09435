"""Gathers what the summary of a consultation says about one patient: from its tables, board and archive."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from consultation.board import schema
from consultation.board.document import BoardState
from consultation.consultations.tables import Attendance, BroughtConsole, Consultation, Kept
from consultation.keeping.board_marks import moment
from consultation.keeping.deposit import Kind
from consultation.keeping.illustrating import Drawn, Illustrator
from consultation.keeping.people import Somebody
from consultation.keeping.report import Attended, FoundOut, Report, ShownConsole, ShownStudy
from consultation.keeping.screened import screening
from consultation.keeping.subjects import Subject, SubjectStudy
from consultation.services import Services
from core.models import User

_NOT_SHOWN = frozenset({"PR", "SR", "KO", "DOC"})
"""Modalities of what is no picture, such as what this consultation itself has kept."""


async def gather(
    shared: Services,
    consultation: Consultation,
    subject: Subject,
    board: BoardState,
    people: Mapping[str, Somebody],
) -> Report:
    """The report about one patient of a closed consultation."""
    async with shared.database.read() as session:
        host = await session.get_one(User, consultation.host_id)
        consoles = await _consoles(shared, session, consultation.id)
        attended = await _attended(session, consultation.id)
        kept = await _kept_pictures(session, consultation.id)
        screened = await screening(session, consultation)
    own = [row for row in kept if row.study_uid in subject.study_uids]
    foreign = {row.picture for row in kept} - {row.picture for row in own}
    illustrator = Illustrator(shared, board, people)
    chosen = sum([await illustrator.key_images(uid) for uid in subject.study_uids], Drawn())
    frozen = sum([await illustrator.frozen(row) for row in own], Drawn())
    return Report(
        consultation_id=consultation.id,
        title=consultation.title,
        question=consultation.question,
        urgent=consultation.urgent,
        host=f"{host.display_name} · {host.organisation.name}",
        opened_at=consultation.opened_at.astimezone() if consultation.opened_at else None,
        closed_at=consultation.closed_at.astimezone() if consultation.closed_at else None,
        conclusion=consultation.conclusion,
        studies=tuple(_shown(one) for one in subject.studies),
        consoles=consoles,
        attended=attended,
        findings=_findings(board, people, subject, foreign),
        measurements=chosen.measurements + frozen.measurements,
        screening=screened,
        key_images=chosen.illustrations,
        pictures=frozen.illustrations,
    )


def _shown(one: SubjectStudy) -> ShownStudy:
    study = one.study
    return ShownStudy(
        patient_name=study.patient_name,
        patient_id=study.patient_id,
        birth_date=study.patient_birth_date,
        sex=study.patient_sex,
        date=study.study_date,
        description=study.description,
        modalities="\\".join(one for one in study.modalities.split("\\") if one not in _NOT_SHOWN),
        organisation=one.organisation,
    )


async def _consoles(
    shared: Services, session: AsyncSession, consultation_id: str
) -> tuple[ShownConsole, ...]:
    statement = (
        select(BroughtConsole.room)
        .where(BroughtConsole.consultation_id == consultation_id)
        .order_by(BroughtConsole.added_at, BroughtConsole.room)
    )
    rooms = (await session.scalars(statement)).all()
    known = [await shared.agents.by_room(session, room) for room in rooms]
    return tuple(
        ShownConsole(console.name, console.organisation, console.modality)
        for console in known
        if console is not None
    )


async def _attended(session: AsyncSession, consultation_id: str) -> tuple[Attended, ...]:
    """Everybody who was there, in the order in which they came."""
    statement = (
        select(Attendance)
        .where(Attendance.consultation_id == consultation_id)
        .order_by(Attendance.entered_at, Attendance.id)
    )
    stays: dict[str, list[Attendance]] = {}
    for stay in await session.scalars(statement):
        stays.setdefault(stay.attendee, []).append(stay)
    return tuple(
        Attended(
            found[-1].name,
            found[-1].organisation,
            found[-1].role,
            tuple((stay.entered_at.astimezone(), stay.left_at.astimezone()) for stay in found),
        )
        for found in stays.values()
    )


async def _kept_pictures(session: AsyncSession, consultation_id: str) -> Sequence[Kept]:
    statement = (
        select(Kept)
        .where(Kept.consultation_id == consultation_id, Kept.kind == Kind.IMAGE.value)
        .order_by(Kept.kept_at, Kept.instance_uid)
    )
    return (await session.scalars(statement)).all()


def _findings(
    board: BoardState, people: Mapping[str, Somebody], subject: Subject, foreign: set[str]
) -> tuple[FoundOut, ...]:
    """The findings, but for those that lead to another patient's images."""
    told = (finding for finding in board.findings.values() if _about(finding, subject, foreign))
    return tuple(_found_out(finding, people) for finding in sorted(told, key=lambda finding: finding.at))


def _about(finding: schema.Finding, subject: Subject, foreign: set[str]) -> bool:
    if isinstance(finding.place, schema.SlicePlace):
        return finding.place.study in subject.study_uids
    return not (isinstance(finding.place, schema.PicturePlace) and finding.place.picture in foreign)


def _found_out(finding: schema.Finding, people: Mapping[str, Somebody]) -> FoundOut:
    author = people.get(finding.author)
    votes = sorted(finding.votes.items(), key=lambda vote: vote[1].at)

    def voters(says: str) -> tuple[str, ...]:
        return tuple(
            people[attendee].name if attendee in people else vote.name
            for attendee, vote in votes
            if vote.says == says
        )

    return FoundOut(
        title=finding.title,
        site=finding.site,
        detail=finding.detail,
        author=author.name if author else finding.author_name,
        at=moment(finding.at).astimezone(),
        agreed=voters("agree"),
        disputed=voters("dispute"),
    )
