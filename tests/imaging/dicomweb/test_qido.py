"""Searching over DICOMweb (PS3.18 section 10.6): answers, parameters, refusals and caching."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.imaging.dicomweb.conftest import Site
from tests.support.dicom_files import CT

OHIF = "/studies?limit=101&offset=0&fuzzymatching=false&includefield=00081030,00080060"


async def ask(site: Site, path: str, caller: str = "city") -> list[dict[str, Any]]:
    response = await site.get(path, "application/dicom+json", caller=caller)
    assert response.status in (200, 204), await response.text()
    return [] if response.status == 204 else json.loads(await response.read())


@pytest.fixture
async def filled(site: Site) -> Site:
    await site.keep(
        CT(), CT(number=2), CT(study="b", series="b", name="Li^Na", patient_id="P2", study_date="20200101")
    )
    return site


async def test_study_is_answered_with_what_the_standard_requires(filled: Site) -> None:
    study = (await ask(filled, OHIF))[0]
    root = str(filled.client.make_url("/dicomweb"))
    assert study == {
        "00080020": {"vr": "DA", "Value": ["20261121"]},
        "00080030": {"vr": "TM", "Value": ["093015.25"]},
        "00080050": {"vr": "SH", "Value": ["A1"]},
        "00080056": {"vr": "CS", "Value": ["ONLINE"]},
        "00080060": {"vr": "CS", "Value": ["CT"]},
        "00080061": {"vr": "CS", "Value": ["CT"]},
        "00080090": {"vr": "PN"},
        "00081030": {"vr": "LO", "Value": ["Head"]},
        "00081190": {"vr": "UR", "Value": [f"{root}/studies/{CT().study_uid}"]},
        "00100010": {
            "vr": "PN",
            "Value": [{"Alphabetic": "Wang^XiaoDong", "Ideographic": "王^小东"}],
        },
        "00100020": {"vr": "LO", "Value": ["P1"]},
        "00100021": {"vr": "LO"},
        "00100030": {"vr": "DA", "Value": ["19700101"]},
        "00100040": {"vr": "CS", "Value": ["M"]},
        "0020000D": {"vr": "UI", "Value": [CT().study_uid]},
        "00200010": {"vr": "SH", "Value": ["S1"]},
        "00201206": {"vr": "IS", "Value": [1]},
        "00201208": {"vr": "IS", "Value": [2]},
    }
    assert list(study) == sorted(study)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/studies", 2),
        ("/studies?PatientName=wang*", 1),
        ("/studies?00100010=*NA", 1),
        ("/studies?PatientName=na%20li&fuzzymatching=true", 1),
        ("/studies?StudyDate=20200101-20201231", 1),
        ("/studies?ModalitiesInStudy=MR,CT", 2),
        ("/studies?StudyInstanceUID={study},1.2.3", 1),
        ("/studies?limit=1", 1),
        ("/studies?limit=5&offset=1", 1),
        ("/studies?PatientID=nobody", 0),
        ("/series", 2),
        ("/series?Modality=CT", 2),
        ("/studies/{study}/series", 1),
        ("/studies/{study}/instances", 2),
        ("/studies/{study}/series/{series}/instances", 2),
        ("/studies/{study}/series/{series}/instances?InstanceNumber=2", 1),
        ("/instances?SOPInstanceUID={instance}", 1),
        ("/instances?limit=2", 2),
        ("/studies/1.2.3/series", 0),
    ],
)
async def test_every_resource_is_searched(filled: Site, path: str, found: int) -> None:
    image = CT()
    path = path.format(study=image.study_uid, series=image.series_uid, instance=image.sop_instance_uid)
    assert len(await ask(filled, path)) == found


async def test_nothing_found_has_no_content(filled: Site) -> None:
    response = await filled.get("/studies?PatientID=nobody")
    assert (response.status, await response.read()) == (204, b"")


@pytest.mark.parametrize(
    "query",
    [
        "NoSuchKeyword=1",
        "99999999=1",
        "Modality=CT",
        "PixelData=1",
        "StudyDate=yesterday",
        "StudyInstanceUID=1.2.*",
        "limit=-1",
        "limit=many",
        "offset=x",
        "fuzzymatching=maybe",
        "includefield=nonsense",
        "PatientID=1&00100020=2",
        "NumberOfStudyRelatedSeries=1",
        "x%0d%0ay=1",
    ],
)
async def test_parameter_that_means_nothing_is_refused_with_the_reason(filled: Site, query: str) -> None:
    response = await filled.get(f"/studies?{query}")
    assert response.status == 400
    assert (await response.json())["error"]["message"]


async def test_unknown_parameter_is_warned_of_as_the_standard_says(filled: Site) -> None:
    response = await filled.get("/studies?NoSuchKeyword=1")
    assert response.headers["Warning"].startswith("299 ")


async def test_more_than_the_limit_is_announced(filled: Site) -> None:
    assert "additional results" in (await filled.get("/studies?limit=1")).headers["Warning"]
    assert "Warning" not in (await filled.get("/studies?limit=2")).headers


async def test_included_fields_come_from_the_files(filled: Site) -> None:
    (study, _) = await ask(filled, "/studies?includefield=KVP,00189999,00280010")
    assert study["00180060"] == {"vr": "DS", "Value": [120]}
    assert study["00280010"] == {"vr": "US", "Value": [16]}
    (first, *_) = await ask(filled, f"/studies/{CT().study_uid}/instances?includefield=all")
    assert first["00281052"]["Value"] == [-1024]


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("application/dicom+json", "application/dicom+json"),
        ("application/json", "application/json"),
        ("application/json, application/dicom+json;q=0.5", "application/json"),
        ("*/*", "application/dicom+json"),
        ('multipart/related; type="application/dicom+xml", application/dicom+json', "application/dicom+json"),
    ],
)
async def test_media_type_follows_the_client(filled: Site, accept: str, kind: str) -> None:
    assert (await filled.get("/studies", accept)).content_type == kind


@pytest.mark.parametrize(
    "accept", ["image/png", "application/dicom+json;q=0", 'multipart/related; type="application/dicom+xml"']
)
async def test_what_is_not_to_be_had_is_said(filled: Site, accept: str) -> None:
    assert (await filled.get("/studies", accept)).status == 406


async def test_answer_is_not_sent_again_while_it_is_the_same(filled: Site) -> None:
    first = await filled.get("/studies")
    etag = first.headers["ETag"]
    assert (await filled.get("/studies", If_None_Match=etag)).status == 304
    await filled.keep(CT(number=3))
    assert (await filled.get("/studies", If_None_Match=etag)).status == 200


async def test_large_answer_is_compressed_for_who_can_unpack_it(filled: Site) -> None:
    plain = await filled.get("/studies", Accept_Encoding="identity")
    packed = await filled.get("/studies", Accept_Encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert await plain.read() == await packed.read()


async def test_other_hospitals_and_students_find_nothing(filled: Site) -> None:
    for path in ("/studies", "/series", "/instances", f"/studies/{CT().study_uid}/series"):
        assert await ask(filled, path, "county") == []
        assert await ask(filled, path, "student") == []
