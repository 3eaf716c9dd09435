"""Keeping what was frozen and drawn: found in the archive, once, in the right study, by those who may."""

from __future__ import annotations

import asyncio
import json
from io import BytesIO
from typing import Any

import aiohttp
import numpy as np
import pytest
from highdicom.sr import Comprehensive3DSR
from pydicom import Dataset, dcmread
from sqlalchemy import func, select

from consultation.consultations.tables import BroughtStudy
from consultation.services import utc_now
from core.accounts import get_user
from core.audit import Action
from imaging.index.tables import SetAside, Study
from tests.consultation.archive_site import CITY, COUNTY
from tests.consultation.keeping.conftest import CONSOLE, CONSULTATION, KeepingSite
from tests.consultation.keeping.drawn import AT, draw, mark, measured, on_image, on_picture
from tests.consultation.keeping.pictures import picture, pixels
from tests.support.dicom_files import CT, uid

FIRST, SECOND = CT(side=64), CT(side=64, number=2)


@pytest.fixture
async def prior(site: KeepingSite) -> KeepingSite:
    """With a CT of the county's archive in the consultation, two slices of it."""
    await site.archive.store(COUNTY, FIRST, SECOND)
    await site.bring(FIRST.study_uid, COUNTY)
    return site


def on_slice(image: CT, frame: int = 1) -> dict[str, Any]:
    return on_image(image.study_uid, image.series_uid, image.sop_instance_uid, frame)


async def kept(answer: aiohttp.ClientResponse, status: int = 201) -> list[dict[str, str]]:
    told = json.loads(await answer.read())
    assert answer.status == status, told
    found: list[dict[str, str]] = told["kept"]
    return found


async def stored(site: KeepingSite, one: dict[str, str]) -> Dataset:
    """What DICOMweb gives of an instance that was kept, to the technologist of the study's hospital."""
    path = f"/dicomweb/studies/{one['study_uid']}/series/{one['series_uid']}/instances/{one['instance_uid']}"
    accept = {"Accept": "multipart/related; type=application/dicom; transfer-syntax=*"}
    answer = await site.archive.ask(path, "technologist", headers=accept)
    assert answer.status == 200, await answer.text()
    body = await answer.read()
    return dcmread(BytesIO(body[body.index(b"\r\n\r\n") + 4 :]))


async def user_id(site: KeepingSite, name: str) -> str:
    async with site.services.database.read() as session:
        return (await get_user(session, name)).id


async def keep_image(
    site: KeepingSite, sha256: str, person: str = "expert", **more: Any
) -> aiohttp.ClientResponse:
    body = {"kind": "image", "picture": sha256, "study_uid": FIRST.study_uid} | more
    return await site.post("/keep", body, person)


async def keep_drawn(site: KeepingSite, kind: str = "all", person: str = "expert") -> aiohttp.ClientResponse:
    return await site.post("/keep", {"kind": kind, "study_uid": FIRST.study_uid}, person)


async def test_frozen_picture_is_kept_in_the_study_of_its_patient_with_what_was_drawn_on_it(
    prior: KeepingSite,
) -> None:
    sha256 = await prior.picture(picture())
    author = await user_id(prior, "expert")
    arrow = mark("arrow", on_picture(sha256), (10, 12), (30, 40), label="这里", author=author)
    await draw(prior.services.database, CONSULTATION, utc_now(), marks={"m1": arrow})
    image, marks = await kept(await keep_image(prior, sha256))
    assert (image["kind"], marks["kind"], marks["picture"]) == ("image", "marks", sha256)

    written = await stored(prior, image)
    assert str(written.PatientName) == FIRST.name
    assert (written.PatientID, written.StudyInstanceUID) == (FIRST.patient_id, FIRST.study_uid)
    assert (written.AccessionNumber, written.StudyDate) == ("A1", FIRST.study_date)
    assert "FrameOfReferenceUID" not in written
    assert np.array_equal(written.pixel_array, pixels())

    state = await stored(prior, marks)
    (annotation,) = state.GraphicAnnotationSequence
    assert annotation.ReferencedImageSequence[0].ReferencedSOPInstanceUID == image["instance_uid"]
    assert list(annotation.GraphicObjectSequence[0].GraphicData) == [10, 12, 30, 40]
    assert annotation.TextObjectSequence[0].UnformattedTextValue == "这里"
    assert state.GraphicLayerSequence[0].GraphicLayerDescription == "expert"

    assert await kept(await prior.get("/kept", "student"), 200) == [image, marks]
    newest = [entry for entry in await prior.archive.application.audited() if entry.action == Action.KEEP]
    assert [entry.detail["kind"] for entry in newest] == ["marks", "image"]
    assert {entry.actor for entry in newest} == {"user:expert"}


