"""Routes that hand out LiveKit access tokens: to people for a room, to capture agents for their own."""

import time

from aiohttp import web

from consultation import grants
from consultation.credentials import credential
from consultation.problems import Problem, too_many_attempts
from consultation.requests import Body, bearer, client_address, json_body, signal_url, signed_in
from consultation.services import Services, services
from core import audit
from core.audit import ANONYMOUS, Action, Event, Outcome


class TokenRequest(Body):
    preview: bool = False


async def room_token(request: web.Request) -> web.Response:
    """A token for the room of an enrolled console, on air or not, with the rights of the person's role."""
    person = await signed_in(request)
    wanted = await json_body(request, TokenRequest)
    shared = services(request)
    room = request.match_info["room"]
    if not await _is_room(shared, room):
        raise Problem(404, "no_such_room", "There is no such room.")
    admitted_by = await credential(request, guest=False)
    token = grants.person_token(shared.settings.livekit, person, room, admitted_by.id, preview=wanted.preview)
    event = Event(
        shared.now(),
        f"user:{person.name}",
        Action.ROOM_TOKEN,
        target=room,
        address=client_address(request),
        detail={"preview": wanted.preview, "role": person.role.value},
    )
    async with shared.database.write() as session:
        audit.record(session, event)
    return web.json_response({"url": signal_url(request), "token": token, "room": room})


async def _is_room(shared: Services, room: str) -> bool:
    if shared.directory.get(room) is not None:
        return True
    async with shared.database.read() as session:
        return await shared.agents.by_room(session, room) is not None


async def agent_token(request: web.Request) -> web.Response:
    """A token for the capture agent that shows its credential."""
    shared = services(request)
    address = client_address(request)
    async with shared.database.read() as session:
        console = await shared.agents.find(session, bearer(request))
    if console is None:
        await _refuse_agent(shared, address)
        raise Problem(401, "bad_credential", "This agent credential is unknown or no longer valid.")
    event = Event(shared.now(), f"agent:{console.id}", Action.AGENT_TOKEN, console.room, address)
    async with shared.database.write() as session:
        audit.record(session, event)
    return web.json_response(
        {
            "url": signal_url(request),
            "token": grants.console_token(shared.settings.livekit, console),
            "room": console.room,
            "identity": console.room,
        }
    )


async def _refuse_agent(shared: Services, address: str) -> None:
    """Record the refusal, unless so many come from there that they would only fill the disk.

    A right credential is never throttled: one agent's stale credential must not keep its neighbours out.
    """
    wait = shared.throttle.attempt(f"agent@{address}", address, time.monotonic())
    if wait > 0:
        raise too_many_attempts(wait)
    event = Event(shared.now(), ANONYMOUS, Action.AGENT_TOKEN, "", address, Outcome.REFUSED)
    async with shared.database.write() as session:
        audit.record(session, event)
