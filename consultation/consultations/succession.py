"""Passes the chair on where its host was locked out: somebody must be able to admit, moderate and close."""

import logging
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from consultation.consultations.attendance import present
from consultation.consultations.chair import may_host, seat, tell_both
from consultation.consultations.deeds import locked
from consultation.consultations.tables import Consultation, Member, MemberKind, State
from consultation.services import Services
from core import audit
from core.audit import SERVER, Action, Event
from core.models import User

log = logging.getLogger(__name__)


async def pass_on_chairs(shared: Services) -> None:
    """Give each chair whose host is locked out to a successor; without one it waits for an administrator."""
    async with shared.database.read() as session:
        found = await session.scalars(
            select(Consultation)
            .join(User, User.id == Consultation.host_id)
            .where(Consultation.state != State.CLOSED, User.disabled_at.is_not(None))
        )
        heirs = [(one.id, await _successor(session, one, shared.now())) for one in found.all()]
    for consultation_id, heir in heirs:
        if heir is not None:
            await _pass_on(shared, consultation_id, heir)


async def _pass_on(shared: Services, consultation_id: str, heir: str) -> None:
    now = shared.now()
    async with shared.database.write() as session:
        consultation = await locked(session, consultation_id)
        host = await session.get_one(User, consultation.host_id)
        # Another process, or the person themselves, may have been quicker.
        if (
            consultation.state == State.CLOSED
            or host.disabled_at is None
            or not await may_host(session, consultation, heir)
        ):
            return
        before = await seat(session, consultation, heir, now)
        detail: dict[str, str | int | bool] = {"person": heir, "before": before}
        audit.record(session, Event(now, SERVER, Action.CONSULTATION_HOST, consultation_id, detail=detail))
    log.info("the host of consultation %s is locked out; %s has the chair now", consultation_id, heir)
    await tell_both(shared, consultation_id, before, heir)
    await shared.changes.tell()


async def _successor(session: AsyncSession, consultation: Consultation, now: datetime) -> str | None:
    """Who has been there longest, else who was invited first by name; of those who may host."""
    invited = await session.scalars(
        select(Member.subject_id)
        .where(Member.consultation_id == consultation.id, Member.kind == MemberKind.PERSON)
        .order_by(Member.invited_at, Member.subject_id)
    )
    there = [stay.attendee for stay in await present(session, consultation.id, now)]
    candidates: list[str] = [*there, *invited]
    for candidate in candidates:
        if await may_host(session, consultation, candidate):
            return candidate
    return None
