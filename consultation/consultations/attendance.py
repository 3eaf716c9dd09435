"""Who is there: each stay of an attendee at the board, from entering to leaving, in the database."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from consultation.consultations import members
from consultation.consultations.deeds import locked
from consultation.consultations.entrance import Entry
from consultation.consultations.stays import KNOWN_FOR
from consultation.consultations.tables import (
    GUEST_PREFIX,
    Attendance,
    Member,
    MemberKind,
    State,
)
from consultation.services import Services
from core import audit
from core.audit import Action, Event
from core.models import User, new_id


async def entered(shared: Services, entry: Entry) -> str:
    """Record that somebody is there; the id of their stay, which `left` wants to have.

    Who only reads a closed consultation is recorded in the audit log alone: the id is "".
    """
    who, now = entry.attendee, shared.now()
    event = Event(now, who.actor, Action.CONSULTATION_ENTER, entry.consultation.id, entry.address)
    async with shared.database.write() as session:
        # They may come by two doors at once, of which one is to remember them.
        consultation = await locked(session, entry.consultation.id)
        stay = "" if consultation.state == State.CLOSED else new_id()
        audit.record(session, event)
        if stay:
            session.add(
                Attendance(
                    id=stay,
                    consultation_id=consultation.id,
                    attendee=who.id,
                    name=who.name,
                    organisation=who.organisation,
                    role=who.role_name,
                    entered_at=now,
                    left_at=now + KNOWN_FOR,
                )
            )
            await _remember_helper(session, entry, now)
    if stay:
        shared.stays.hold(stay)
        await shared.changes.tell()
    return stay


async def left(shared: Services, stay: str) -> None:
    """Record that somebody has gone, whom `entered` gave this id."""
    if not stay:
        return
    shared.stays.release(stay)
    now = shared.now()
    async with shared.database.write() as session:
        row = await session.get_one(Attendance, stay)
        row.left_at = min(row.left_at, now)
        event = Event(
            now, await _actor(session, row.attendee), Action.CONSULTATION_LEAVE, row.consultation_id
        )
        audit.record(session, event)
    await shared.changes.tell()


async def end_stays(session: AsyncSession, consultation_id: str, now: datetime) -> None:
    """Everybody's stay ends with the consultation."""
    await session.execute(
        update(Attendance)
        .where(Attendance.consultation_id == consultation_id, Attendance.left_at > now)
        .values(left_at=now)
    )


async def present(session: AsyncSession, consultation_id: str, now: datetime) -> Sequence[Attendance]:
    """Who is there, each once, in the order in which they came."""
    stays = await session.scalars(
        select(Attendance)
        .where(Attendance.consultation_id == consultation_id, Attendance.left_at > now)
        .order_by(Attendance.entered_at, Attendance.id)
    )
    first: dict[str, Attendance] = {}
    for stay in stays:
        first.setdefault(stay.attendee, stay)
    return list(first.values())


async def _remember_helper(session: AsyncSession, entry: Entry, now: datetime) -> None:
    """Whoever answered a call for help stays part of the consultation after its end."""
    who, consultation = entry.attendee, entry.consultation
    if who.host or who.organisation_id is None:
        return
    invited = await session.scalar(
        select(Member.subject_id).where(
            Member.consultation_id == consultation.id,
            Member.kind.in_([MemberKind.PERSON, MemberKind.ORGANISATION]),
            Member.subject_id.in_([who.id, who.organisation_id]),
        )
    )
    if invited is None:
        await members.add(session, consultation.id, MemberKind.PERSON, who.id, who.id, now)


async def _actor(session: AsyncSession, attendee_id: str) -> str:
    if attendee_id.startswith(GUEST_PREFIX):
        return "guest:" + attendee_id.removeprefix(GUEST_PREFIX)
    return "user:" + (await session.get_one(User, attendee_id)).name
