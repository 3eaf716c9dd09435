"""Sending to and retrieving from other systems: who may ask for it, and what the queue then holds."""

from __future__ import annotations

import pytest

from tests.consultation.archive_site import CITY, ArchiveSite, archive_site
from tests.consultation.conftest import Application
from tests.support.dicom_files import CT
from tests.support.processes import free_port


@pytest.fixture
async def site(application: Application) -> ArchiveSite:
    site = await archive_site(application)
    await site.store(CITY, CT())
    return site


async def peer_of(site: ArchiveSite, organisation: str = CITY) -> str:
    body = {
        "aet": "PACS",
        "host": "127.0.0.1",
        "port": free_port(),
        "tls": False,
        "organisation_id": site.organisations[organisation],
    }
    answer = await site.ask("/api/archive/peers", "administrator", method="POST", json=body)
    return str((await answer.json())["id"])


async def start(site: ArchiveSite, peer: str, kind: str, person: str, study: str = "") -> int:
    body = {"kind": kind, "peer_id": peer, "study_uid": study or CT().study_uid}
    return (await site.ask("/api/archive/transfers", person, method="POST", json=body)).status


async def test_study_is_queued_for_sending_cancelled_and_tried_again(site: ArchiveSite) -> None:
    peer = await peer_of(site)
    assert await start(site, peer, "send", "expert") == 201
    (told,) = (await site.told("/api/archive/transfers"))["transfers"]
    path = f"/api/archive/transfers/{told.pop('id')}"
    assert told.pop("created_at")
    assert told == {
        "kind": "send",
        "state": "waiting",
        "peer": {"id": peer, "aet": "PACS"},
        "study_uid": CT().study_uid,
        "actor": "user:expert",
        "done": 0,
        "total": 0,
        "attempts": 0,
        "error": "",
    }
    assert (await site.ask(f"{path}/cancel", method="POST", json={})).status == 204
    assert (await site.ask(f"{path}/cancel", method="POST", json={})).status == 409
    assert (await site.told("/api/archive/transfers"))["transfers"][0]["state"] == "cancelled"
    assert (await site.ask(f"{path}/retry", method="POST", json={})).status == 204
    assert (await site.told("/api/archive/transfers"))["transfers"][0]["state"] == "waiting"
    assert any(entry.action == "study.send" for entry in await site.application.audited())


async def test_what_may_not_be_seen_cannot_be_sent(site: ArchiveSite) -> None:
    peer = await peer_of(site)
    assert await start(site, peer, "send", "technologist") == 404
    assert await start(site, peer, "send", "student") == 403
    assert await start(site, peer, "send", "expert", "1.2.3") == 404
    assert (await site.told("/api/archive/transfers"))["transfers"] == []


async def test_other_hospitals_systems_are_not_asked(site: ArchiveSite) -> None:
    peer = await peer_of(site)
    assert await start(site, peer, "retrieve", "technologist", "1.2.3") == 403
    query = await site.ask(f"/api/archive/peers/{peer}/query", "technologist", method="POST", json={})
    assert query.status == 403
    assert await start(site, peer, "retrieve", "physician", "1.2.3") == 201


async def test_other_hospitals_transfers_are_not_there(site: ArchiveSite) -> None:
    peer = await peer_of(site)
    await start(site, peer, "send", "physician")
    (told,) = (await site.told("/api/archive/transfers", "administrator"))["transfers"]
    assert (await site.told("/api/archive/transfers", "technologist"))["transfers"] == []
    for deed in ("retry", "cancel"):
        path = f"/api/archive/transfers/{told['id']}/{deed}"
        assert (await site.ask(path, "technologist", method="POST", json={})).status == 404


async def test_system_that_does_not_answer_is_said_so(site: ArchiveSite) -> None:
    peer = await peer_of(site)
    answer = await site.ask(f"/api/archive/peers/{peer}/echo", "administrator", method="POST", json={})
    told = await answer.json()
    assert (answer.status, told["ok"], told["ms"]) == (200, False, None)
    assert "PACS" in told["error"]
    assert (await site.ask(f"/api/archive/peers/{peer}/echo", "expert", method="POST", json={})).status == 403
    query = await site.ask(f"/api/archive/peers/{peer}/query", "expert", method="POST", json={"name": "wang"})
    assert query.status == 409


@pytest.mark.parametrize("body", [{}, {"kind": "eat"}, {"kind": "send", "peer_id": "x", "study_uid": "../x"}])
async def test_transfer_that_makes_no_sense_is_refused(site: ArchiveSite, body: dict[str, object]) -> None:
    answer = await site.ask("/api/archive/transfers", method="POST", json=body)
    assert answer.status == 400
