"""Every door of the archive, seen by a student: no answer holds what tells who the patient is."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import pytest

from tests.consultation.archive.showing import show
from tests.consultation.archive_site import CITY, ArchiveSite, archive_site
from tests.consultation.conftest import Application
from tests.imaging.dicomweb.conftest import multipart
from tests.support.dicom_files import CT
from tests.support.marked import holds_marker, marked_file

SHOWN = CT()
PLACES = {
    "study": SHOWN.study_uid,
    "series": SHOWN.series_uid,
    "instance": SHOWN.sop_instance_uid,
    "frames": "1",
    "path": "7FE00010",
    "id": "1",
    "rest": "/x",
}
_DICOM = 'multipart/related; type="application/dicom"; transfer-syntax=*'
_NATIVE = 'multipart/related; type="application/dicom"'
_JSON = "application/dicom+json"


@dataclass(frozen=True)
class Door:
    """One route: what a student is answered, and with which further headers and queries it is tried."""

    status: int
    accepts: tuple[str, ...] = ("*/*",)
    queries: tuple[str, ...] = ("",)


_SEARCH = Door(
    200, (_JSON,), ("", "?includefield=all", "?fuzzymatching=true&includefield=PatientName,00191001")
)
_INSTANCES = Door(200, (_DICOM, _NATIVE, _JSON))
_PICTURE = Door(200, ("image/png", "image/jpeg"))
_REFUSED = Door(403)
_STUDY, _SERIES = "/dicomweb/studies/{study}", "/dicomweb/studies/{study}/series/{series}"
_INSTANCE = _SERIES + "/instances/{instance}"
DOORS = {
    ("GET", "/dicomweb/studies"): _SEARCH,
    ("GET", "/dicomweb/series"): _SEARCH,
    ("GET", "/dicomweb/instances"): _SEARCH,
    ("GET", _STUDY + "/series"): _SEARCH,
    ("GET", _STUDY + "/instances"): _SEARCH,
    ("GET", _SERIES + "/instances"): _SEARCH,
    ("GET", _STUDY + "/metadata"): Door(200, (_JSON,)),
    ("GET", _SERIES + "/metadata"): Door(200, (_JSON,)),
    ("GET", _INSTANCE + "/metadata"): Door(200, (_JSON,)),
    ("GET", _STUDY): _INSTANCES,
    ("GET", _SERIES): _INSTANCES,
    ("GET", _INSTANCE): Door(200, (_DICOM, _NATIVE, "application/dicom", _JSON)),
    ("GET", _INSTANCE + "/frames/{frames}"): Door(200),
    ("GET", _INSTANCE + "/bulkdata/{path}"): Door(200),
    ("GET", _STUDY + "/rendered"): _PICTURE,
    ("GET", _SERIES + "/rendered"): _PICTURE,
    ("GET", _INSTANCE + "/rendered"): _PICTURE,
    ("GET", _INSTANCE + "/frames/{frames}/rendered"): _PICTURE,
    ("GET", _STUDY + "/thumbnail"): _PICTURE,
    ("GET", _SERIES + "/thumbnail"): _PICTURE,
    ("GET", _INSTANCE + "/thumbnail"): _PICTURE,
    ("GET", _INSTANCE + "/frames/{frames}/thumbnail"): _PICTURE,
    ("GET", "/dicomweb{rest}"): Door(404),
    ("*", "/dicomweb{rest}"): Door(404),
    ("POST", "/dicomweb/studies"): Door(415),
    ("POST", _STUDY): Door(415),
    ("GET", "/api/archive/studies"): Door(200),
    ("GET", "/api/archive/studies/{study}"): Door(200),
    ("GET", "/api/archive/count"): Door(200),
    ("GET", "/api/archive/facets"): Door(200),
    ("GET", "/api/archive/revision"): Door(200),
    ("GET", "/api/archive/series/{series}/geometry"): Door(200),
    ("GET", "/api/archive/set-aside"): _REFUSED,
    ("GET", "/api/archive/set-aside/{id}/file"): _REFUSED,
    ("POST", "/api/archive/set-aside/{id}/resolve"): _REFUSED,
    ("GET", "/api/archive/peers"): _REFUSED,
    ("POST", "/api/archive/peers"): _REFUSED,
    ("DELETE", "/api/archive/peers/{id}"): _REFUSED,
    ("POST", "/api/archive/peers/{id}/echo"): _REFUSED,
    ("POST", "/api/archive/peers/{id}/query"): _REFUSED,
    ("GET", "/api/archive/transfers"): _REFUSED,
    ("POST", "/api/archive/transfers"): _REFUSED,
    ("POST", "/api/archive/transfers/{id}/retry"): _REFUSED,
    ("POST", "/api/archive/transfers/{id}/cancel"): _REFUSED,
}
"""Whatever is added to the archive's routes has to be added here, and is then looked at."""


