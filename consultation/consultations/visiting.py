"""Routes of guests themselves: they use their link up, and ask whether they have been let in."""

import time
from datetime import timedelta

from aiohttp import web
from pydantic import Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from consultation.consultations.attendees import GUEST_COOKIE
from consultation.consultations.bodies import Name, Title
from consultation.consultations.entrance import guest_visit
from consultation.consultations.tables import Consultation, Guest, GuestState, State
from consultation.problems import Problem, too_many_attempts
from consultation.requests import Body, client_address, is_secure, json_body
from consultation.services import Services, services
from core import audit
from core.audit import ANONYMOUS, Action, Event, Outcome
from core.opaque import new_secret

VISIT_LIFETIME = timedelta(hours=24)
"""From using the link on; the end of the consultation ends it before."""


class Visitor(Body):
    secret: str = Field(min_length=1, max_length=200)
    name: Title
    organisation: Name = ""


async def enter(request: web.Request) -> web.Response:
    """Use a link up: from now on this browser's cookie is the guest, who waits to be let in."""
    given = await json_body(request, Visitor)
    shared = services(request)
    address = client_address(request)
    wait = shared.throttle.attempt(f"guest@{address}", address, time.monotonic())
    if wait > 0:
        raise too_many_attempts(wait)
    cookie = new_secret("cv")
    consultation = await _use_up(shared, given, cookie, address)
    if consultation is None:
        raise Problem(401, "bad_link", "This link is wrong, was used before, or is too old: ask for another.")
    shared.throttle.succeeded(f"guest@{address}", address)
    await shared.changes.tell()
    response = web.json_response(_visit_json(consultation, GuestState.WAITING))
    response.set_cookie(
        GUEST_COOKIE,
        cookie,
        max_age=int(VISIT_LIFETIME.total_seconds()),
        httponly=True,
        samesite="Strict",
        secure=is_secure(request),
    )
    return response


async def current(request: web.Request) -> web.Response:
    visit = await guest_visit(request)
    if visit is None:
        raise Problem(401, "no_guest", "This browser is nobody's guest, or its visit is over.")
    async with services(request).database.read() as session:
        consultation = await session.get_one(Consultation, visit.consultation_id)
    return web.json_response(_visit_json(consultation, visit.state))


async def last_state(request: web.Request) -> str:
    """How the visit of this browser ended: `refused`, or else `closed`, with the consultation."""
    shared = services(request)
    cookie_hash = shared.hasher(request.cookies.get(GUEST_COOKIE, ""))
    async with shared.database.read() as session:
        state = await session.scalar(select(Guest.state).where(Guest.cookie_hash == cookie_hash))
    return GuestState.REFUSED.value if state == GuestState.REFUSED else State.CLOSED.value


def _visit_json(consultation: Consultation, state: GuestState) -> dict[str, object]:
    return {"consultation": {"id": consultation.id, "title": consultation.title}, "state": state.value}


async def _use_up(shared: Services, given: Visitor, cookie: str, address: str) -> Consultation | None:
    """The consultation of the link; None, audited, if it cannot be used (any more)."""
    now = shared.now()
    async with shared.database.write() as session:
        guest = await _invited(session, shared.hasher(given.secret))
        if guest is None or guest.expires_at <= now:
            audit.record(session, Event(now, ANONYMOUS, Action.GUEST_ENTER, "", address, Outcome.REFUSED))
            return None
        guest.state, guest.cookie_hash = GuestState.WAITING, shared.hasher(cookie)
        guest.name, guest.organisation = given.name, given.organisation
        guest.expires_at = now + VISIT_LIFETIME
        detail: dict[str, str | int | bool] = {"name": given.name, "organisation": given.organisation}
        event = Event(
            now, f"guest:{guest.id}", Action.GUEST_ENTER, guest.consultation_id, address, detail=detail
        )
        audit.record(session, event)
        return await session.get_one(Consultation, guest.consultation_id)


async def _invited(session: AsyncSession, link_hash: str) -> Guest | None:
    """The guest of an unused link. The row is locked: of two who use it at once, one comes too late."""
    found: Guest | None = await session.scalar(
        select(Guest)
        .join(Consultation, Consultation.id == Guest.consultation_id)
        .where(
            Guest.link_hash == link_hash,
            Guest.state == GuestState.INVITED,
            Consultation.state != State.CLOSED,
        )
        .with_for_update(of=Guest)
    )
    return found