async def test_what_was_drawn_measured_and_chosen_on_stored_images_is_kept_as_it_was(
    prior: KeepingSite,
) -> None:
    expert, technologist = await user_id(prior, "expert"), await user_id(prior, "technologist")
    length = [measured("length", 12.3456, "mm")]
    area = [
        measured("area", 88.5, "mm2"),
        measured("mean", 31.25, "[hnsf'U]"),
        measured("deviation", 4.5, "[hnsf'U]"),
    ]
    ruler = mark("length", on_slice(FIRST), (10.25, 20.5), (22.5, 20.5), measured=length, author=expert)
    ellipse = mark("ellipse", on_slice(SECOND), (40, 10), (20, 20), measured=area, author=technologist)
    chosen = {key: value for key, value in on_slice(SECOND).items() if key != "kind"}
    key_image = chosen | {"label": "右侧基底节", "by": expert, "byName": "x", "at": AT}
    await draw(
        prior.services.database,
        CONSULTATION,
        utc_now(),
        marks={"m1": ruler, "m2": ellipse},
        keyImages={"k": key_image},
    )
    found = await kept(await keep_drawn(prior, person="technologist"))
    assert [one["kind"] for one in found] == ["marks", "measurements", "measurements", "key-images"]
    state, *reports, keys = [await stored(prior, one) for one in found]

    lines = [annotation.GraphicObjectSequence[0] for annotation in state.GraphicAnnotationSequence]
    assert [(line.GraphicType, list(line.GraphicData)) for line in lines] == [
        ("POLYLINE", [10.25, 20.5, 22.5, 20.5]),
        ("ELLIPSE", [20, 15, 40, 15, 30, 10, 30, 20]),
    ]
    layers = {layer.GraphicLayerDescription for layer in state.GraphicLayerSequence}
    assert layers == {"expert", "technologist"}

    one, other = (Comprehensive3DSR.from_dataset(report).content for report in reports)
    (ruled,) = one.get_image_measurement_groups()
    (measurement,) = ruled.get_measurements()
    assert (measurement.name.meaning, measurement.value, measurement.unit.value) == ("Length", 12.3456, "mm")
    (region,) = other.get_planar_roi_measurement_groups()
    told = [(one.name.meaning, one.value, one.unit.value) for one in region.get_measurements()]
    hounsfield = ("Attenuation Coefficient", "[hnsf'U]")
    assert told == [
        ("Area", 88.5, "mm2"),
        (hounsfield[0], 31.25, hounsfield[1]),
        (hounsfield[0], 4.5, hounsfield[1]),
    ]
    assert region.roi.value.tolist() == [[20, 15], [40, 15], [30, 10], [30, 20]]

    references = [item.ReferencedSOPSequence[0] for item in keys.ContentSequence if item.ValueType == "IMAGE"]
    assert [reference.ReferencedSOPInstanceUID for reference in references] == [SECOND.sop_instance_uid]


async def test_keeping_again_keeps_nothing_new_until_something_changed(prior: KeepingSite) -> None:
    sha256 = await prior.picture(picture())
    first = await kept(await keep_image(prior, sha256))
    assert await kept(await keep_image(prior, sha256, "technologist"), 200) == first
    ruler = mark("length", on_slice(FIRST), (1, 1), (9, 9))
    await draw(prior.services.database, CONSULTATION, utc_now(), marks={"m1": ruler})
    before = await kept(await keep_drawn(prior, "marks"))
    assert await kept(await keep_drawn(prior, "marks"), 200) == before
    await draw(prior.services.database, CONSULTATION, utc_now(), marks={"m2": ruler})
    after = await kept(await keep_drawn(prior, "marks"))
    assert [one["series_uid"] for one in after] == [one["series_uid"] for one in before]
    assert after != before
    assert len(await prior.kept()) == 3


async def test_what_two_people_keep_at_the_same_moment_is_kept_once(prior: KeepingSite) -> None:
    sha256 = await prior.picture(picture())
    answers = await asyncio.gather(*(keep_image(prior, sha256, one) for one in ("expert", "technologist")))
    assert sorted(answer.status for answer in answers) == [200, 201]
    async with prior.services.database.read() as session:
        assert await session.scalar(select(func.count()).select_from(SetAside)) == 0


async def test_what_reached_the_archive_before_a_crash_is_only_written_down(prior: KeepingSite) -> None:
    sha256 = await prior.picture(picture())
    first = await kept(await keep_image(prior, sha256))
    async with prior.services.database.write() as session:
        for row in await prior.kept():
            await session.delete(row)
    again = await kept(await keep_image(prior, sha256))
    assert [one["instance_uid"] for one in again] == [one["instance_uid"] for one in first]
    async with prior.services.database.read() as session:
        assert await session.scalar(select(func.count()).select_from(SetAside)) == 0


