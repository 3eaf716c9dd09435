"""Lists of consultations: those that somebody is part of, in a few lines each."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from aiohttp import web
from sqlalchemy import ColumnElement, Select, and_, func, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from consultation.consultations.attendees import takes_part
from consultation.consultations.entrance import person_with
from consultation.consultations.tables import (
    Attendance,
    BroughtConsole,
    BroughtStudy,
    Consultation,
    Guest,
    GuestState,
    State,
    Summary,
)
from consultation.consultations.view import Json, console_json, enrolled_consoles, host_json, times
from consultation.requests import signed_in
from consultation.services import Services, services
from core.accounts import Person
from core.models import User
from core.rights import Right, rights_in_room

CLOSED_FOR = timedelta(days=30)
"""For how long closed consultations stay in the list."""


async def listed(request: web.Request) -> web.Response:
    return web.json_response(await briefs(services(request), await signed_in(request)))


async def briefs(shared: Services, person: Person) -> Json:
    """The consultations that `person` is part of, newest first."""
    recent = or_(Consultation.state != State.CLOSED, Consultation.closed_at > shared.now() - CLOSED_FOR)
    return await _told(shared, person, and_(takes_part(person), recent))


async def unattended(request: web.Request) -> web.Response:
    """For administrators: what is not over, and whose host is away or locked out."""
    person, shared = await person_with(request, Right.ADMINISTER), services(request)
    there = select(Attendance.attendee).where(
        Attendance.consultation_id == Consultation.id,
        Attendance.attendee == Consultation.host_id,
        Attendance.left_at > shared.now(),
    )
    away = and_(Consultation.state == State.OPEN, not_(there.exists()))
    locked_out = and_(Consultation.state != State.CLOSED, User.disabled_at.is_not(None))
    return web.json_response(await _told(shared, person, or_(away, locked_out)))


async def _told(shared: Services, person: Person, wanted: ColumnElement[bool]) -> Json:
    async with shared.database.read() as session:
        found = await session.execute(
            select(Consultation, User, Summary.consultation_id)
            .join(User, User.id == Consultation.host_id)
            .outerjoin(Summary, Summary.consultation_id == Consultation.id)
            .where(wanted)
            .order_by(Consultation.created_at.desc(), Consultation.id)
        )
        rows = [(one, _brief(one, host, by_itself is not None)) for one, host, by_itself in found]
        further = await _further(shared, session, [one.id for one, _ in rows])
        waiting = await _waiting(session, person, [one for one, _ in rows])
    listed = [brief | further[one.id] | {"guests_waiting": waiting.get(one.id, 0)} for one, brief in rows]
    return {"consultations": listed}


def _brief(consultation: Consultation, host: User, summary_by_itself: bool) -> Json:
    return {
        "id": consultation.id,
        "title": consultation.title,
        "state": consultation.state,
        "urgent": consultation.urgent,
        "host": host_json(host),
        **times(consultation),
        "summary": summary_by_itself or bool(consultation.summary_instance_uid),
    }


async def _further(shared: Services, session: AsyncSession, ids: Sequence[str]) -> Mapping[str, Json]:
    """What is brought along and who is there, of each of these consultations."""
    if not ids:
        return {}
    consoles = await _consoles(shared, session, ids)
    studies = await _counts(
        session,
        select(BroughtStudy.consultation_id, func.count())
        .where(BroughtStudy.consultation_id.in_(ids))
        .group_by(BroughtStudy.consultation_id),
    )
    present = await _counts(
        session,
        select(Attendance.consultation_id, func.count(Attendance.attendee.distinct()))
        .where(Attendance.consultation_id.in_(ids), Attendance.left_at > shared.now())
        .group_by(Attendance.consultation_id),
    )
    return {
        one: {
            "consoles": [console["name"] for console in consoles[one]],
            "studies": studies.get(one, 0),
            "present": present.get(one, 0),
            "console_room": consoles[one][0]["room"] if consoles[one] else None,
        }
        for one in ids
    }


async def _waiting(
    session: AsyncSession, person: Person, consultations: Sequence[Consultation]
) -> Mapping[str, int]:
    """How many guests wait for this person to let them in."""
    theirs = [
        one.id
        for one in consultations
        if Right.ADMIT in rights_in_room(person.role, host=one.host_id == person.id)
    ]
    if not theirs:
        return {}
    return await _counts(
        session,
        select(Guest.consultation_id, func.count())
        .where(Guest.consultation_id.in_(theirs), Guest.state == GuestState.WAITING)
        .group_by(Guest.consultation_id),
    )


async def _consoles(
    shared: Services, session: AsyncSession, ids: Sequence[str]
) -> Mapping[str, Sequence[Json]]:
    brought = await session.scalars(
        select(BroughtConsole)
        .where(BroughtConsole.consultation_id.in_(ids))
        .order_by(BroughtConsole.added_at, BroughtConsole.room)
    )
    rows = brought.all()
    enrolled = await enrolled_consoles(session, [row.room for row in rows])
    found: dict[str, list[Json]] = defaultdict(list)
    for row in rows:
        found[row.consultation_id].append(console_json(shared, row.room, enrolled))
    return found


async def _counts(session: AsyncSession, statement: Select[*tuple[Any, ...]]) -> Mapping[str, int]:
    return {row[0]: row[1] for row in await session.execute(statement)}
