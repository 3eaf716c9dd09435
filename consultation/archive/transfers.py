"""Routes of the durable queue: studies sent to other DICOM systems and retrieved from them."""

from dataclasses import replace
from datetime import datetime
from typing import Literal, Protocol

from aiohttp import web
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from consultation.archive.peers import writer
from consultation.archive.remote import check_own
from consultation.requests import Body, json_body
from consultation.services import services
from imaging.access import Purpose
from imaging.errors import NotFound
from imaging.node.peers import get_peer
from imaging.node.transfers import (
    Kind,
    NewTransfer,
    TransferRecord,
    cancel_transfer,
    enqueue,
    get_transfer,
    list_transfers,
    retry_transfer,
)
from imaging.rights import Caller, may_administer


class TransferBody(Body):
    kind: Literal["send", "retrieve"]
    peer_id: str = Field(min_length=1, max_length=12)
    study_uid: str = Field(pattern=r"^[0-9.]{1,64}$")


async def listed(request: web.Request) -> web.Response:
    """Those of the person's hospital, or all for administrators; the newest first."""
    shared = services(request)
    caller = await writer(request)
    owner = None if may_administer(caller) else caller.organisation_id
    async with shared.database.read() as session:
        found = await list_transfers(session, owner)
    return web.json_response({"transfers": [_json(transfer) for transfer in found]})


async def start(request: web.Request) -> web.Response:
    shared = services(request)
    caller = await writer(request)
    given = await json_body(request, TransferBody)
    async with shared.database.read() as session:
        peer = await get_peer(session, given.peer_id)
    if given.kind == "send":
        # Whoever may not see a study cannot have it sent either; what a consultation shows is not theirs to
        # pass on.
        reader = replace(caller, shown=frozenset())
        await shared.catalogue.instances(reader, given.study_uid, purpose=Purpose.INSTANCES)
        owner = caller.organisation_id or peer.organisation_id
    else:
        check_own(caller, peer)
        owner = peer.organisation_id
    new = NewTransfer(
        Kind(given.kind), peer.id, owner, caller.actor, caller.address, study_uid=given.study_uid
    )
    async with shared.database.write() as session:
        transfer_id = await enqueue(session, new, now=shared.now())
    return web.json_response({"id": transfer_id}, status=201)


async def retry(request: web.Request) -> web.Response:
    return await _change(request, retry_transfer)


async def cancel(request: web.Request) -> web.Response:
    return await _change(request, cancel_transfer)


class _Deed(Protocol):
    """What is done to one transfer."""

    async def __call__(self, session: AsyncSession, transfer_id: str, *, now: datetime) -> None: ...


async def _change(request: web.Request, deed: _Deed) -> web.Response:
    transfer_id = await _own(request)
    shared = services(request)
    async with shared.database.write() as session:
        await deed(session, transfer_id, now=shared.now())
    return web.Response(status=204)


async def _own(request: web.Request) -> str:
    """The id of the transfer in the path, which the person may change. Raises NotFound, PeerError."""
    caller = await writer(request)
    async with services(request).database.read() as session:
        transfer = await get_transfer(session, request.match_info["id"])
    if not _may_change(caller, transfer):
        raise NotFound("There is no such transfer.")
    return transfer.id


def _may_change(caller: Caller, transfer: TransferRecord) -> bool:
    return may_administer(caller) or transfer.organisation_id == caller.organisation_id


def _json(transfer: TransferRecord) -> dict[str, object]:
    return {
        "id": transfer.id,
        "kind": transfer.kind,
        "state": transfer.state,
        "peer": {"id": transfer.peer_id, "aet": transfer.peer_aet},
        "study_uid": transfer.study_uid or None,
        "actor": transfer.actor,
        "done": transfer.done,
        "total": transfer.total,
        "attempts": transfer.attempts,
        "error": transfer.error,
        "created_at": transfer.created_at.isoformat(),
    }
