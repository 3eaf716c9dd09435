"""What a consultation shows: read by its members and guests while it is open, and not longer."""

from __future__ import annotations

import pytest

from consultation.consultations.tables import GuestState, State
from core.roles import Role
from tests.consultation.archive.showing import Showing, show
from tests.consultation.archive_site import CITY, COUNTY, ArchiveSite, archive_site
from tests.consultation.conftest import Application
from tests.imaging.dicomweb.conftest import path_of
from tests.support.dicom_files import CT

SHOWN, OTHER = CT(), CT(study="other", series="other")
DOORS = (
    f"/dicomweb{path_of(SHOWN)}/metadata",
    f"/dicomweb{path_of(SHOWN)}/rendered",
    f"/dicomweb{path_of(SHOWN)}/frames/1",
    f"/dicomweb{path_of(SHOWN)}",
    f"/dicomweb/studies/{SHOWN.study_uid}/series",
    f"/api/archive/studies/{SHOWN.study_uid}",
    f"/api/archive/series/{SHOWN.series_uid}/geometry",
)


@pytest.fixture
async def site(application: Application, monkeypatch: pytest.MonkeyPatch) -> ArchiveSite:
    monkeypatch.setattr("consultation.archive.callers.FRESH_S", 0.0)
    site = await archive_site(application)
    await site.add("county-physician", Role.PHYSICIAN, COUNTY)
    await site.store(CITY, SHOWN, OTHER)
    return site


async def statuses(site: ArchiveSite, person: str) -> set[int]:
    return {(await site.ask(path, person)).status for path in DOORS}


async def guest_statuses(site: ArchiveSite, showing: Showing) -> set[int]:
    return {(await site.client.get(path, headers=showing.guest_headers)).status for path in DOORS}


async def test_members_of_other_hospitals_and_students_read_while_it_is_open(site: ArchiveSite) -> None:
    assert await statuses(site, "student") == {404, 204}
    assert await statuses(site, "county-physician") == {404, 204}
    showing = await show(site.application.services, SHOWN.study_uid, "student", "county-physician")
    for member in ("student", "county-physician"):
        assert await statuses(site, member) == {200}
        assert (await site.ask(f"/dicomweb{path_of(OTHER)}/metadata", member)).status == 404
    assert (await site.told("/api/archive/studies", "county-physician"))["studies"] == []
    (listed,) = (await site.told("/api/archive/studies", "student"))["studies"]
    assert listed["study_uid"] == SHOWN.study_uid
    assert (await site.told("/api/archive/count", "student"))["count"] == 1
    await showing.uninvite("county-physician")
    assert await statuses(site, "county-physician") == {404, 204}
    await showing.turn(State.CLOSED)
    assert await statuses(site, "student") == {404, 204}


async def test_what_is_shown_is_not_theirs_to_pass_on(site: ArchiveSite) -> None:
    await show(site.application.services, SHOWN.study_uid, "county-physician")
    peer = {"aet": "PACS", "host": "127.0.0.1", "organisation_id": site.organisations[COUNTY]}
    added = await site.ask("/api/archive/peers", "administrator", method="POST", json=peer)
    given = {"kind": "send", "peer_id": (await added.json())["id"], "study_uid": SHOWN.study_uid}
    answer = await site.ask("/api/archive/transfers", "county-physician", method="POST", json=given)
    assert answer.status == 404


async def test_guest_reads_once_admitted_and_no_longer_than_that(site: ArchiveSite) -> None:
    showing = await show(site.application.services, SHOWN.study_uid)
    assert await guest_statuses(site, showing) == {200}
    other = f"/dicomweb{path_of(OTHER)}/metadata"
    assert (await site.client.get(other, headers=showing.guest_headers)).status == 404
    assert {entry.actor.partition(":")[0] for entry in await site.application.audited()} >= {"guest"}
    await showing.turn_guest(GuestState.WAITING)
    assert await guest_statuses(site, showing) == {403}
    await showing.turn_guest(GuestState.REFUSED)
    assert await guest_statuses(site, showing) == {401}


async def test_revision_for_a_student_changes_with_what_is_shown(site: ArchiveSite) -> None:
    before = await site.told("/api/archive/revision", "student")
    await show(site.application.services, SHOWN.study_uid, "student")
    assert await site.told("/api/archive/revision", "student") != before
    assert (await site.told("/api/archive/facets", "student"))["organisations"] == []
