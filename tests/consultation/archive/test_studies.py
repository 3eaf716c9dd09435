"""What the archive's page asks: lists, counts, filters, one study, and who sees what of them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.consultation.archive_site import CITY, COUNTY, ArchiveSite, archive_site
from tests.consultation.conftest import standing
from tests.support.dicom_files import CT

# Nobody changes anything here, so that one archive serves all.
pytestmark = pytest.mark.asyncio(loop_scope="module")

WANG = CT()
LI = CT(
    study="li",
    series="li",
    name="Li^Na=李^娜",
    patient_id="Q2",
    study_date="20261120",
    modality="MR",
    body_part="CHEST",
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ArchiveSite]:
    async with standing(tmp_path_factory.mktemp("archive")) as application:
        site = await archive_site(application)
        await site.store(CITY, WANG, CT(number=2), CT(number=3))
        await site.store(COUNTY, LI)
        yield site


async def listed(site: ArchiveSite, filters: str = "", person: str = "expert") -> list[str]:
    told = await site.told(f"/api/archive/studies?{filters}", person)
    return [study["patient_id"] for study in told["studies"]]


async def test_studies_are_listed_newest_first_with_all_the_page_shows(site: ArchiveSite) -> None:
    told = await site.told("/api/archive/studies")
    assert told["next"] is None
    first = told["studies"][0]
    assert first.pop("bytes") > 3 * 500
    assert first.pop("updated_at").endswith("+00:00")
    assert first == {
        "study_uid": WANG.study_uid,
        "patient_name": "Wang^XiaoDong=王^小东",
        "patient_id": "P1",
        "birth_date": "19700101",
        "sex": "M",
        "study_date": "20261121",
        "study_time": "093015.25",
        "description": "Head",
        "accession_number": "A1",
        "modalities": ["CT"],
        "body_parts": ["HEAD"],
        "series_count": 1,
        "instance_count": 3,
        "verdict": "passed",
        "organisation": {"id": site.organisations[CITY], "name": CITY},
    }
    assert [study["patient_id"] for study in told["studies"]] == ["P1", "Q2"]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ("name=wang", ["P1"]),
        ("name=小东", ["P1"]),
        ("name=王小东", ["P1"]),
        ("name=*iao*", ["P1"]),
        ("name=dong wang", []),
        ("name=xiaodong wang", ["P1"]),
        ("text=李", ["Q2"]),
        ("text=Q2", ["Q2"]),
        ("text=A1", ["P1", "Q2"]),
        ("patient_id=P", ["P1"]),
        ("patient_id=1", []),
        ("accession=A", ["P1", "Q2"]),
        ("from=20261121", ["P1"]),
        ("to=20261120", ["Q2"]),
        ("from=20261120&to=20261121", ["P1", "Q2"]),
        ("modality=MR", ["Q2"]),
        ("body_part=HEAD", ["P1"]),
        ("modality=MR&name=wang", []),
        ("modality=CT&body_part=HEAD&name=wang&from=20261101&patient_id=P1", ["P1"]),
        ("name=&modality=", ["P1", "Q2"]),
    ],
)
async def test_filters_find_what_they_say_and_the_count_agrees(
    site: ArchiveSite, filters: str, found: list[str]
) -> None:
    assert await listed(site, filters) == found
    assert await site.told(f"/api/archive/count?{filters}") == {"count": len(found), "exact": True}


async def test_a_hospital_sees_its_own_studies_only(site: ArchiveSite) -> None:
    assert await listed(site, person="technologist") == ["Q2"]
    assert await listed(site, f"organisation={site.organisations[CITY]}", "technologist") == []
    assert await listed(site, f"organisation={site.organisations[CITY]}") == ["P1"]
    assert (await site.told("/api/archive/count", "technologist"))["count"] == 1
    facets = await site.told("/api/archive/facets", "technologist")
    assert facets == {
        "modalities": ["MR"],
        "body_parts": ["CHEST"],
        "organisations": [{"id": site.organisations[COUNTY], "name": COUNTY}],
    }
    assert (await site.ask(f"/api/archive/studies/{WANG.study_uid}", "technologist")).status == 404
    assert (await site.ask(f"/api/archive/series/{WANG.series_uid}/geometry", "technologist")).status == 404


async def test_students_see_nothing(site: ArchiveSite) -> None:
    assert await listed(site, person="student") == []
    assert (await site.told("/api/archive/count", "student"))["count"] == 0
    assert (await site.told("/api/archive/facets", "student"))["modalities"] == []
    assert (await site.ask(f"/api/archive/studies/{WANG.study_uid}", "student")).status == 404
    entries = [entry for entry in await site.application.audited() if entry.actor == "user:student"]
    assert {(entry.action, entry.outcome) for entry in entries} == {
        ("archive.query", "refused"),
        ("study.read", "refused"),
    }


async def test_study_is_told_with_its_series(site: ArchiveSite) -> None:
    told = await site.told(f"/api/archive/studies/{WANG.study_uid}")
    (series,) = told["series"]
    assert series == {
        "series_uid": WANG.series_uid,
        "modality": "CT",
        "number": 1,
        "description": "Axial",
        "body_part": "HEAD",
        "station": "",
        "manufacturer": "Maker",
        "instance_count": 3,
        "frame_count": 3,
        "verdict": "passed",
        "frame_time_ms": None,
        "thumbnail_instance_uid": CT(number=2).sop_instance_uid,
    }
    assert told["reasons"] == []
    assert told["patient_id"] == "P1"


async def test_geometry_says_whether_the_series_is_a_volume(site: ArchiveSite) -> None:
    told = await site.told(f"/api/archive/series/{WANG.series_uid}/geometry")
    assert (told["regular"], told["slice_spacing_mm"], told["tilt_deg"]) == (True, 1.0, 0.0)
    assert told["order"] == [CT(number=n).sop_instance_uid for n in (1, 2, 3)]
    alone = await site.told(f"/api/archive/series/{LI.series_uid}/geometry")
    assert not alone["regular"]
    assert alone["reasons"][0]["code"] == "single"


@pytest.mark.parametrize(
    "filters",
    [
        "nonsense=1",
        "from=2026-01-01",
        "limit=0",
        "limit=x",
        "cursor=x",
        "cursor=20260101.99999999999999999999",
    ],
)
async def test_what_makes_no_sense_is_explained(site: ArchiveSite, filters: str) -> None:
    answer = await site.ask(f"/api/archive/studies?{filters}")
    assert answer.status == 400
    assert (await answer.json())["error"]["code"] == "bad_request"


@pytest.mark.parametrize(
    "path",
    ["studies", "count", "facets", "revision", "studies/1.2", "series/1.2/geometry"],
)
async def test_nobody_is_told_anything_without_signing_in(site: ArchiveSite, path: str) -> None:
    answer = await site.client.get(f"/api/archive/{path}")
    assert answer.status == 401
