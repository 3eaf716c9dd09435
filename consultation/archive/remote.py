"""Routes that ask other DICOM systems: whether they answer, and what studies they have."""

import asyncio

from aiohttp import web
from pydantic import Field

from consultation.archive.callers import archive_caller
from consultation.archive.peers import writer
from consultation.requests import Body, json_body
from consultation.services import Services, services
from core.audit import Action
from imaging.errors import NotAllowed, PeerError
from imaging.node.peers import PeerRecord, get_peer
from imaging.rights import Caller, may_administer


class QueryBody(Body):
    """What a person types; "" asks for any. Days are DICOM dates."""

    name: str = Field(default="", max_length=64)
    patient_id: str = Field(default="", max_length=64)
    from_: str = Field(default="", alias="from", pattern=r"^(\d{8})?$")
    to: str = Field(default="", pattern=r"^(\d{8})?$")
    modality: str = Field(default="", max_length=16)


async def echo(request: web.Request) -> web.Response:
    """Whether the system answers a C-ECHO, and after how many milliseconds."""
    shared = services(request)
    caller = await archive_caller(request)
    await shared.access.administer(caller, Action.ASSOCIATION, request.match_info["id"])
    peer = await _peer(shared, request.match_info["id"])
    try:
        took_ms = await asyncio.to_thread(shared.remote.echo, peer)
    except PeerError as error:
        return web.json_response({"ok": False, "error": str(error), "ms": None})
    return web.json_response({"ok": True, "error": None, "ms": round(took_ms, 1)})


async def query(request: web.Request) -> web.Response:
    """Studies of another system, as it answers."""
    shared = services(request)
    caller = await writer(request)
    given = await json_body(request, QueryBody)
    peer = await _peer(shared, request.match_info["id"])
    check_own(caller, peer)
    keys = _keys(given)
    await shared.access.query(caller, "STUDY", keys | {"peer": peer.aet})
    found = await asyncio.to_thread(shared.remote.find_studies, peer, keys)
    return web.json_response({"studies": [_json(study) for study in found]})


def check_own(caller: Caller, peer: PeerRecord) -> None:
    """What another system holds belongs to its hospital. Raises NotAllowed for people of others."""
    if not may_administer(caller) and caller.organisation_id != peer.organisation_id:
        raise NotAllowed(f"{peer.aet} belongs to another hospital: ask its staff, or an administrator.")


async def _peer(shared: Services, peer_id: str) -> PeerRecord:
    async with shared.database.read() as session:
        return await get_peer(session, peer_id)


def _keys(given: QueryBody) -> dict[str, str]:
    keys = {"PatientID": given.patient_id, "ModalitiesInStudy": given.modality}
    if given.name:
        keys["PatientName"] = given.name if "*" in given.name else f"{given.name}*"
    if given.from_ or given.to:
        keys["StudyDate"] = f"{given.from_}-{given.to}"
    return {keyword: value for keyword, value in keys.items() if value}


def _json(study: dict[str, str]) -> dict[str, object]:
    modalities = study.get("ModalitiesInStudy", "")
    count = study.get("NumberOfStudyRelatedInstances", "")
    return {
        "study_uid": study.get("StudyInstanceUID", ""),
        "patient_name": study.get("PatientName", ""),
        "patient_id": study.get("PatientID", ""),
        "birth_date": study.get("PatientBirthDate", ""),
        "sex": study.get("PatientSex", ""),
        "study_date": study.get("StudyDate", ""),
        "study_time": study.get("StudyTime", ""),
        "description": study.get("StudyDescription", ""),
        "modalities": modalities.split("\\") if modalities else [],
        "instance_count": int(count) if count.isascii() and count.isdigit() else None,
    }
