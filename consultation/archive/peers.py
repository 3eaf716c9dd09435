"""Routes for the other DICOM systems the archive knows: writers see them, administrators change them."""

from aiohttp import web
from pydantic import Field

from consultation.archive.callers import archive_caller
from consultation.requests import Body, json_body
from consultation.services import services
from core.audit import Action
from imaging.errors import NotAllowed
from imaging.node.peers import (
    HOST_MAX,
    NewPeer,
    PeerRecord,
    add_peer,
    list_peers,
    remove_peer,
)
from imaging.rights import Caller, may_administer, may_write


class PeerBody(Body):
    aet: str = Field(min_length=1, max_length=16)
    host: str = Field(min_length=1, max_length=HOST_MAX)
    organisation_id: str = Field(min_length=1, max_length=12)
    port: int = Field(default=104, ge=1, le=65535)
    tls: bool = False


async def listed(request: web.Request) -> web.Response:
    """Sending a study takes the name of who is to get it, so whoever may write sees them all."""
    shared = services(request)
    await writer(request)
    async with shared.database.read() as session:
        peers = await list_peers(session)
    return web.json_response({"peers": [_json(peer) for peer in peers]})


async def add(request: web.Request) -> web.Response:
    shared = services(request)
    caller = await archive_caller(request)
    await shared.access.administer(caller, Action.PEER_ADD)
    given = await json_body(request, PeerBody)
    new = NewPeer(given.aet.strip(), given.host.strip(), given.organisation_id, given.port, given.tls)
    async with shared.database.write() as session:
        peer = await add_peer(session, new, now=shared.now(), actor=caller.actor)
    return web.json_response(_json(peer), status=201)


async def remove(request: web.Request) -> web.Response:
    shared = services(request)
    caller = await archive_caller(request)
    await shared.access.administer(caller, Action.PEER_REMOVE, request.match_info["id"])
    async with shared.database.write() as session:
        await remove_peer(session, request.match_info["id"], now=shared.now(), actor=caller.actor)
    return web.Response(status=204)


async def writer(request: web.Request) -> Caller:
    """Somebody who may add to the archive. Raises NotAllowed."""
    caller = await archive_caller(request)
    if may_administer(caller) or (caller.organisation_id and may_write(caller, caller.organisation_id)):
        return caller
    raise NotAllowed("Your role does not send or retrieve studies.")


def _json(peer: PeerRecord) -> dict[str, object]:
    return {
        "id": peer.id,
        "aet": peer.aet,
        "host": peer.host,
        "port": peer.port,
        "tls": peer.tls,
        "organisation": {"id": peer.organisation_id, "name": peer.organisation},
    }
