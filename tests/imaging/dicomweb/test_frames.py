"""Frames, bulk data and negotiation over WADO-RS."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from pydicom import Dataset, dcmread
from pydicom.encaps import encapsulate, generate_frames
from pydicom.pixels import get_decoder
from pydicom.uid import (
    UID,
    ExplicitVRLittleEndian,
    HTJ2KLossless,
    HTJ2KLosslessRPCL,
    JPEG2000Lossless,
    JPEGLosslessSV1,
    JPEGLSLossless,
    RLELossless,
)

from tests.imaging.dicomweb.conftest import Site, path_of
from tests.support.dicom_files import CT, reencoded

OCTETS = 'multipart/related; type="application/octet-stream"'
LOSSLESS = [RLELossless, JPEGLosslessSV1, JPEGLSLossless, JPEG2000Lossless, HTJ2KLossless, HTJ2KLosslessRPCL]
ECHO = "us_cine/echo_sonosite_30f_examples_ybr_color.dcm"
FRAGMENTED = "transfer_syntaxes/CT0012.fragmented_no_bot_jpeg_baseline.51.dcm"


def instance_path(dataset: Dataset) -> str:
    return (
        f"/studies/{dataset.StudyInstanceUID}/series/{dataset.SeriesInstanceUID}"
        f"/instances/{dataset.SOPInstanceUID}"
    )


def decoded(dataset: Dataset, frame: bytes, transfer_syntax: str) -> np.ndarray:
    """A frame as pydicom decodes it, described by the original's header."""
    options = {
        "rows": dataset.Rows,
        "columns": dataset.Columns,
        "number_of_frames": 1,
        "samples_per_pixel": dataset.SamplesPerPixel,
        "photometric_interpretation": dataset.PhotometricInterpretation,
        "bits_allocated": dataset.BitsAllocated,
        "bits_stored": dataset.BitsStored,
        "pixel_representation": dataset.PixelRepresentation,
        "planar_configuration": 0,
        "pixel_keyword": "PixelData",
    }
    native = not UID(transfer_syntax).is_compressed
    source = frame if native else encapsulate([frame])
    pixels, _ = get_decoder(transfer_syntax).as_array(source, index=0, **options)
    return pixels


async def test_a_frame_comes_with_its_transfer_syntax(site: Site) -> None:
    await site.keep(CT())
    response = await site.get(path_of(CT()) + "/frames/1", f"{OCTETS}; transfer-syntax=*")
    assert f"transfer-syntax={ExplicitVRLittleEndian}" in response.headers["Content-Type"]
    assert 'type="application/octet-stream"' in response.headers["Content-Type"]
    (part,) = await site.parts(path_of(CT()) + "/frames/1", f"{OCTETS}; transfer-syntax=*")
    assert part.content_type == f"application/octet-stream; transfer-syntax={ExplicitVRLittleEndian}"
    assert part.body == CT().dataset().PixelData


async def test_a_single_frame_needs_no_parts(site: Site) -> None:
    await site.keep(CT())
    body = await site.body(path_of(CT()) + "/frames/1", "application/octet-stream")
    assert body == CT().dataset().PixelData


@pytest.mark.parametrize("target", LOSSLESS, ids=lambda uid: uid.name)
async def test_a_frame_in_each_lossless_transfer_syntax_is_the_same_picture(site: Site, target: UID) -> None:
    await site.keep(CT())
    (part,) = await site.parts(path_of(CT()) + "/frames/1", f"{OCTETS}; transfer-syntax={target}")
    dataset = CT().dataset()
    assert part.content_type == f"application/octet-stream; transfer-syntax={target}"
    assert np.array_equal(decoded(dataset, part.body, target), dataset.pixel_array)


async def test_a_media_type_alone_gets_its_usual_transfer_syntax(site: Site) -> None:
    await site.keep(CT())
    (part,) = await site.parts(path_of(CT()) + "/frames/1", 'multipart/related; type="image/jls"')
    assert part.content_type == f"image/jls; transfer-syntax={JPEGLSLossless}"


async def test_common_viewers_leave_quotes_out(site: Site) -> None:
    await site.keep(CT())
    accept = "multipart/related; type=application/octet-stream; transfer-syntax=*"
    assert len(await site.parts(path_of(CT()) + "/frames/1", accept)) == 1


async def test_frames_are_sent_in_the_order_of_the_list(site: Site, shared_data: Path) -> None:
    dataset = dcmread(shared_data / ECHO)
    await site.keep((shared_data / ECHO).read_bytes())
    stored = list(generate_frames(dataset.PixelData, number_of_frames=30))
    parts = await site.parts(instance_path(dataset) + "/frames/30,2,7", f"{OCTETS}; transfer-syntax=*")
    assert [part.body for part in parts] == [stored[29], stored[1], stored[6]]
    assert parts[0].location.endswith("/frames/30")


async def test_a_jpeg_is_sent_as_stored_to_who_takes_jpeg(site: Site, shared_data: Path) -> None:
    dataset = dcmread(shared_data / ECHO)
    await site.keep((shared_data / ECHO).read_bytes())
    body = await site.body(instance_path(dataset) + "/frames/1", "image/jpeg")
    assert body == next(generate_frames(dataset.PixelData, number_of_frames=30))


async def test_an_uncompressed_frame_of_a_cine_is_decoded(site: Site, shared_data: Path) -> None:
    dataset = dcmread(shared_data / ECHO)
    await site.keep((shared_data / ECHO).read_bytes())
    body = await site.body(instance_path(dataset) + "/frames/4", "application/octet-stream")
    expected, _ = get_decoder(dataset.file_meta.TransferSyntaxUID).as_array(dataset, index=3)
    assert body == expected.tobytes()


