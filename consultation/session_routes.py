"""Routes of signing in and out: `/api/session`."""

import time

from aiohttp import web
from pydantic import Field

from consultation.admissions import CredentialKind
from consultation.credentials import find_credential
from consultation.problems import Problem, too_many_attempts
from consultation.requests import SESSION_COOKIE, Body, client_address, is_secure, json_body, signed_in
from consultation.services import Services, services
from core import accounts, audit
from core.accounts import Person
from core.audit import ANONYMOUS, Action, Event, Outcome
from core.passwords import MAX_LENGTH
from core.rights import ROLE_RIGHTS
from core.sessions import Opened


class Credentials(Body):
    name: str = Field(min_length=1, max_length=64)
    password: str = Field(min_length=1, max_length=MAX_LENGTH)


def user_json(person: Person) -> dict[str, object]:
    return {
        "id": person.id,
        "name": person.name,
        "display_name": person.display_name,
        "organisation": {"id": person.organisation_id, "name": person.organisation},
        "role": person.role.value,
        "language": person.language,
        "rights": sorted(ROLE_RIGHTS[person.role]),
    }


async def sign_in(request: web.Request) -> web.Response:
    given = await json_body(request, Credentials)
    shared = services(request)
    address = client_address(request)
    name = accounts.fold_name(given.name)
    wait = shared.throttle.attempt(name, address, time.monotonic())
    if wait > 0:
        raise too_many_attempts(wait)
    opened = await _open_session(shared, name, given.password, address)
    if opened is None:
        raise Problem(401, "bad_credentials", "The name or the password is wrong.")
    shared.throttle.succeeded(name, address)
    response = web.json_response(user_json(opened.person))
    response.set_cookie(
        SESSION_COOKIE,
        opened.secret,
        max_age=int(shared.sessions.lifetime.total_seconds()),
        httponly=True,
        samesite="Strict",
        secure=is_secure(request),
    )
    return response


async def _open_session(shared: Services, name: str, password: str, address: str) -> Opened | None:
    """Check the password and open a session; None, and an audit entry, if it is wrong."""
    async with shared.database.read() as session:
        user = await accounts.find_user(session, name)
    stored = None if user is None or user.disabled_at is not None else user.password_hash
    verdict = await shared.passwords.verify(stored, password)
    async with shared.database.write() as session:
        # Read again: the account may have changed while the password was being checked.
        user = await accounts.find_user(session, name)
        if (
            not verdict.correct
            or user is None
            or user.password_hash != stored
            or user.disabled_at is not None
        ):
            event = Event(shared.now(), ANONYMOUS, Action.SIGN_IN, name, address, Outcome.REFUSED)
            audit.record(session, event)
            return None
        if verdict.rehash is not None:
            user.password_hash = verdict.rehash
        return await shared.sessions.open(session, user, address=address, now=shared.now())


async def current(request: web.Request) -> web.Response:
    return web.json_response(user_json(await signed_in(request)))


async def sign_out(request: web.Request) -> web.Response:
    """Ends the session on the server as well as in the browser, and the lines that it has opened.

    Signing out twice is no error.
    """
    shared = services(request)
    cookie = request.cookies.get(SESSION_COOKIE)
    if cookie:
        ending = await find_credential(shared, CredentialKind.SESSION, cookie)
        async with shared.database.write() as session:
            await shared.sessions.close(session, cookie, address=client_address(request), now=shared.now())
        if ending is not None:
            shared.admissions.end([ending])
    response = web.Response(status=204)
    response.del_cookie(SESSION_COOKIE, httponly=True, samesite="Strict", secure=is_secure(request))
    return response
