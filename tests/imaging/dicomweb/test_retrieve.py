"""Whole instances over WADO-RS: as stored or in the transfer syntax asked for, one or many, in ranges."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from aiohttp import ClientConnectionError, ClientPayloadError
from pydicom import dcmread
from pydicom.encaps import encapsulate
from pydicom.uid import ExplicitVRLittleEndian, HTJ2KLossless, JPEGLSLossless, RLELossless

from tests.imaging.dicomweb.conftest import Site, parts_of, path_of
from tests.support.dicom_files import CT, as_file, reencoded

SERIES = [CT(number=number) for number in range(1, 4)]


async def test_an_instance_comes_back_byte_for_byte(site: Site) -> None:
    image = CT()
    await site.keep(image)
    assert await site.body(path_of(image), "application/dicom; transfer-syntax=*") == image.bytes()


async def test_an_instance_says_in_which_transfer_syntax_it_is(site: Site) -> None:
    image = CT()
    await site.keep(image)
    response = await site.get(path_of(image), "application/dicom; transfer-syntax=*")
    assert response.headers["Content-Type"] == f"application/dicom; transfer-syntax={ExplicitVRLittleEndian}"


async def test_a_series_and_a_study_come_as_parts_in_order(site: Site) -> None:
    await site.keep(*SERIES, CT(series="other"))
    study = f"/studies/{SERIES[0].study_uid}"
    found = await site.parts(f"{study}/series/{SERIES[0].series_uid}")
    assert [part.body for part in found] == [image.bytes() for image in SERIES]
    assert found[0].location.endswith(path_of(SERIES[0]))
    assert len(await site.parts(study)) == 4


async def test_a_series_as_stored_announces_its_length(site: Site) -> None:
    await site.keep(*SERIES)
    path = f"/studies/{SERIES[0].study_uid}/series/{SERIES[0].series_uid}"
    response = await site.get(path)
    assert int(response.headers["Content-Length"]) == len(await response.read())


@pytest.mark.parametrize("target", [JPEGLSLossless, HTJ2KLossless, RLELossless])
async def test_a_series_is_re_encoded_as_asked(site: Site, target: str) -> None:
    await site.keep(*SERIES)
    accept = f'multipart/related; type="application/dicom"; transfer-syntax={target}'
    for part, image in zip(await site.parts(f"/studies/{SERIES[0].study_uid}", accept), SERIES, strict=True):
        sent = dcmread(BytesIO(part.body))
        assert sent.file_meta.TransferSyntaxUID == target
        assert np.array_equal(sent.pixel_array, image.dataset().pixel_array)
        assert sent.SOPInstanceUID == image.sop_instance_uid


async def test_several_instances_do_not_fit_into_a_single_part(site: Site) -> None:
    await site.keep(*SERIES)
    response = await site.get(f"/studies/{SERIES[0].study_uid}", "application/dicom")
    assert response.status == 406
    assert "multipart/related" in (await response.json())["error"]["message"]


async def test_metadata_is_what_a_client_of_json_gets(site: Site) -> None:
    await site.keep(CT())
    response = await site.get(path_of(CT()), "application/dicom+json")
    assert (await response.json(content_type=None))[0]["00080018"]["Value"] == [CT().sop_instance_uid]


async def test_what_is_not_there_and_what_may_not_be_seen_are_answered_alike(site: Site) -> None:
    image = CT()
    await site.keep(image)
    hidden = await site.get(path_of(image), caller="county")
    missing = await site.get(path_of(CT(study="none")))
    assert hidden.status == missing.status == 404
    assert (await hidden.json())["error"]["code"] == (await missing.json())["error"]["code"] == "not_found"


async def test_a_client_that_has_it_already_is_told_so(site: Site) -> None:
    await site.keep(*SERIES)
    for path in (path_of(SERIES[0]), f"/studies/{SERIES[0].study_uid}"):
        first = await site.get(path)
        again = await site.get(path, If_None_Match=first.headers["ETag"])
        assert (again.status, await again.read()) == (304, b"")
        other = await site.get(path, "application/dicom+json", If_None_Match=first.headers["ETag"])
        assert other.status == 200


async def test_a_range_of_an_instance_is_sent_alone(site: Site) -> None:
    image, accept = CT(), "application/dicom; transfer-syntax=*"
    await site.keep(image)
    response = await site.get(path_of(image), accept, Range="bytes=128-131")
    assert (response.status, await response.read()) == (206, b"DICM")
    assert response.headers["Content-Range"] == f"bytes 128-131/{len(image.bytes())}"
    outside = await site.get(path_of(image), accept, Range="bytes=99999999-")
    assert outside.status == 416
    assert outside.headers["Content-Range"] == f"bytes */{len(image.bytes())}"


async def test_a_range_of_something_older_is_answered_with_the_whole(site: Site) -> None:
    image, accept = CT(), "application/dicom; transfer-syntax=*"
    await site.keep(image)
    response = await site.get(path_of(image), accept, Range="bytes=0-1", If_Range='"older"')
    assert (response.status, len(await response.read())) == (200, len(image.bytes()))


async def test_head_answers_with_headers_alone(site: Site) -> None:
    image = CT()
    await site.keep(image)
    for path in (path_of(image), f"/studies/{image.study_uid}", path_of(image) + "/frames/1"):
        sent = await site.get(path)
        head = await site.client.head("/dicomweb" + path, headers={"Accept": "*/*", "Caller": "city"})
        assert head.status == 200
        assert head.headers["ETag"] == sent.headers["ETag"]
        assert head.headers["Content-Length"] == sent.headers["Content-Length"]
        assert await head.read() == b""


async def test_an_unknown_resource_is_not_found(site: Site) -> None:
    response = await site.get("/patients")
    assert response.status == 404
    assert "no such" in (await response.json())["error"]["message"]


async def test_the_accept_parameter_of_a_link_counts(site: Site) -> None:
    await site.keep(CT())
    response = await site.get(
        path_of(CT()) + "?accept=multipart/related;type=application/dicom;transfer-syntax=*"
    )
    assert [part.body for part in await parts_of(response)] == [CT().bytes()]


async def test_an_answer_that_cannot_be_ended_is_broken_off(site: Site) -> None:
    """Headers are out when the second instance turns out to be damaged: half a study must not look whole."""
    whole, damaged = CT(number=1), dcmread(BytesIO(reencoded(CT(number=2).bytes(), RLELossless)))
    damaged.PixelData = encapsulate([bytes(200)])
    await site.keep(whole, as_file(damaged))
    accept = f'multipart/related; type="application/dicom"; transfer-syntax={JPEGLSLossless}'
    response = await site.get(f"/studies/{whole.study_uid}", accept)
    with pytest.raises((ClientPayloadError, ClientConnectionError)):
        await response.read()
    as_stored = await site.parts(f"/studies/{whole.study_uid}")
    assert len(as_stored) == 2


async def test_a_file_without_its_meta_information_goes_out_with_it(site: Site) -> None:
    await site.keep(_data_set(CT()))
    sent = dcmread(BytesIO(await site.body(path_of(CT()), "application/dicom; transfer-syntax=*")))
    assert sent.file_meta.MediaStorageSOPInstanceUID == CT().sop_instance_uid
    assert np.array_equal(sent.pixel_array, CT().dataset().pixel_array)


def _data_set(image: CT) -> bytes:
    """What follows the preamble, the prefix and the file meta information."""
    file = image.bytes()
    length = int.from_bytes(file[140:144], "little")
    return file[144 + length :]


async def test_pictures_are_found_wherever_the_store_keeps_their_file(site: Site) -> None:
    """It moves once, right after it was stored; what was opened before has to be found again."""
    await site.keep(CT())
    compressed = f'multipart/related; type="application/octet-stream"; transfer-syntax={JPEGLSLossless}'
    first = await site.parts(path_of(CT()) + "/frames/1", compressed)
    (digest,) = site.archive.store.digests()
    settled = site.archive.store.path(digest)
    (own,) = site.archive.settings.archive_path.glob("incoming/*")
    settled.rename(own / f"{digest}.999")
    for accept in (compressed, "application/octet-stream"):
        assert (await site.get(path_of(CT()) + "/frames/1", accept)).status == 200
    assert await site.parts(path_of(CT()) + "/frames/1", compressed) == first
    assert await site.body(path_of(CT()), "application/dicom; transfer-syntax=*") == CT().bytes()
    (own / f"{digest}.999").rename(settled)
