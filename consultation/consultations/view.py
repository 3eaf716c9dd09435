"""A consultation as its attendees are told it: JSON, with patients' names only for those who may know."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from aiohttp import web
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from consultation.consultations.attendance import present
from consultation.consultations.attendees import Attendee
from consultation.consultations.colours import colours
from consultation.consultations.entrance import Entry, entry
from consultation.consultations.tables import (
    Attendance,
    BroughtConsole,
    BroughtStudy,
    Consultation,
    Guest,
    GuestState,
    Member,
    MemberKind,
    Summary,
)
from consultation.services import Services, services
from core.credentials import CONSOLE_PREFIX
from core.models import Agent, Organisation, User
from core.rights import Right
from imaging.access import Purpose
from imaging.index.tables import Study
from imaging.rights import Caller

Json = dict[str, object]


async def answer(request: web.Request, status: int = 200) -> web.Response:
    """The consultation of this request as it is now, to whoever sent it."""
    return await told(services(request), await entry(request), status)


async def told(shared: Services, who: Entry, status: int = 200) -> web.Response:
    async with shared.database.read() as session:
        body = await _consultation_json(shared, session, who)
    if Right.NAMES in who.attendee.rights:
        await _record_reading(shared, who)
    return web.json_response(body, status=status)


async def _record_reading(shared: Services, who: Entry) -> None:
    """Patients are named here as they are by the archive, and it is recorded as it is there."""
    async with shared.database.read() as session:
        rows = await session.execute(
            select(BroughtStudy.study_uid, BroughtStudy.organisation_id).where(
                BroughtStudy.consultation_id == who.consultation.id
            )
        )
        owners = {row.study_uid: row.organisation_id for row in rows}
    attendee = who.attendee
    caller = Caller(attendee.actor, attendee.organisation_id, attendee.rights, who.address, frozenset(owners))
    for study_uid, owner in owners.items():
        await shared.access.study(caller, owner, study_uid, Purpose.DETAILS)


async def _consultation_json(shared: Services, session: AsyncSession, who: Entry) -> Json:
    consultation = who.consultation
    there = await present(session, consultation.id, shared.now())
    names = await organisation_names(session)
    return {
        "id": consultation.id,
        "title": consultation.title,
        "question": consultation.question,
        "state": consultation.state,
        "urgent": consultation.urgent,
        "host": host_json(await session.get_one(User, consultation.host_id)),
        **times(consultation),
        "created_at": consultation.created_at.isoformat(),
        "room": consultation.room,
        "conclusion": consultation.conclusion,
        "members": await _members(session, consultation.id, names),
        "studies": await _studies(session, consultation.id, names, who.attendee),
        "consoles": await consoles(shared, session, consultation.id),
        "present": [_present_json(stay) for stay in there],
        "colours": await _colours(session, consultation.id),
        "guests_waiting": await _guests_waiting(session, consultation.id, who.attendee),
        "me": _me_json(who.attendee),
        "summary": await _summary(session, consultation),
    }


async def _summary(session: AsyncSession, consultation: Consultation) -> Json | None:
    """Where it is in the archive: "" for one that is kept by itself."""
    by_itself = select(Summary.consultation_id).where(Summary.consultation_id == consultation.id)
    if not consultation.summary_instance_uid and await session.scalar(by_itself) is None:
        return None
    return {
        "study_uid": consultation.summary_study_uid,
        "instance_uid": consultation.summary_instance_uid,
    }


def times(consultation: Consultation) -> Json:
    return {
        "planned_for": iso(consultation.planned_for),
        "opened_at": iso(consultation.opened_at),
        "closed_at": iso(consultation.closed_at),
    }


def iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def host_json(host: User) -> Json:
    return {"id": host.id, "name": host.display_name, "organisation": host.organisation.name}


async def organisation_names(session: AsyncSession) -> Mapping[str, str]:
    return {row.id: row.name for row in await session.execute(select(Organisation.id, Organisation.name))}


async def consoles(shared: Services, session: AsyncSession, consultation_id: str) -> list[Json]:
    """The consoles brought along, on air or not, in the order in which they were."""
    rooms = await session.scalars(
        select(BroughtConsole.room)
        .where(BroughtConsole.consultation_id == consultation_id)
        .order_by(BroughtConsole.added_at, BroughtConsole.room)
    )
    brought = rooms.all()
    enrolled = await enrolled_consoles(session, brought)
    return [console_json(shared, room, enrolled) for room in brought]


async def enrolled_consoles(session: AsyncSession, rooms: Iterable[str]) -> Mapping[str, Agent]:
    """The agents of these rooms, by room; a console on air may have none."""
    ids = [room.removeprefix(CONSOLE_PREFIX) for room in rooms]
    found = await session.scalars(select(Agent).where(Agent.id.in_(ids)))
    return {CONSOLE_PREFIX + agent.id: agent for agent in found}


def console_json(shared: Services, room: str, enrolled: Mapping[str, Agent]) -> Json:
    live, agent = shared.directory.get(room), enrolled.get(room)
    if live is not None:
        name, organisation, modality = live.name, live.organisation, live.modality
    elif agent is not None:
        name, organisation, modality = agent.name, agent.organisation.name, agent.modality
    else:
        name, organisation, modality = room, "", ""
    return {
        "room": room,
        "name": name,
        "organisation": organisation,
        "modality": modality,
        "on_air": live is not None,
    }


async def _members(session: AsyncSession, consultation_id: str, names: Mapping[str, str]) -> list[Json]:
    rows = await session.scalars(
        select(Member)
        .where(Member.consultation_id == consultation_id, Member.kind != MemberKind.EXPELLED)
        .order_by(Member.invited_at, Member.kind.desc(), Member.subject_id)
    )
    members = rows.all()
    ids = [member.subject_id for member in members if member.kind == MemberKind.PERSON]
    people = {user.id: user for user in await session.scalars(select(User).where(User.id.in_(ids)))}
    return [_member_json(member, people, names) for member in members]


def _member_json(member: Member, people: Mapping[str, User], names: Mapping[str, str]) -> Json:
    if member.kind == MemberKind.ORGANISATION:
        return {"kind": member.kind, "id": member.subject_id, "name": names[member.subject_id]}
    user = people[member.subject_id]
    return {
        "kind": member.kind,
        "id": user.id,
        "name": user.display_name,
        "organisation": user.organisation.name,
        "role": user.role,
    }


async def _studies(
    session: AsyncSession, consultation_id: str, names: Mapping[str, str], attendee: Attendee
) -> list[Json]:
    found = await session.execute(
        select(BroughtStudy, Study)
        .join(Study, Study.study_uid == BroughtStudy.study_uid)
        .where(BroughtStudy.consultation_id == consultation_id)
        .order_by(BroughtStudy.added_at, BroughtStudy.study_uid)
    )
    named = Right.NAMES in attendee.rights
    return [
        {
            "study_uid": study.study_uid,
            "description": study.description if named else "",
            "date": study.study_date,
            "modalities": study.modalities.split("\\") if study.modalities else [],
            "patient_name": study.patient_name if named else "",
            "patient_id": study.patient_id if named else "",
            "organisation": names[study.organisation_id],
            "added_by": brought.added_by,
            "added_at": brought.added_at.isoformat(),
        }
        for brought, study in found
    ]


async def _colours(session: AsyncSession, consultation_id: str) -> Mapping[str, int]:
    """Of everybody who ever came: what they drew is still there."""
    stays = await session.execute(
        select(Attendance.attendee, Attendance.entered_at, Attendance.left_at)
        .where(Attendance.consultation_id == consultation_id)
        .order_by(Attendance.entered_at, Attendance.id)
    )
    return colours((stay.attendee, stay.entered_at, stay.left_at) for stay in stays)


async def _guests_waiting(session: AsyncSession, consultation_id: str, attendee: Attendee) -> int:
    if Right.ADMIT not in attendee.rights:
        return 0
    waiting = select(func.count()).where(
        Guest.consultation_id == consultation_id, Guest.state == GuestState.WAITING
    )
    return await session.scalar(waiting) or 0


def _present_json(stay: Attendance) -> Json:
    return {"id": stay.attendee, "name": stay.name, "organisation": stay.organisation, "role": stay.role}


def _me_json(attendee: Attendee) -> Json:
    return {
        "id": attendee.id,
        "name": attendee.name,
        "organisation": attendee.organisation,
        "role": attendee.role_name,
        "host": attendee.host,
        "rights": sorted(attendee.rights),
    }
