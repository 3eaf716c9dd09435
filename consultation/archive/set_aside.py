"""Routes for administrators: files that were quarantined, and those that contradict a stored instance."""

import asyncio

from aiohttp import web

from consultation.archive.callers import archive_caller
from consultation.services import Services, services
from core.audit import Action
from imaging.errors import BadQuery, NotFound
from imaging.index.tables import SetAside
from imaging.rights import Caller
from imaging.set_aside import list_set_aside, read_set_aside, resolve_set_aside

PAGE = 100


async def listed(request: web.Request) -> web.Response:
    shared, _ = await _administrator(request, Action.SET_ASIDE_READ)
    cursor = request.query.get("cursor")
    async with shared.database.read() as session:
        page = await list_set_aside(session, before=_key(cursor) if cursor else None, limit=PAGE)
    told = [_json(row) for row in page.rows]
    return web.json_response({"set_aside": told, "next": None if page.next is None else str(page.next)})


async def resolve(request: web.Request) -> web.Response:
    shared, caller = await _administrator(request, Action.SET_ASIDE_RESOLVE)
    async with shared.database.write() as session:
        await resolve_set_aside(session, _key(request.match_info["id"]), caller=caller, now=shared.now())
    return web.Response(status=204)


async def file(request: web.Request) -> web.StreamResponse:
    """The bytes as they came."""
    shared, caller = await _administrator(request, Action.SET_ASIDE_READ)
    async with shared.database.write() as session:
        found = await read_set_aside(session, _key(request.match_info["id"]), caller=caller, now=shared.now())
    try:
        path = await asyncio.to_thread(shared.archive.store.path, found.digest)
    except FileNotFoundError as error:
        raise NotFound("The file is no longer in the store.") from error
    # Nobody knows what it is: it is saved, never shown.
    headers = {
        "Content-Disposition": f'attachment; filename="{found.kind}-{found.id}.bin"',
        "Content-Type": "application/octet-stream",
    }
    return web.FileResponse(path, headers=headers)


async def _administrator(request: web.Request, action: Action) -> tuple[Services, Caller]:
    """Raises NotAllowed, and records it, for everybody else."""
    shared = services(request)
    caller = await archive_caller(request)
    await shared.access.administer(caller, action, request.match_info.get("id", ""))
    return shared, caller


def _key(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise BadQuery(f"'{text[:80]}' is no number of a file set aside.")
    return int(text)


def _json(row: SetAside) -> dict[str, object]:
    return {
        "id": row.id,
        "kind": row.kind,
        "size": row.size,
        "source": row.source,
        "sop_instance_uid": row.sop_instance_uid,
        "study_uid": row.study_uid,
        "reason": row.reason,
        "created_at": row.created_at.isoformat(),
    }
