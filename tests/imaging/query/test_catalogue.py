"""Instances and their metadata: what is given, to whom, and that what changes is noticed."""

from __future__ import annotations

import gzip
import json

import pytest

from imaging.errors import NotFound
from imaging.query.model import Level
from tests.imaging.conftest import CITY, CITY_CT, COUNTY_CT, STUDENT
from tests.imaging.query.conftest import Archived
from tests.support.dicom_files import CT


async def test_instances_come_in_the_order_they_are_shown(archived: Archived) -> None:
    await archived.store(CITY_CT, *(CT(number=number) for number in (3, 1, 2)))
    found = await archived.catalogue.instances(CITY_CT, CT().study_uid)
    assert [one.sop_instance_uid for one in found] == [CT(number=n).sop_instance_uid for n in (1, 2, 3)]
    assert {(one.organisation_id, one.rows, one.frames, one.bits_allocated) for one in found} == {
        (CITY, 16, 1, 16)
    }


async def test_bytes_of_an_instance_are_where_it_says(archived: Archived) -> None:
    image = CT()
    await archived.store(CITY_CT, image)
    found = await archived.catalogue.instance(
        CITY_CT, image.study_uid, image.series_uid, image.sop_instance_uid
    )
    data = archived.archive.store.path(found.digest).read_bytes()
    assert len(data) == found.size
    assert data[found.pixel_offset :][: found.pixel_length] == image.dataset().PixelData


@pytest.mark.parametrize("caller", [COUNTY_CT, STUDENT])
async def test_what_may_not_be_seen_looks_as_if_it_were_not_there(archived: Archived, caller: object) -> None:
    image = CT()
    await archived.store(CITY_CT, image)
    uids = (image.study_uid, image.series_uid, image.sop_instance_uid)
    absent = CT(study="other", series="other")
    for ask in (archived.catalogue.instances, archived.catalogue.instance, archived.catalogue.metadata):
        with pytest.raises(NotFound) as refused:
            await ask(caller, *uids)
        with pytest.raises(NotFound) as missing:
            await ask(caller, absent.study_uid, absent.series_uid, absent.sop_instance_uid)
        assert str(refused.value) == str(missing.value)


async def test_uids_of_different_studies_do_not_mix(archived: Archived) -> None:
    one, other = CT(), CT(study="other", series="other")
    await archived.store(CITY_CT, one, other)
    for ask in (archived.catalogue.instances, archived.catalogue.instance, archived.catalogue.metadata):
        with pytest.raises(NotFound):
            await ask(CITY_CT, other.study_uid, one.series_uid, one.sop_instance_uid)


async def test_metadata_names_bulk_data_as_the_client_reaches_it(archived: Archived) -> None:
    await archived.store(CITY_CT, CT(number=2), CT(number=1))
    document = await archived.catalogue.metadata(CITY_CT, CT().study_uid, CT().series_uid)
    told = json.loads(await document.json("https://x/dicomweb"))
    assert [one["00200013"]["Value"] for one in told] == [[1], [2]]
    assert told[0]["7FE00010"]["BulkDataURI"] == (
        f"https://x/dicomweb/studies/{CT().study_uid}/series/{CT().series_uid}"
        f"/instances/{CT().sop_instance_uid}/bulkdata/7FE00010"
    )
    assert json.loads(gzip.decompress(await document.gzip("https://x/dicomweb"))) == told
    assert json.loads(b"".join([chunk async for chunk in document.chunks("https://x/dicomweb")])) == told


async def test_metadata_of_a_study_holds_all_its_series_and_of_an_instance_only_it(
    archived: Archived,
) -> None:
    await archived.store(CITY_CT, CT(), CT(series="second", number=2))
    study = await archived.catalogue.metadata(CITY_CT, CT().study_uid)
    assert len(json.loads(await study.json(""))) == 2
    one = await archived.catalogue.metadata(CITY_CT, CT().study_uid, CT().series_uid, CT().sop_instance_uid)
    assert [x["00080018"]["Value"] for x in json.loads(await one.json(""))] == [[CT().sop_instance_uid]]
    assert one.etag != study.etag


async def test_new_instance_changes_what_is_told_of_its_series(
    archived: Archived, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("imaging.query.instances.FRESH_S", 0.0)
    await archived.store(CITY_CT, CT())
    uids = (CT().study_uid, CT().series_uid)
    before = await archived.catalogue.metadata(CITY_CT, *uids)
    assert len(json.loads(await before.json(""))) == 1
    first = await archived.catalogue.instance(CITY_CT, *uids, CT().sop_instance_uid)
    await archived.store(CITY_CT, CT(number=2))
    after = await archived.catalogue.metadata(CITY_CT, *uids)
    assert after.etag != before.etag
    assert len(json.loads(await after.json(""))) == 2
    second = await archived.catalogue.instance(CITY_CT, *uids, CT(number=2).sop_instance_uid)
    assert second.series_revision > first.series_revision


async def test_known_instances_are_told_only_to_those_who_may_see_them(archived: Archived) -> None:
    await archived.store(CITY_CT, CT())
    uids = [CT().sop_instance_uid, "1.2.3"]
    sop_class = "1.2.840.10008.5.1.4.1.1.2"
    assert await archived.catalogue.known(CITY_CT, uids) == {CT().sop_instance_uid: sop_class}
    assert await archived.catalogue.known(COUNTY_CT, uids) == {}


async def test_every_level_is_found(archived: Archived) -> None:
    await archived.store(CITY_CT, CT(), CT(number=2), CT(study="b", series="b", patient_id="P2"))
    assert len(await archived.find(Level.PATIENT)) == 2
    assert len(await archived.find(Level.STUDY)) == 2
    assert len(await archived.find(Level.SERIES)) == 2
    assert len(await archived.find(Level.IMAGE)) == 3
    assert await archived.found("NumberOfPatientRelatedInstances", Level.PATIENT, PatientID="P1") == [2]
    assert await archived.found("SOPInstanceUID", Level.IMAGE, InstanceNumber="2") == [
        CT(number=2).sop_instance_uid
    ]
    series = await archived.found(
        "NumberOfSeriesRelatedInstances", Level.SERIES, SeriesInstanceUID=CT().series_uid
    )
    assert series == [2]