async def test_fragments_without_an_offset_table_are_told_apart(site: Site, shared_data: Path) -> None:
    dataset = dcmread(shared_data / FRAGMENTED)
    await site.keep((shared_data / FRAGMENTED).read_bytes())
    for number in (1, 2):
        body = await site.body(instance_path(dataset) + f"/frames/{number}", "image/jpeg")
        assert body[:2] == b"\xff\xd8"
        assert b"\xff\xd9" in body[-3:]


@pytest.mark.parametrize("frames", ["0", "2", "1,99"])
async def test_a_frame_that_is_not_there_is_not_found_or_refused(site: Site, frames: str) -> None:
    await site.keep(CT())
    response = await site.get(path_of(CT()) + f"/frames/{frames}")
    assert response.status == (400 if frames == "0" else 404)
    assert (await response.json())["error"]["message"]


@pytest.mark.parametrize(
    "accept",
    [
        "text/html",
        'multipart/related; type="video/mp4"',
        f"{OCTETS}; transfer-syntax=1.2.840.10008.1.2.4.55",
        f"{OCTETS}; transfer-syntax=no.such",
        "image/jpeg; transfer-syntax=1.2.840.10008.1.2.4.80",
        "application/octet-stream; q=0",
    ],
)
async def test_what_cannot_be_had_is_not_acceptable(site: Site, accept: str) -> None:
    await site.keep(CT())
    response = await site.get(path_of(CT()) + "/frames/1", accept)
    assert response.status == 406
    assert len((await response.json())["error"]["message"]) > 20


async def test_a_list_of_frames_does_not_fit_into_a_single_part(site: Site, shared_data: Path) -> None:
    dataset = dcmread(shared_data / ECHO)
    await site.keep((shared_data / ECHO).read_bytes())
    assert (await site.get(instance_path(dataset) + "/frames/1,2", "image/jpeg")).status == 406


async def test_a_single_frame_can_be_had_in_ranges(site: Site) -> None:
    await site.keep(CT())
    path = path_of(CT()) + "/frames/1"
    response = await site.get(path, "application/octet-stream", Range="bytes=10-19")
    assert (response.status, await response.read()) == (206, CT().dataset().PixelData[10:20])
    parts = await site.get(path, OCTETS, Range="bytes=10-19")
    assert parts.status == 200, "a range of what is framed would be bytes of the frame's framing"
    suffix = await site.get(path, "application/octet-stream", Range="bytes=-4")
    assert await suffix.read() == CT().dataset().PixelData[-4:]


async def test_a_frame_that_the_client_has_is_not_sent_again(site: Site) -> None:
    await site.keep(CT())
    path = path_of(CT()) + "/frames/1"
    first = await site.get(path)
    assert (await site.get(path, If_None_Match=first.headers["ETag"])).status == 304
    other = await site.get(
        path, f"{OCTETS}; transfer-syntax={RLELossless}", If_None_Match=first.headers["ETag"]
    )
    assert other.status == 200


async def test_every_bulk_data_address_in_metadata_leads_to_its_bytes(site: Site) -> None:
    nested = Dataset()
    nested.add_new(0x00420011, "OB", bytes(range(256)) * 8)
    image = CT(more={"ReferencedImageEvidenceSequence": [Dataset(), nested], "ICCProfile": b"icc " * 500})
    await site.keep(image)
    (metadata,) = json.loads(await site.body(path_of(image) + "/metadata", "application/dicom+json"))
    inner = metadata["00089092"]["Value"][1]["00420011"]["BulkDataURI"]
    expected = {
        inner: bytes(range(256)) * 8,
        metadata["00282000"]["BulkDataURI"]: b"icc " * 500,
        metadata["7FE00010"]["BulkDataURI"]: image.dataset().PixelData,
    }
    for address, data in expected.items():
        path = address.split("/dicomweb", 1)[1]
        assert await site.body(path) == data or (await site.parts(path))[0].body == data
        (part,) = await site.parts(path, OCTETS)
        assert part.body == data
        ranged = await site.get(path, "application/octet-stream", Range="bytes=2-5")
        assert (ranged.status, await ranged.read()) == (206, data[2:6])


async def test_bulk_data_of_compressed_pixels_is_one_part_per_frame(site: Site, shared_data: Path) -> None:
    dataset = dcmread(shared_data / ECHO)
    await site.keep((shared_data / ECHO).read_bytes())
    parts = await site.parts(instance_path(dataset) + "/bulkdata/7FE00010", f"{OCTETS}; transfer-syntax=*")
    assert [part.body for part in parts] == list(generate_frames(dataset.PixelData, number_of_frames=30))


@pytest.mark.parametrize("path", ["00420011", "00089092/1/00420011", "nonsense", "00080018", "7FE0001"])
async def test_bulk_data_that_is_not_there_is_not_found(site: Site, path: str) -> None:
    await site.keep(CT())
    response = await site.get(f"{path_of(CT())}/bulkdata/{path}")
    assert response.status == 404
    assert (await response.json())["error"]["message"]


async def test_a_compressed_copy_is_served_like_the_original(site: Site) -> None:
    await site.keep(reencoded(CT().bytes(), RLELossless))
    (part,) = await site.parts(path_of(CT()) + "/frames/1", OCTETS)
    assert part.body == CT().dataset().PixelData
