"""Routes that let attendees into the room of their consultation, and to the consoles watched in it."""

from aiohttp import web

from consultation import grants
from consultation.consultations.deeds import record_deed
from consultation.consultations.entrance import open_entry
from consultation.consultations.tables import BroughtConsole
from consultation.credentials import credential
from consultation.problems import Problem
from consultation.requests import signal_url
from consultation.services import services
from core.audit import Action
from core.rights import Right


async def room_token(request: web.Request) -> web.Response:
    """A token for the consultation's room, with what this attendee's rights mean there."""
    who = await open_entry(request, Right.SEE)
    shared = services(request)
    room = who.consultation.room
    admitted_by = await credential(request, guest=who.attendee.role is None)
    issued = grants.attendee_token(shared.settings.livekit, who.attendee, room, admitted_by.id)
    await record_deed(
        shared, who, Action.ROOM_TOKEN, {"identity": issued.identity, "role": who.attendee.role_name}
    )
    return web.json_response(
        {
            "url": signal_url(request),
            "token": issued.token,
            "room": room,
            "identity": issued.identity,
            "rights": sorted(who.attendee.rights),
        }
    )


async def console_token(request: web.Request) -> web.Response:
    """A token to watch a console, unseen; only one that was brought to this consultation."""
    who = await open_entry(request, Right.SEE)
    shared = services(request)
    room = request.match_info["room"]
    async with shared.database.read() as session:
        key = {"consultation_id": who.consultation.id, "room": room}
        if await session.get(BroughtConsole, key) is None:
            raise Problem(404, "no_such_console", "This console was not brought to the consultation.")
    admitted_by = await credential(request, guest=who.attendee.role is None)
    issued = grants.watcher_token(
        shared.settings.livekit, who.attendee, room, who.consultation.id, admitted_by.id
    )
    await record_deed(shared, who, Action.ROOM_TOKEN, {"identity": issued.identity, "console": room})
    return web.json_response({"url": signal_url(request), "token": issued.token, "room": room})
