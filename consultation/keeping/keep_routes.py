"""Routes that keep something of a consultation in the archive, and list what was kept."""

import asyncio
from collections.abc import Mapping, Sequence

from aiohttp import web
from sqlalchemy import select

from consultation.consultations.entrance import Entry, entry, open_entry
from consultation.consultations.tables import BroughtConsole, Kept
from consultation.keeping.bodies import Keep, KeepImage
from consultation.keeping.deposit import Deposited, Keeper, Kind
from consultation.keeping.keep_drawn import keep_drawn
from consultation.keeping.keep_image import keep_image
from consultation.keeping.new_study import begun_study, bring
from consultation.keeping.pictures import PICTURES
from consultation.keeping.sources import StudySource, brought_study
from consultation.keeping.task import make_task
from consultation.problems import Problem
from consultation.requests import json_body
from consultation.services import Services, services
from core.credentials import Console
from core.rights import Right

_KINDS: Mapping[str, Sequence[Kind]] = {
    "marks": (Kind.MARKS,),
    "measurements": (Kind.MEASUREMENTS,),
    "key-images": (Kind.KEY_IMAGES,),
    "all": (Kind.MARKS, Kind.MEASUREMENTS, Kind.KEY_IMAGES),
}

KEEPING: web.AppKey[asyncio.Lock] = web.AppKey("keeping", asyncio.Lock)
"""Held while something is kept."""


async def keep(request: web.Request) -> web.Response:
    """201 with what was kept; 200 where all of it had been kept before."""
    who = await open_entry(request, Right.ANNOTATE)
    wanted = (await json_body(request, Keep)).root
    shared = services(request)
    keeper = Keeper(who.consultation.id, who.attendee, who.address, shared.now())
    # Two people often keep the same at the same moment: the second one is to find what the first one kept.
    async with request.app[KEEPING]:
        if isinstance(wanted, KeepImage):
            kept = await _keep_image(request, who, keeper, wanted)
        else:
            study = await brought_study(shared.database, who.consultation.id, wanted.study_uid)
            kept = await keep_drawn(await make_task(shared, keeper, study), _KINDS[wanted.kind])
    status = 201 if any(one.new for one in kept) else 200
    return web.json_response({"kept": [_json(one.row) for one in kept]}, status=status)


async def kept(request: web.Request) -> web.Response:
    """What the consultation has left in the archive so far, the newest last."""
    who = await entry(request, Right.SEE)
    statement = (
        select(Kept)
        .where(Kept.consultation_id == who.consultation.id)
        .order_by(Kept.kept_at, Kept.instance_uid)
    )
    async with services(request).database.read() as session:
        rows = list(await session.scalars(statement))
    return web.json_response({"kept": [_json(row) for row in rows]})


async def _keep_image(request: web.Request, who: Entry, keeper: Keeper, wanted: KeepImage) -> list[Deposited]:
    shared, pictures = services(request), request.app[PICTURES]
    picture = await pictures.find(who.consultation.id, wanted.picture)
    console = await _console(shared, who.consultation.id, wanted.console_room)
    study = await _study(request, who, keeper, wanted)
    task = await make_task(shared, keeper, study)
    kept = await keep_image(task, pictures, picture, console, wanted.title)
    if wanted.new_study is not None:
        await bring(shared, keeper, study)
    return kept


async def _study(request: web.Request, who: Entry, keeper: Keeper, wanted: KeepImage) -> StudySource:
    """Where the picture goes. Raises Problem 400, 403, 404."""
    if (wanted.study_uid is None) == (wanted.new_study is None):
        raise Problem(400, "no_study", "Say into which study: either study_uid or new_study.")
    if wanted.study_uid is not None:
        return await brought_study(services(request).database, who.consultation.id, wanted.study_uid)
    # To begin a study is more than to add to one: the person's own hospital answers for it.
    await open_entry(request, Right.WRITE_OWN)
    if wanted.new_study is None or who.attendee.organisation_id is None:
        raise Problem(403, "not_allowed", "Only somebody of a hospital can begin a study.")
    return begun_study(keeper, who.attendee.organisation_id, wanted.new_study)


async def _console(shared: Services, consultation_id: str, room: str | None) -> Console | None:
    """The console of the consultation that the picture is said to be of. Raises Problem 404."""
    if room is None:
        return None
    async with shared.database.read() as session:
        brought = await session.get(BroughtConsole, (consultation_id, room))
        console = await shared.agents.by_room(session, room)
    if brought is None:
        raise Problem(404, "no_such_console", "This consultation has no such console.")
    return console


def _json(row: Kept) -> dict[str, str]:
    return {
        "kind": row.kind,
        "instance_uid": row.instance_uid,
        "series_uid": row.series_uid,
        "study_uid": row.study_uid,
        "picture": row.picture,
        "kept_by": row.kept_by,
        "kept_at": row.kept_at.isoformat(),
    }