async def test_marks_that_cannot_be_are_left_out_and_the_others_kept(prior: KeepingSite) -> None:
    sound = mark("freehand", on_slice(FIRST), (1, 1), (9, 1), (9, 9), label="a\x00b\nc")
    marks = {
        "sound": sound,
        "another study": mark("length", on_image(uid("another"), "1.2", "1.3"), (1, 1), (2, 2)),
        "unknown image": mark("length", on_image(FIRST.study_uid, "1.2", "1.3"), (1, 1), (2, 2)),
        "no such frame": mark("length", on_slice(FIRST, 7), (1, 1), (2, 2)),
        "one point": mark("length", on_slice(FIRST), (1, 1)),
        "five points": mark("angle", on_slice(FIRST), *[(1, 1)] * 5),
        "far away": mark("arrow", on_slice(FIRST), (1e300, 1), (2, 2)),
        "outside": mark("arrow", on_slice(FIRST), (-50, 5), (700, 5)),
        "running": mark("arrow", {"kind": "live", "source": CONSOLE}, (0.1, 0.1), (0.2, 0.2)),
    }
    await draw(prior.services.database, CONSULTATION, utc_now(), marks=marks)
    (one,) = await kept(await keep_drawn(prior))
    state = await stored(prior, one)
    drawn = [annotation.GraphicObjectSequence[0] for annotation in state.GraphicAnnotationSequence]
    assert sorted(line.TrackingID for line in drawn) == ["outside", "sound"]
    closed = next(line for line in drawn if line.TrackingID == "sound")
    assert list(closed.GraphicData) == [1, 1, 9, 1, 9, 9, 1, 1]
    assert all(0 <= value <= 64 for line in drawn for value in line.GraphicData)


async def test_jpeg_is_kept_as_it_came_and_named_after_its_console(prior: KeepingSite) -> None:
    console, _ = await prior.archive.application.add_agent()
    await prior.bring_console(console.room)
    data = picture("JPEG", quality=92)
    sha256 = await prior.picture(data, "image/jpeg")
    (one,) = await kept(await keep_image(prior, sha256, console_room=console.room))
    written = await stored(prior, one)
    assert data in written.PixelData
    assert (written.Modality, written.StationName) == ("US", "超声 1")
    assert written.InstitutionName == "县人民医院"
    assert (await keep_image(prior, sha256, console_room=CONSOLE + "x")).status == 404


async def test_who_may_not_draw_keeps_nothing(prior: KeepingSite) -> None:
    sha256 = await prior.picture(picture())
    for person in ("student", "administrator"):
        assert (await keep_image(prior, sha256, person)).status == 403
    assert (await keep_image(prior, sha256, "outsider")).status == 404
    assert (await keep_image(prior, "0" * 64)).status == 404
    assert await prior.kept() == []


async def test_only_studies_of_the_consultation_are_written_to(prior: KeepingSite) -> None:
    own = CT(study="not brought")
    await prior.archive.store(CITY, own)
    sha256 = await prior.picture(picture())
    for study_uid in (own.study_uid, uid("nowhere")):
        assert (await keep_image(prior, sha256, study_uid=study_uid)).status == 404
        assert (await prior.post("/keep", {"kind": "all", "study_uid": study_uid})).status == 404


async def test_patient_without_a_study_gets_one_in_the_hospital_of_who_keeps(site: KeepingSite) -> None:
    sha256, other = await site.picture(picture()), await site.picture(picture(seed=9))
    patient = {"patient_id": "急诊-1", "patient_name": "李娜", "birth_date": "1980-02-03", "sex": "F"}
    begin = {"kind": "image", "new_study": patient}
    (one,) = await kept(await site.post("/keep", begin | {"picture": sha256}, "technologist"))
    (two,) = await kept(await site.post("/keep", begin | {"picture": other}, "technologist"))
    assert one["study_uid"] == two["study_uid"]
    written = await stored(site, two)
    assert (str(written.PatientName), written.PatientID) == ("=李娜^", "急诊-1")
    assert (written.PatientBirthDate, written.PatientSex) == ("19800203", "F")
    async with site.services.database.read() as session:
        assert await session.get(BroughtStudy, (CONSULTATION, one["study_uid"])) is not None
        owner = await session.scalar(select(Study.organisation_id))
    assert owner == site.archive.organisations[COUNTY]
    neither = await site.post("/keep", {"kind": "image", "picture": sha256})
    assert neither.status == 400
