"""Route of the stream of server-sent events: consoles on air and consultations, or a guest's visit."""

import asyncio
import json
from collections.abc import Mapping
from typing import Protocol

from aiohttp import web

from consultation.console_routes import consoles_json
from consultation.consultations.entrance import guest_visit
from consultation.consultations.listing import briefs
from consultation.consultations.visiting import last_state
from consultation.credentials import credential
from consultation.feed import Feed
from consultation.requests import find_person, signed_in
from consultation.services import services
from core.accounts import Person

KEEP_ALIVE_S = 15.0
"""A comment this often keeps proxies from closing an idle stream; the session is checked again as often."""

PACE_S = 0.2
"""Changes that come closer together are told at once: twenty people enter a room in a few seconds."""

RETRY_MS = 1000

Json = Mapping[str, object]


class _Audience(Protocol):
    """Somebody who listens, and what they are told."""

    guest: bool
    over: bool
    """Nothing more will come."""

    async def look(self, *, check: bool) -> Mapping[str, Json]:
        """Each event with its data as it is now; `check` asks as well whether they still may listen."""


class _Colleague:
    """Somebody who is signed in: is told of consoles, and of the consultations that they are part of."""

    guest = False

    def __init__(self, request: web.Request, person: Person) -> None:
        self._request = request
        self._person = person
        self.over = False

    async def look(self, *, check: bool) -> Mapping[str, Json]:
        if check:
            person = await find_person(self._request)
            if person is None:
                self.over = True
                return {}
            self._person = person
        shared = services(self._request)
        return {"consoles": consoles_json(shared), "consultations": await briefs(shared, self._person)}


class _Guest:
    """A guest, who is told only how their own visit stands."""

    guest = True

    def __init__(self, request: web.Request) -> None:
        self._request = request
        self.over = False

    async def look(self, *, check: bool) -> Mapping[str, Json]:
        visit = await guest_visit(self._request)
        self.over = visit is None
        state = await last_state(self._request) if visit is None else visit.state.value
        return {"guest": {"state": state}}


async def events(request: web.Request) -> web.StreamResponse:
    """Each event at once, and again on every change (WHATWG HTML, section 9.2, server-sent events)."""
    audience = await _audience(request)
    admitted_by = await credential(request, guest=audience.guest)
    response = web.StreamResponse(
        headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    )
    await response.prepare(request)
    await response.write(f"retry: {RETRY_MS}\n\n".encode())
    shared, over = services(request), asyncio.Event()

    def end() -> None:
        over.set()
        shared.feed.publish()

    forget = shared.admissions.hold(admitted_by, end)
    try:
        await _tell_changes(audience, shared.feed, response, over)
    except ConnectionResetError:
        return response  # the page was closed, which is how these streams end
    finally:
        forget()
    return response


async def _audience(request: web.Request) -> _Audience:
    """Raises Problem 401."""
    if await guest_visit(request) is not None and await find_person(request) is None:
        return _Guest(request)
    return _Colleague(request, await signed_in(request))


async def _tell_changes(
    audience: _Audience, feed: Feed, response: web.StreamResponse, ended: asyncio.Event
) -> None:
    """Write every change until the server stops or whoever listens may not any more, as when `ended` is set.

    Also without a change is looked from time to time: some things end by the clock alone.
    """
    now = asyncio.get_running_loop().time
    told: dict[str, str] = {}
    checked = now()
    while not feed.closed:
        seen = feed.version
        check = ended.is_set() or now() - checked >= KEEP_ALIVE_S
        checked = now() if check else checked
        looked = await audience.look(check=check)
        data = {event: json.dumps(one, ensure_ascii=False) for event, one in looked.items()}
        changed = {event: text for event, text in data.items() if told.get(event) != text}
        told |= changed
        for event, text in changed.items():
            await response.write(f"event: {event}\ndata: {text}\n\n".encode())
        if not changed:
            await response.write(b": still here\n\n")
        if audience.over:
            return
        await asyncio.sleep(PACE_S)
        await feed.wait(seen, KEEP_ALIVE_S)
