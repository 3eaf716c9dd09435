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
from consultation.requests import client_address, find_person, signed_in
from consultation.services import services
from core import audit
from core.accounts import Person
from core.audit import Action, Event, Outcome
from core.rights import ROLE_RIGHTS, Right

PATH = "/api/consultations/{consultation:[0-9a-f]{12}}"
"""How the routes of one consultation begin; what cannot be an id does not get as far as the database."""


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
    if found.consultation.state != State.OPEN:
        raise Problem(409, "not_open", "The consultation is not open.")
    return found


async def unfinished_entry(request: web.Request, *needs: Right) -> Entry:
    """The same, for what can be done until the consultation is closed. Raises Problem 409 afterwards."""
    found = await entry(request, *needs)
    if found.consultation.state == State.CLOSED:
        raise Problem(409, "closed", "The consultation is closed.")
    return found


async def person_with(request: web.Request, right: Right) -> Person:
    """Who sends this request, if their role gives them `right`. Raises Problem 401, or 403, audited."""
    person = await signed_in(request)
    if right not in ROLE_RIGHTS[person.role]:
        await _record_refusal(request, f"user:{person.name}", "", right.value)
        raise Problem(403, "not_allowed", f"Your role does not allow this: {right.value}.")
    return person


async def refused(request: web.Request, who: Entry, what: str) -> None:
    """Record that somebody inside tried what they may not."""
    await _record_refusal(request, who.attendee.actor, who.consultation.id, what)


async def _record_refusal(request: web.Request, actor: str, target: str, what: str) -> None:
    shared = services(request)
    event = Event(
        shared.now(),
        actor,
        Action.CONSULTATION_REFUSED,
        target,
        client_address(request),
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
