"""Searching the audit log and verifying its chain, for administrators; its sealing beside the requests."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime

from aiohttp import web

from consultation.archive.callers import archive_caller
from consultation.problems import Problem
from consultation.services import SERVICES, Services, services
from core import audit
from core.audit import Action, Event
from core.audit_chain import Sealed, chain_key
from core.audit_head import HeadFile, HeadUnreadable
from core.audit_sealer import AuditSealer
from core.audit_search import AuditQuery, TooBroad, search
from imaging.rights import Caller

LIMIT_DEFAULT = 100
LIMIT_MAX = 200

_KNOWN = frozenset({"actor", "action", "target", "outcome", "text", "since", "until", "before", "limit"})
_TEXT_MAX = 200
_DIGITS_MAX = 18

SEALER: web.AppKey[AuditSealer] = web.AppKey("audit sealer", AuditSealer)


async def sealing(app: web.Application) -> AsyncIterator[None]:
    """Seals while the application runs: begun first and ended last, so that nothing is left unsealed."""
    shared = app[SERVICES]
    key = chain_key(shared.settings.session.secret.get_secret_value())
    sealer = app[SEALER] = AuditSealer(shared.database, key, HeadFile(shared.settings.data))
    stop = asyncio.Event()
    task = asyncio.create_task(sealer.run(stop))
    yield
    stop.set()
    await task
    await shared.access.close()
    await sealer.try_sealing()


async def entries(request: web.Request) -> web.Response:
    """Entries, newest first; ``before`` continues after the entry with that id."""
    shared, caller = await _administrator(request, Action.AUDIT_READ)
    given = _given(request)
    limit = min(_number(given, "limit") or LIMIT_DEFAULT, LIMIT_MAX)
    query = AuditQuery(
        actor=given.get("actor", ""),
        action=given.get("action", ""),
        target=given.get("target", ""),
        outcome=given.get("outcome", ""),
        text=given.get("text", ""),
        since=_time(given, "since"),
        until=_time(given, "until"),
    )
    await _record(shared, caller, Action.AUDIT_READ, given)
    try:
        page = await search(shared.database, query, limit=limit, before=_number(given, "before"))
    except TooBroad as error:
        raise Problem(400, "too_broad", str(error)) from error
    return web.json_response({"entries": [_json(entry) for entry in page.entries], "more": page.more})


async def verification(request: web.Request) -> web.Response:
    """Whether the chain holds, and where it breaks first; reads the whole log."""
    shared, caller = await _administrator(request, Action.AUDIT_VERIFY)
    await _record(shared, caller, Action.AUDIT_VERIFY, {})
    try:
        found = await request.app[SEALER].verified()
    except HeadUnreadable as error:
        raise Problem(500, "head_unreadable", str(error)) from error
    broken = found.broken
    told = broken and {"seq": broken.seq, "entry_id": broken.entry_id, "reason": broken.reason.value}
    return web.json_response({"sealed": found.sealed, "unsealed": found.unsealed, "broken": told})


ROUTES = (
    web.get("/api/audit", entries),
    web.get("/api/audit/verify", verification),
)


async def _administrator(request: web.Request, action: Action) -> tuple[Services, Caller]:
    """Raises NotAllowed, and records it, for everybody else."""
    shared = services(request)
    caller = await archive_caller(request)
    await shared.access.administer(caller, action)
    return shared, caller


async def _record(shared: Services, caller: Caller, action: Action, asked: dict[str, str]) -> None:
    event = Event(shared.now(), caller.actor, action, address=caller.address, detail={**asked})
    async with shared.database.write() as session:
        audit.record(session, event)


def _given(request: web.Request) -> dict[str, str]:
    """The parameters that say something. Raises Problem 400."""
    given = {name: value.strip() for name, value in request.query.items() if value.strip()}
    for name, value in given.items():
        if name not in _KNOWN or len(value) > _TEXT_MAX or "\0" in value:
            raise Problem(
                400, "bad_request", f"{name[:80]}: there are {', '.join(sorted(_KNOWN))}, as short text."
            )
    return given


def _time(given: dict[str, str], name: str) -> datetime | None:
    text = given.get(name)
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise Problem(400, "bad_request", f"{name}: '{text}' is no ISO 8601 time.") from error
    if found.tzinfo is None:
        raise Problem(400, "bad_request", f"{name}: '{text}' has no time zone; write 2026-01-31T09:30:00Z.")
    return found


def _number(given: dict[str, str], name: str) -> int | None:
    text = given.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS_MAX and int(text) > 0):
        raise Problem(400, "bad_request", f"{name}: '{text}' is no number from 1 on.")
    return int(text)


def _json(entry: Sealed) -> dict[str, object]:
    return {
        "id": entry.id,
        "at": entry.at.isoformat(),
        "actor": entry.actor,
        "action": entry.action,
        "target": entry.target,
        "address": entry.address,
        "outcome": entry.outcome,
        "detail": entry.detail,
    }