@pytest.fixture
async def site(application: Application) -> ArchiveSite:
    site = await archive_site(application)
    with warnings.catch_warnings():
        # The marker is no valid value of many of the attributes it stands in.
        warnings.simplefilter("ignore")
        await site.store_bytes(CITY, marked_file())
    await show(application.services, SHOWN.study_uid, "student")
    return site


def routes(site: ArchiveSite) -> set[tuple[str, str]]:
    """Of DICOMweb and of the archive's page: method and path."""
    found = set()
    for route in site.client.app.router.routes():
        path = route.resource.canonical if route.resource is not None else ""
        if path.startswith(("/dicomweb", "/api/archive")) and route.method != "HEAD":
            found.add((route.method, path))
    return found


async def test_no_answer_tells_a_student_who_the_patient_is(site: ArchiveSite) -> None:
    assert routes(site) == set(DOORS)
    for (method, template), door in DOORS.items():
        path = template.format_map(PLACES)
        for accept in door.accepts:
            for query in door.queries:
                answer = await site.ask(
                    path + query,
                    "student",
                    method=method.replace("*", "PUT"),
                    headers={"Accept": accept},
                    json=None if method == "GET" else {},
                )
                place = f"{method} {path}{query} as {accept}"
                assert answer.status == door.status, f"{place}: {await answer.text()}"
                assert not holds_marker(await answer.read()), place
                assert not holds_marker(repr(answer.headers).encode()), place


async def test_the_same_doors_tell_a_physician(site: ArchiveSite) -> None:
    """Otherwise the marker might be missing for want of being looked for."""
    telling = ("/dicomweb/studies", f"{_INSTANCE}/metadata", _INSTANCE, "/api/archive/studies/{study}")
    for template in telling:
        answer = await site.ask(template.format_map(PLACES), "physician")
        assert holds_marker(await answer.read())


async def test_student_stores_nothing(site: ArchiveSite) -> None:
    body, kind = multipart(CT(number=2).bytes())
    answer = await site.ask(
        "/dicomweb/studies", "student", method="POST", data=body, headers={"Content-Type": kind}
    )
    assert answer.status == 409


async def test_student_does_not_search_by_what_is_hidden(site: ArchiveSite) -> None:
    hidden = (
        "PatientName=*Z*",
        "PatientID=*",
        "00080050=A1",
        "StudyDescription=H*",
        "PatientBirthDate=19510101-",
    )
    for query in hidden:
        answer = await site.ask(f"/dicomweb/studies?{query}", "student")
        # "Anything at all" asks for nothing.
        assert answer.status == (200 if query.endswith("=*") else 400)
    for query in ("text=Z", "name=Z", "patient_id=P", "accession=A"):
        for list_of in ("studies", "count"):
            assert (await site.ask(f"/api/archive/{list_of}?{query}", "student")).status == 400
    for query in ("StudyDate=20000101-", "ModalitiesInStudy=CT", "PatientSex=M"):
        assert (await site.ask(f"/dicomweb/studies?{query}", "student")).status == 200


async def test_student_gets_no_annotations_and_no_bulk_data_but_pixels(site: ArchiveSite) -> None:
    instance = _INSTANCE.format_map(PLACES)
    for annotation in ("patient", "technique"):
        answer = await site.ask(f"{instance}/rendered?annotation={annotation}", "student")
        assert answer.status == 403
    for path in ("00420011", "00100010", "00191002", "04000310", "00081140/1/00420011", "60003000"):
        assert (await site.ask(f"{instance}/bulkdata/{path}", "student")).status == 404


async def test_what_was_answered_to_a_physician_is_not_taken_as_unchanged(site: ArchiveSite) -> None:
    """Two people may use one browser, which keeps what the first one got."""
    for template in ("/dicomweb/studies", f"{_INSTANCE}/metadata", _INSTANCE):
        path = template.format_map(PLACES)
        known = (await site.ask(path, "physician")).headers["ETag"]
        answer = await site.ask(path, "student", headers={"If-None-Match": known})
        assert answer.status == 200
