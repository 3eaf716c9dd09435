"""Keeping what was frozen and drawn: found in the archive, once, in the right study, by those who may."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import aiohttp
import numpy as np
import pytest
from pydicom import Dataset, dcmread

from consultation.services import utc_now
from core.accounts import get_user
from core.audit import Action
from tests.consultation.archive_site import COUNTY
from tests.consultation.keeping.conftest import CONSULTATION, KeepingSite
from tests.consultation.keeping.drawn import draw, mark, on_picture
from tests.consultation.keeping.pictures import picture, pixels
from tests.support.dicom_files import CT

PRIOR = CT(side=64)


@pytest.fixture
async def prior(site: KeepingSite) -> KeepingSite:
    """With a CT of the county's archive in the consultation, two slices of it."""
    await site.archive.store(COUNTY, PRIOR, CT(side=64, number=2))
    await site.bring(PRIOR.study_uid, COUNTY)
    return site


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


async def keep_image(site: KeepingSite, sha256: str, **more: Any) -> aiohttp.ClientResponse:
    return await site.post("/keep", {"kind": "image", "picture": sha256, "study_uid": PRIOR.study_uid} | more)


async def test_frozen_picture_is_kept_in_the_study_of_its_patient_with_what_was_drawn_on_it(
    prior: KeepingSite,
) -> None:
    sha256 = await prior.picture(picture())
    arrow = mark(
        "arrow", on_picture(sha256), (10, 12), (30, 40), label="这里", author=await user_id(prior, "expert")
    )
    await draw(prior.services.database, CONSULTATION, utc_now(), marks={"m1": arrow})
    image, marks = await kept(await keep_image(prior, sha256))
    assert (image["kind"], marks["kind"], marks["picture"]) == ("image", "marks", sha256)

    written = await stored(prior, image)
    assert str(written.PatientName) == PRIOR.name
    assert (written.PatientID, written.StudyInstanceUID) == (PRIOR.patient_id, PRIOR.study_uid)
    assert (written.AccessionNumber, written.StudyDate) == ("A1", PRIOR.study_date)
    assert "FrameOfReferenceUID" not in written
    assert np.array_equal(written.pixel_array, pixels())

    state = await stored(prior, marks)
    (annotation,) = state.GraphicAnnotationSequence
    assert annotation.ReferencedImageSequence[0].ReferencedSOPInstanceUID == image["instance_uid"]
    shaft = annotation.GraphicObjectSequence[0]
    assert list(shaft.GraphicData) == [10, 12, 30, 40]
    assert annotation.TextObjectSequence[0].UnformattedTextValue == "这里"
    assert state.GraphicLayerSequence[0].GraphicLayerDescription == "expert"

    listed = await kept(await prior.get("/kept", "student"), 200)
    assert listed == [image, marks]
    newest = [entry for entry in await prior.archive.application.audited() if entry.action == Action.KEEP]
    assert [entry.detail["kind"] for entry in newest] == ["marks", "image"]
    assert {entry.actor for entry in newest} == {"user:expert"}
