"""Routes that tell what software looks for on a console, and choose it for everybody."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any

from aiohttp import web
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from consultation.consultations.entrance import person_with
from consultation.problems import Problem
from consultation.requests import Body, client_address, json_body, signed_in
from consultation.services import Services, services
from core import audit
from core.audit import Action, Event
from core.detectors import BUILT_IN, chosen
from core.rights import Right
from core.screening import ScreeningChoice, ScreeningLease

ALIVE = timedelta(seconds=5)
"""A worker that has not said anything for so long does not watch any more."""

Name = Annotated[str, Field(pattern=r"^[\w.:-]{1,80}$")]
KindName = Annotated[str, Field(pattern=r"^[a-z-]{1,32}$")]


class ChoiceBody(Body):
    detectors: Annotated[dict[Name, bool], Field(max_length=64)]
    """Those that are switched on or off; the others run as is usual for the modality."""
    hidden_kinds: Annotated[list[KindName], Field(max_length=64)]
    """What is not shown to anybody."""


async def read(request: web.Request) -> web.Response:
    """`GET …/screening` of a console."""
    await signed_in(request)
    shared, room = services(request), request.match_info["room"]
    async with shared.database.read() as session:
        return web.json_response(await _screening(shared, session, room))


async def change(request: web.Request) -> web.Response:
    """`PUT …/screening`: by those who treat patients, for everybody who watches the console."""
    person = await person_with(request, Right.ANNOTATE)
    wanted = await json_body(request, ChoiceBody)
    shared, room = services(request), request.match_info["room"]
    off = ", ".join(sorted(name for name, on in wanted.detectors.items() if not on))
    event = Event(
        shared.now(),
        f"user:{person.name}",
        Action.SCREENING_CHANGE,
        room,
        client_address(request),
        detail={"off": off[:200], "hidden": ", ".join(sorted(wanted.hidden_kinds))[:200]},
    )
    async with shared.database.write() as session:
        if shared.directory.get(room) is None and await shared.agents.by_room(session, room) is None:
            raise Problem(404, "no_such_console", "There is no such console.")
        made = ScreeningChoice(
            room=room,
            detectors=wanted.detectors,
            hidden_kinds=sorted(set(wanted.hidden_kinds)),
            changed_by=person.id,
            changed_at=shared.now(),
        )
        await session.merge(made)
        audit.record(session, event)
    async with shared.database.read() as session:
        return web.json_response(await _screening(shared, session, room))


async def _screening(shared: Services, session: AsyncSession, room: str) -> dict[str, Any]:
    lease = await session.get(ScreeningLease, room)
    made = await session.get(ScreeningChoice, room)
    console = shared.directory.get(room)
    running = lease.state if lease is not None and _alive(lease, shared.now()) else None
    on = chosen(console.modality if console else "", {}, made.detectors if made else {})
    names = sorted({*BUILT_IN, *(made.detectors if made else ()), *(running or ())})
    return {
        "watched": running is not None,
        "detectors": [_detector(name, name in on, (running or {}).get(name)) for name in names],
        "hidden_kinds": made.hidden_kinds if made else [],
    }


def _detector(name: str, on: bool, figures: dict[str, float] | None) -> dict[str, Any]:
    """`figures` are there while it runs: frames per second, milliseconds, and the share of frames skipped."""
    return {"name": name, "on": on or figures is not None, "running": figures}


def _alive(lease: ScreeningLease, now: datetime) -> bool:
    return now - lease.at < ALIVE
