"""Who asks the archive: the person or guest behind a request, looked up at most every two seconds."""

import time
from collections.abc import Callable
from dataclasses import replace

from aiohttp import web

from consultation.consultations.attendees import (
    GUEST_COOKIE,
    GuestVisit,
    studies_shown_to,
    studies_shown_to_guest,
)
from consultation.consultations.entrance import guest_visit
from consultation.consultations.tables import GuestState
from consultation.problems import Problem
from consultation.requests import SESSION_COOKIE, bearer, client_address, find_person
from consultation.services import Services, services
from core.accounts import Person
from imaging.rights import Caller, guest_caller, person_caller

FRESH_S = 2.0
"""A series is hundreds of requests. Signing out, or losing a right, takes effect within this time."""

_KEPT = 1000


class ArchiveCallers:
    """The people and guests who asked within the last moments, by what they showed."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._known: dict[tuple[str, ...], tuple[Caller, float]] = {}

    async def caller(self, request: web.Request) -> Caller:
        """Who sends this request. Raises Problem 401, and 403 for a guest who still waits."""
        cookies = (request.cookies.get(name, "") for name in (SESSION_COOKIE, GUEST_COOKIE))
        showed = (bearer(request), *cookies)
        caller, checked_at = self._known.get(showed, (None, 0.0))
        if caller is None or self._clock() - checked_at >= FRESH_S:
            self._known.pop(showed, None)
            asked_at = self._clock()
            caller = await _look_up(request)
            if len(self._known) >= _KEPT:
                self._known.clear()
            self._known[showed] = (caller, asked_at)
        return replace(caller, address=client_address(request))


CALLERS: web.AppKey[ArchiveCallers] = web.AppKey("archive callers", ArchiveCallers)


async def archive_caller(request: web.Request) -> Caller:
    """Who sends this request. Raises Problem 401, and 403 for a guest who still waits."""
    return await request.config_dict[CALLERS].caller(request)


async def _look_up(request: web.Request) -> Caller:
    person, visit = await find_person(request), await guest_visit(request)
    if person is not None:
        return person_caller(person, "", await _shown(services(request), person, visit))
    if visit is None:
        raise Problem(401, "not_signed_in", "Sign in first.", {"WWW-Authenticate": "Bearer"})
    if visit.state is not GuestState.ADMITTED:
        raise Problem(403, "not_admitted", "The host has not let you in yet.")
    return guest_caller(visit.actor, "", await _shown(services(request), None, visit))


async def _shown(shared: Services, person: Person | None, visit: GuestVisit | None) -> frozenset[str]:
    """Somebody with an account may have come as a guest as well: then they see what both do."""
    shown: frozenset[str] = frozenset()
    async with shared.database.read() as session:
        if person is not None:
            shown |= await studies_shown_to(session, person)
        if visit is not None:
            shown |= await studies_shown_to_guest(session, visit)
    return shown
