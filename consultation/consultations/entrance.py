"""Who stands before the door of a consultation: turns a request into an attendee, or refuses it."""

from dataclasses import dataclass

from aiohttp import web

from consultation.consultations.attendees import (
    GUEST_COOKIE,
    Attendee,
    GuestVisit,
    find_consultation,
    find_guest,
    guest_attendee,
    person_attendee,
)
from consultation.consultations.tables import Consultation, GuestState, State
from consultation.problems import Problem
from consultation.requests import client_address, find_person
from consultation.services import services
from core import audit
from core.audit import Action, Event, Outcome
from core.rights import Right


@dataclass(frozen=True, slots=True)
class Entry:
    """An attendee and the consultation that they are in; `consultation` is detached from the database."""

    attendee: Attendee
    consultation: Consultation
    address: str


async def entry(request: web.Request, *needs: Right) -> Entry:
    """Who sends this request, in the consultation named by `{consultation}` of the path.

    Raises Problem 401 for strangers, 404 where they are no part of it (it does not exist for them), and 403
    (`not_admitted` for a waiting guest, `not_allowed`, audited, without one of the rights in `needs`).
    """
    found = await _entry(request, request.match_info["consultation"])
    missing = [right for right in needs if right not in found.attendee.rights]
    if missing:
        await refused(request, found, missing[0].value)
        raise Problem(403, "not_allowed", f"Your role does not allow this: {missing[0].value}.")
    return found


async def open_entry(request: web.Request, *needs: Right) -> Entry:
    """The same, for what can be done only while the consultation is open. Raises Problem 409 otherwise."""
    found = await entry(request, *needs)
    if found.consultation.state is not State.OPEN:
        raise Problem(409, "not_open", "The consultation is not open.")
    return found


async def refused(request: web.Request, who: Entry, what: str) -> None:
    """Record that somebody inside tried what they may not."""
    shared = services(request)
    event = Event(
        shared.now(),
        who.attendee.actor,
        Action.CONSULTATION_REFUSED,
        who.consultation.id,
        who.address,
        Outcome.REFUSED,
        {"right": what, "path": request.path},
    )
    async with shared.database.write() as session:
        audit.record(session, event)


async def guest_visit(request: web.Request) -> GuestVisit | None:
    """The guest whose cookie this request carries, waiting or admitted."""
    cookie = request.cookies.get(GUEST_COOKIE)
    if not cookie:
        return None
    shared = services(request)
    async with shared.database.read() as session:
        return await find_guest(session, shared.hasher, cookie, shared.now())


async def _entry(request: web.Request, consultation_id: str) -> Entry:
    shared = services(request)
    address = client_address(request)
    person = await find_person(request)
    if person is not None:
        async with shared.database.read() as session:
            consultation = await find_consultation(session, person, consultation_id)
        if consultation is not None:
            return Entry(person_attendee(person, consultation), consultation, address)
    guest = await guest_visit(request)
    if guest is not None and guest.consultation_id == consultation_id:
        if guest.state is not GuestState.ADMITTED:
            raise Problem(403, "not_admitted", "The host has not let you in yet.")
        async with shared.database.read() as session:
            found = await session.get_one(Consultation, consultation_id)
        return Entry(guest_attendee(guest), found, address)
    if person is None and guest is None:
        raise Problem(401, "not_signed_in", "Sign in first.", {"WWW-Authenticate": "Bearer"})
    raise Problem(404, "no_such_consultation", "There is no such consultation.")
