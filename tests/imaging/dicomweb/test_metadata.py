"""Metadata over DICOMweb (PS3.18 section 10.4.1.1.2): whole, compressed, cached and kept from others."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.imaging.dicomweb.conftest import Site, path_of
from tests.support.dicom_files import CT

STUDY = f"/studies/{CT().study_uid}"
SERIES = f"{STUDY}/series/{CT().series_uid}"


@pytest.fixture
async def filled(site: Site) -> Site:
    await site.keep(CT(number=2), CT(number=1), CT(series="other", number=7))
    return site


async def told(site: Site, path: str, **headers: str) -> list[dict[str, Any]]:
    response = await site.get(path, "application/dicom+json", **headers)
    assert response.status == 200, await response.text()
    return list(json.loads(await response.read()))


async def test_metadata_of_series_study_and_instance(filled: Site) -> None:
    assert [one["00200013"]["Value"] for one in await told(filled, f"{SERIES}/metadata")] == [[1], [2]]
    assert len(await told(filled, f"{STUDY}/metadata")) == 3
    (one,) = await told(filled, path_of(CT(number=2)) + "/metadata")
    assert one["00080018"]["Value"] == [CT(number=2).sop_instance_uid]


async def test_bulk_data_is_where_the_metadata_says(filled: Site) -> None:
    (one,) = await told(filled, path_of(CT()) + "/metadata")
    address = one["7FE00010"]["BulkDataURI"]
    assert address.startswith(str(filled.client.make_url("/dicomweb/studies")))
    path = address.partition("/dicomweb")[2]
    assert await filled.body(path) == CT().dataset().PixelData


async def test_compressed_and_plain_say_the_same(filled: Site) -> None:
    plain = await told(filled, f"{SERIES}/metadata", Accept_Encoding="identity")
    assert await told(filled, f"{SERIES}/metadata", Accept_Encoding="gzip") == plain
    packed = await filled.get(f"{SERIES}/metadata", Accept_Encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip"


async def test_long_study_is_streamed_and_says_the_same(
    filled: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = await told(filled, f"{STUDY}/metadata")
    monkeypatch.setattr("imaging.query.document.WHOLE_MAX", 1)
    monkeypatch.setattr("imaging.query.document._BATCH", 1)
    for coding in ("identity", "gzip"):
        response = await filled.get(f"{STUDY}/metadata", Accept_Encoding=coding)
        assert response.headers["Transfer-Encoding"] == "chunked"
        assert json.loads(await response.read()) == whole


async def test_client_that_has_it_is_not_sent_it_again(filled: Site) -> None:
    etag = (await filled.get(f"{SERIES}/metadata")).headers["ETag"]
    assert (await filled.get(f"{SERIES}/metadata", If_None_Match=etag)).status == 304
    assert (await filled.get(f"{SERIES}/metadata", If_None_Match=etag, caller="county")).status == 404
    other = await filled.get(f"{SERIES}/metadata", "application/json", If_None_Match=etag)
    assert other.status == 200
    await filled.keep(CT(number=3))
    changed = await filled.get(f"{SERIES}/metadata", If_None_Match=etag)
    assert changed.status == 200
    assert len(json.loads(await changed.read())) == 3


@pytest.mark.parametrize("path", [f"{STUDY}/metadata", f"{SERIES}/metadata", path_of(CT()) + "/metadata"])
async def test_others_cannot_tell_it_from_what_is_not_there(filled: Site, path: str) -> None:
    missing = await filled.get("/studies/1.2.3/metadata")
    for caller in ("county", "student"):
        refused = await filled.get(path, caller=caller)
        assert (refused.status, await refused.json()) == (missing.status, await missing.json())
    assert missing.status == 404


async def test_only_json_is_to_be_had(filled: Site) -> None:
    assert (await filled.get(f"{SERIES}/metadata", "application/dicom")).status == 406
