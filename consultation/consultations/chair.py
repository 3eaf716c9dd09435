"""Routes of the chair: its host hands it over, or an administrator takes it where the host is away."""

from datetime import datetime

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from consultation.consultations import members
from consultation.consultations.attendance import present
from consultation.consultations.attendees import find_consultation, person_attendee
from consultation.consultations.bodies import RowId
from consultation.consultations.deeds import Deed, deed
from consultation.consultations.entrance import Entry, unfinished_entry
from consultation.consultations.inviting import add_member
from consultation.consultations.tables import Consultation, MemberKind
from consultation.consultations.view import answer
from consultation.problems import Problem
from consultation.requests import Body, client_address, find_person, json_body
from consultation.services import Services, services
from core.accounts import person as as_person
from core.audit import Action
from core.models import User
from core.rights import ROLE_RIGHTS, Right
from core.roles import Role


class NewHost(Body):
    id: RowId


async def hand_over(request: web.Request) -> web.Response:
    """Give the chair to somebody else who takes part; whoever had it stays as a member."""
    who = await unfinished_entry(request, Right.MODERATE)
    wanted = await json_body(request, NewHost)
    shared = services(request)
    async with deed(shared, who, Action.CONSULTATION_HOST, {"person": wanted.id}) as done:
        if not await may_host(done.session, done.consultation, wanted.id):
            raise Problem(
                409, "cannot_host", "Only a member whose role may hold consultations takes the chair."
            )
        before = await seat(done.session, done.consultation, wanted.id, shared.now())
    await tell_both(shared, who.consultation.id, before, wanted.id)
    return await answer(request)


async def take_over(request: web.Request) -> web.Response:
    """The chair for an administrator, member or not: who else could end a consultation without a host?"""
    who = await _taker(request)
    shared, taker = services(request), who.attendee.id
    detail = {"person": taker, "before": who.consultation.host_id}
    async with deed(shared, who, Action.CONSULTATION_HOST, detail) as done:
        await _require_host_away(done, taker, shared.now())
        # Who may take the chair is not kept from it by having been put out.
        await members.remove(done.session, done.consultation.id, MemberKind.EXPELLED, taker)
        before = await seat(done.session, done.consultation, taker, shared.now())
    await tell_both(shared, who.consultation.id, before, taker)
    return await answer(request)


async def may_host(session: AsyncSession, consultation: Consultation, subject: str) -> bool:
    """Whether somebody is part of it, and has a role that may hold consultations."""
    user = await session.get(User, subject)
    return (
        user is not None
        and user.disabled_at is None
        and Right.START in ROLE_RIGHTS[Role(user.role)]
        and await find_consultation(session, as_person(user), consultation.id) is not None
    )


async def seat(session: AsyncSession, consultation: Consultation, host_id: str, now: datetime) -> str:
    """Put somebody into the chair. Whoever had it, whose id this returns, becomes a member."""
    before, consultation.host_id = consultation.host_id, host_id
    await add_member(session, consultation, MemberKind.PERSON, before, host_id, now)
    return before


async def tell_both(shared: Services, consultation_id: str, before: str, host_id: str) -> None:
    """Their open boards ask for their rights anew."""
    for attendee in (before, host_id):
        await shared.doors.changed(consultation_id, attendee)


async def _taker(request: web.Request) -> Entry:
    """An administrator, also one who is no part of the consultation. Raises Problem."""
    person, shared = await find_person(request), services(request)
    if person is None or Right.ADMINISTER not in ROLE_RIGHTS[person.role]:
        # Refuses, as it refuses everybody who lacks a right; whoever is no part learns nothing.
        return await unfinished_entry(request, Right.ADMINISTER)
    async with shared.database.read() as session:
        consultation = await session.get(Consultation, request.match_info["consultation"])
    if consultation is None:
        raise Problem(404, "no_such_consultation", "There is no such consultation.")
    return Entry(person_attendee(person, consultation), consultation, client_address(request))


async def _require_host_away(done: Deed, taker: str, now: datetime) -> None:
    """Nobody is deposed in the middle of a consultation. Raises Problem 409."""
    host = done.consultation.host_id
    there = {stay.attendee for stay in await present(done.session, done.consultation.id, now)}
    if host != taker and host in there:
        raise Problem(409, "host_there", "The host is there: ask them to hand the chair over.")
