"""Routes of a consultation's pictures: bring one, and look at it again."""

from aiohttp import web

from consultation.consultations.entrance import Entry, entry, open_entry
from consultation.keeping.pictures import MAX_BYTES, PICTURES, NewPicture
from consultation.problems import Problem
from consultation.services import services
from core import audit
from core.audit import Action, Event
from core.rights import Right
from imaging.derived.still import MEDIA_TYPES, BadPicture

_FOREVER = "private, max-age=31536000, immutable"
"""What has this name can never change."""

_CHUNK = 1 << 18


async def add(request: web.Request) -> web.Response:
    """Takes the bytes of one picture as the body. Whoever may write or draw may bring one."""
    who = await open_entry(request, Right.SEE)
    if who.attendee.rights.isdisjoint({Right.CHAT, Right.ANNOTATE}):
        # Which of the two is missing makes no difference: this refuses, and records it.
        who = await open_entry(request, Right.CHAT)
    if request.content_type not in MEDIA_TYPES:
        raise Problem(415, "not_a_picture", f"Send one of {', '.join(MEDIA_TYPES)}.")
    new = NewPicture(
        who.consultation.id,
        await _body(request),
        request.content_type,
        who.attendee,
        who.address,
        services(request).now(),
    )
    try:
        added = await request.app[PICTURES].add(new)
    except BadPicture as error:
        raise Problem(400, "not_a_picture", str(error)) from error
    told = {"sha256": added.sha256, "width": added.width, "height": added.height}
    return web.json_response(told, status=201)


async def show(request: web.Request) -> web.StreamResponse:
    """The bytes of one picture, as they came."""
    who = await entry(request, Right.SEE)
    pictures = request.app[PICTURES]
    found = await pictures.find(who.consultation.id, request.match_info["sha256"])
    await _record_reading(request, who, found.sha256)
    headers = {"Content-Type": found.media_type, "Cache-Control": _FOREVER}
    return web.FileResponse(pictures.path(found.sha256), headers=headers)


async def _body(request: web.Request) -> bytes:
    """At most MAX_BYTES: JSON bodies have a smaller limit, which `request.read` knows. Raises Problem 413."""
    body = bytearray()
    async for chunk in request.content.iter_chunked(_CHUNK):
        body += chunk
        if len(body) > MAX_BYTES:
            raise Problem(413, "too_large", f"The picture is larger than {MAX_BYTES} bytes.")
    return bytes(body)


async def _record_reading(request: web.Request, who: Entry, sha256: str) -> None:
    shared = services(request)
    event = Event(
        shared.now(),
        who.attendee.actor,
        Action.PICTURE_READ,
        who.consultation.id,
        who.address,
        detail={"picture": sha256},
    )
    async with shared.database.write() as session:
        audit.record(session, event)
