"""Who asks the archive: the person behind a request, looked up at most every two seconds."""

import time
from collections.abc import Callable

from aiohttp import web

from consultation.requests import SESSION_COOKIE, bearer, client_address, signed_in
from core.accounts import Person
from imaging.rights import Caller, person_caller

FRESH_S = 2.0
"""A series is hundreds of requests. Signing out, or losing a right, takes effect within this time."""

_KEPT = 1000


class ArchiveCallers:
    """The people who asked within the last moments, by what they showed."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._people: dict[tuple[str, str], tuple[Person, float]] = {}

    async def caller(self, request: web.Request) -> Caller:
        """Who sends this request. Raises Problem 401."""
        shown = (bearer(request), request.cookies.get(SESSION_COOKIE, ""))
        person, checked_at = self._people.get(shown, (None, 0.0))
        if person is None or self._clock() - checked_at >= FRESH_S:
            self._people.pop(shown, None)
            asked_at = self._clock()
            person = await signed_in(request)
            if len(self._people) >= _KEPT:
                self._people.clear()
            self._people[shown] = (person, asked_at)
        return person_caller(person, client_address(request))


CALLERS: web.AppKey[ArchiveCallers] = web.AppKey("archive callers", ArchiveCallers)


async def archive_caller(request: web.Request) -> Caller:
    """Who sends this request. Raises Problem 401."""
    return await request.config_dict[CALLERS].caller(request)
