"""The audit log over HTTP: administrators search and verify it, which is audited; nobody else sees it."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text

from tests.consultation.archive_site import ArchiveSite, archive_site
from tests.consultation.conftest import Application


@pytest.fixture
async def site(application: Application) -> ArchiveSite:
    return await archive_site(application)


async def test_administrator_searches_and_leaves_a_trace(site: ArchiveSite) -> None:
    await site.ask("/dicomweb/studies?PatientName=WANG*", "expert")
    told = await site.told("/api/audit?actor=expert&action=archive.query", "administrator")
    (entry,) = told["entries"]
    assert not told["more"]
    assert (entry["actor"], entry["detail"]["PatientName"]) == ("user:expert", "WANG*")
    assert (entry["address"], entry["outcome"]) == ("127.0.0.1", "success")
    told = await site.told("/api/audit?limit=1", "administrator")
    assert told["more"]
    (trace,) = (await site.told("/api/audit?action=audit.read&text=expert", "administrator"))["entries"][1:]
    assert trace["detail"] == {"actor": "expert", "action": "archive.query"}
    before = told["entries"][0]["id"]
    older = await site.told(f"/api/audit?before={before}&until=2099-01-01T00:00:00%2B08:00", "administrator")
    assert older["entries"][0]["id"] == before - 1


async def test_chain_is_verified_with_all_that_was_written_before(site: ArchiveSite) -> None:
    found = await site.told("/api/audit/verify", "administrator")
    assert found["broken"] is None
    assert found["unsealed"] == 0
    newest = (await site.application.audited())[0]
    assert newest.action == "audit.verify"
    assert found["sealed"] >= newest.id
    async with site.application.services.database.write() as session:
        await session.execute(text("DROP TRIGGER audit_entry_no_update"))
        await session.execute(text("UPDATE audit_entry SET actor = 'user:somebody' WHERE id = 2"))
    found = await site.told("/api/audit/verify", "administrator")
    assert found["broken"] == {"seq": 2, "entry_id": 2, "reason": "entry or seal changed"}


async def test_nobody_else_sees_it_and_trying_is_audited(site: ArchiveSite) -> None:
    for person in ("expert", "physician", "technologist", "student"):
        for path in ("/api/audit", "/api/audit/verify"):
            assert (await site.ask(path, person)).status == 403
    assert (await site.client.get("/api/audit")).status == 401
    told = await site.told("/api/audit?actor=student&outcome=refused", "administrator")
    assert {entry["action"] for entry in told["entries"]} == {"audit.read", "audit.verify"}


async def test_what_cannot_be_understood_is_explained(site: ArchiveSite) -> None:
    times = ("since=yesterday", "until=2026-01-01T00:00:00")
    for query in ("nothing=1", *times, "limit=0", "before=x", "text=%00"):
        answer = await site.ask(f"/api/audit?{query}", "administrator")
        assert answer.status == 400
        assert query.partition("=")[0] in json.loads(await answer.read())["error"]["message"]
