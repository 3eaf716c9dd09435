"""Files set aside and known peers: what administrators see and change, and that nobody else does."""

from __future__ import annotations

import pytest

from tests.consultation.archive_site import CITY, ArchiveSite, archive_site
from tests.consultation.conftest import Application
from tests.support.dicom_files import CT

GARBAGE = b"this is no DICOM file"


@pytest.fixture
async def site(application: Application) -> ArchiveSite:
    return await archive_site(application)


async def set_aside(site: ArchiveSite) -> list[dict[str, object]]:
    told = await site.told("/api/archive/set-aside", "administrator")
    return list(told["set_aside"])


async def add_peer(site: ArchiveSite, person: str = "administrator", **changes: object) -> int:
    body = {"aet": "PACS", "host": "127.0.0.1", "port": 11113, "tls": False}
    body |= {"organisation_id": site.organisations[CITY], **changes}
    return (await site.ask("/api/archive/peers", person, method="POST", json=body)).status


async def test_quarantined_file_is_listed_given_out_and_settled(site: ArchiveSite) -> None:
    await site.store_bytes(CITY, GARBAGE)
    (told,) = await set_aside(site)
    assert (told["kind"], told["size"], told["source"]) == ("quarantined", len(GARBAGE), "peer:TEST")
    path = f"/api/archive/set-aside/{told['id']}"
    answer = await site.ask(f"{path}/file", "administrator")
    assert await answer.read() == GARBAGE
    assert answer.headers["Content-Disposition"].startswith("attachment")
    for _ in range(2):
        assert (await site.ask(f"{path}/resolve", "administrator", method="POST", json={})).status == 204
    assert await set_aside(site) == []
    actions = [entry.action for entry in await site.application.audited()]
    assert actions.count("set-aside.read") == 1
    assert actions.count("set-aside.resolve") == 1


async def test_conflicting_instance_is_named(site: ArchiveSite) -> None:
    await site.store(CITY, CT(), CT(value=7))
    (told,) = await set_aside(site)
    assert (told["kind"], told["sop_instance_uid"]) == ("conflict", CT().sop_instance_uid)


async def test_pages_of_files_set_aside_follow_each_other(
    site: ArchiveSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("consultation.archive.set_aside.PAGE", 2)
    for number in range(5):
        await site.store_bytes(CITY, GARBAGE + str(number).encode())
    seen, cursor = [], ""
    while cursor is not None:
        told = await site.told(f"/api/archive/set-aside?cursor={cursor}", "administrator")
        seen += [one["id"] for one in told["set_aside"]]
        cursor = told["next"]
    assert len(seen) == len(set(seen)) == 5
    assert seen == sorted(seen, reverse=True)


@pytest.mark.parametrize("person", ["expert", "technologist", "student"])
async def test_files_set_aside_are_for_administrators(site: ArchiveSite, person: str) -> None:
    for method, path in (("GET", ""), ("GET", "/1/file"), ("POST", "/1/resolve")):
        answer = await site.ask(f"/api/archive/set-aside{path}", person, method=method, json={})
        assert answer.status == 403
    refused = [entry for entry in await site.application.audited() if entry.outcome == "refused"]
    assert len(refused) == 3


@pytest.mark.parametrize("wanted", ["999", "x", "99999999999999999999"])
async def test_file_that_is_not_there_is_said_so(site: ArchiveSite, wanted: str) -> None:
    answer = await site.ask(f"/api/archive/set-aside/{wanted}/file", "administrator")
    assert answer.status in {400, 404}


async def test_peer_is_added_listed_and_removed(site: ArchiveSite) -> None:
    assert await add_peer(site) == 201
    (peer,) = (await site.told("/api/archive/peers", "technologist"))["peers"]
    peer_id = peer.pop("id")
    assert peer == {
        "aet": "PACS",
        "host": "127.0.0.1",
        "port": 11113,
        "tls": False,
        "organisation": {"id": site.organisations[CITY], "name": CITY},
    }
    assert await add_peer(site) == 409
    path = f"/api/archive/peers/{peer_id}"
    assert (await site.ask(path, "administrator", method="DELETE", json={})).status == 204
    assert (await site.ask(path, "administrator", method="DELETE", json={})).status == 409
    assert (await site.told("/api/archive/peers"))["peers"] == []


@pytest.mark.parametrize(
    "changes", [{"aet": ""}, {"aet": "A\\B"}, {"port": 0}, {"host": "a b"}, {"organisation_id": "nobody"}]
)
async def test_impossible_peer_is_refused(site: ArchiveSite, changes: dict[str, object]) -> None:
    assert await add_peer(site, **changes) in {400, 409}


@pytest.mark.parametrize("person", ["expert", "technologist", "student"])
async def test_peers_are_changed_by_administrators_only(site: ArchiveSite, person: str) -> None:
    assert await add_peer(site, person) == 403
    answer = await site.ask("/api/archive/peers/x", person, method="DELETE", json={})
    assert answer.status == 403
    seen = await site.ask("/api/archive/peers", person)
    assert seen.status == (403 if person == "student" else 200)
