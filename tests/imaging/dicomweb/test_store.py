"""Storing over STOW-RS: what is kept, what is refused and why, and what a broken upload leaves behind."""

from __future__ import annotations

import asyncio
import resource
from collections.abc import AsyncIterator, Callable
from typing import Any
from xml.etree import ElementTree

import pytest
from aiohttp import ClientResponse

from imaging.errors import StorageFailed, StorageFull
from imaging.ingest.reception import Reception
from tests.imaging.dicomweb.conftest import Site, multipart, path_of
from tests.support.dicom_files import CT

STORED, FAILED, OTHERS = "00081199", "00081198", "0008119A"
REASON, COMMENT, INSTANCE, URL = "00081197", "00000902", "00081155", "00081190"


async def answer(response: ClientResponse) -> dict[str, Any]:
    found: dict[str, Any] = await response.json(content_type=None)
    return found


def value(item: dict[str, Any], tag: str) -> Any:
    return item[tag]["Value"][0]


async def test_stored_instances_are_named_with_their_addresses(site: Site) -> None:
    images = [CT(number=number) for number in range(1, 12)]
    response = await site.store(*(image.bytes() for image in images))
    assert response.status == 200
    assert response.content_type == "application/dicom+json"
    module = await answer(response)
    items = module[STORED]["Value"]
    assert [value(item, INSTANCE) for item in items] == [image.sop_instance_uid for image in images]
    assert value(module, URL).endswith(f"/studies/{images[0].study_uid}")
    for image, item in zip(images, items, strict=True):
        path = value(item, URL).split("/dicomweb", 1)[1]
        assert await site.body(path) is not None
        assert await site.body(path_of(image), "application/dicom; transfer-syntax=*") == image.bytes()


async def test_what_was_stored_can_be_read_at_once(site: Site) -> None:
    """Also in a series that was read a moment ago."""
    for number in range(1, 4):
        await site.keep(CT(number=number))
        assert (await site.get(path_of(CT(number=number)) + "/frames/1")).status == 200


async def test_the_same_again_is_success(site: Site) -> None:
    await site.keep(CT())
    assert (await site.store(CT().bytes())).status == 200


async def test_another_instance_under_the_same_uid_is_a_conflict(site: Site) -> None:
    await site.keep(CT())
    response = await site.store(CT(value=7).bytes(), CT(number=2).bytes())
    assert response.status == 202
    module = await answer(response)
    (failed,) = module[FAILED]["Value"]
    assert value(failed, REASON) == 0x0111
    assert value(failed, INSTANCE) == CT().sop_instance_uid
    assert value(failed, COMMENT)
    assert len(module[STORED]["Value"]) == 1


async def test_what_cannot_be_read_is_reported_without_a_uid(site: Site) -> None:
    response = await site.store(b"this is no DICOM at all" * 20)
    assert response.status == 409
    (other,) = (await answer(response))[OTHERS]["Value"]
    assert value(other, REASON) == 0xC000
    assert value(other, COMMENT)


async def test_an_instance_of_another_study_is_refused_and_not_kept(site: Site) -> None:
    own, foreign = CT(), CT(study="foreign")
    response = await site.store(own.bytes(), foreign.bytes(), study=own.study_uid)
    assert response.status == 202
    (failed,) = (await answer(response))[FAILED]["Value"]
    assert value(failed, REASON) == 0xC409
    assert (await site.get(path_of(foreign))).status == 404
    assert (await site.get(path_of(own))).status == 200


async def test_who_may_not_write_is_told(site: Site) -> None:
    response = await site.store(CT().bytes(), caller="student")
    assert response.status == 409
    (failed,) = (await answer(response))[FAILED]["Value"]
    assert value(failed, REASON) == 0x0124


async def test_a_single_instance_needs_no_parts(site: Site) -> None:
    headers = {"Content-Type": "application/dicom", "Caller": "city"}
    response = await site.client.post("/dicomweb/studies", data=CT().bytes(), headers=headers)
    assert response.status == 200


async def test_the_answer_is_to_be_had_as_xml(site: Site) -> None:
    response = await site.store(CT().bytes(), b"no DICOM", accept="application/dicom+xml")
    assert response.content_type == "application/dicom+xml"
    root = ElementTree.fromstring(await response.read())
    model = "{http://dicom.nema.org/PS3.19/models/NativeDICOM}"
    instances = root.findall(f".//{model}DicomAttribute[@keyword='ReferencedSOPInstanceUID']/{model}Value")
    assert [element.text for element in instances] == [CT().sop_instance_uid]
    assert root.find(f".//{model}DicomAttribute[@tag='0008119A']/{model}Item") is not None


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/json", 415),
        ("multipart/form-data; boundary=b0undary", 415),
        ('multipart/related; type="application/dicom+json"; boundary=b0undary', 415),
        ('multipart/related; type="application/dicom"', 400),
        ('multipart/related; type="application/dicom"; boundary=other', 400),
    ],
)
async def test_what_is_no_upload_is_refused_with_a_reason(site: Site, content_type: str, status: int) -> None:
    body, _ = multipart(CT().bytes())
    headers = {"Content-Type": content_type, "Caller": "city"}
    response = await site.client.post("/dicomweb/studies", data=body, headers=headers)
    assert response.status == status
    assert (await response.json())["error"]["message"]
    assert (await site.get(path_of(CT()))).status == 404


async def test_an_empty_upload_is_refused(site: Site) -> None:
    response = await site.store()
    assert response.status == 400


async def test_a_part_of_another_type_fails_alone(site: Site) -> None:
    body, content_type = multipart(CT().bytes())
    body = b"--b0undary\r\nContent-Type: image/png\r\n\r\nno instance\r\n" + body
    headers = {"Content-Type": content_type, "Caller": "city"}
    response = await site.client.post("/dicomweb/studies", data=body, headers=headers)
    assert response.status == 202
    assert len((await answer(response))[OTHERS]["Value"]) == 1


async def test_an_upload_that_ends_too_soon_keeps_what_was_whole(site: Site) -> None:
    body, content_type = multipart(CT().bytes(), CT(number=2).bytes())
    headers = {"Content-Type": content_type, "Caller": "city"}
    response = await site.client.post("/dicomweb/studies", data=body[:-200], headers=headers)
    assert response.status == 202
    module = await answer(response)
    assert [value(item, INSTANCE) for item in module[STORED]["Value"]] == [CT().sop_instance_uid]
    assert len(module[OTHERS]["Value"]) == 1
    assert (await site.get(path_of(CT(number=2)))).status == 404


async def test_a_client_that_vanishes_leaves_only_whole_instances(site: Site) -> None:
    whole, large = CT(), CT(number=2, side=1500)
    body, content_type = multipart(whole.bytes(), large.bytes())
    host, port = site.client.server.host, site.client.server.port
    _, writer = await asyncio.open_connection(host, port)
    head = (
        f"POST /dicomweb/studies HTTP/1.1\r\nHost: {host}\r\nCaller: city\r\nContent-Type: {content_type}\r\n"
    )
    writer.write(head.encode() + f"Content-Length: {len(body)}\r\n\r\n".encode() + body[: len(body) // 2])
    await writer.drain()
    await _until(lambda: list(site.archive.store.digests()))
    writer.transport.abort()
    await _until(lambda: not _drafts(site))
    assert (await site.get(path_of(whole))).status == 200
    assert (await site.get(path_of(large))).status == 404


async def test_a_full_disk_is_answered_so_and_recovers(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Reception, data: bytes) -> None:
        self.abandon()
        raise StorageFull("there is no room for more")

    with monkeypatch.context() as patched:
        patched.setattr(Reception, "write", full)
        response = await site.store(CT(side=900).bytes(), CT(number=2).bytes())
    assert response.status == 507
    reasons = [value(item, REASON) for item in (await answer(response))[OTHERS]["Value"]]
    assert reasons == [0xA700, 0xA700]
    assert not _drafts(site)
    assert (await site.store(CT().bytes())).status == 200


async def test_a_failing_disk_is_no_success(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(self: Reception) -> None:
        self.abandon()
        raise StorageFailed("the disk failed")

    monkeypatch.setattr(Reception, "finish", failing)
    response = await site.store(CT().bytes())
    assert response.status == 500
    assert value((await answer(response))[OTHERS]["Value"][0], REASON) == 0x0110


async def test_a_huge_part_goes_to_disk_within_bounded_memory(site: Site) -> None:
    body, content_type = multipart(CT().bytes() + bytes(1))
    head, tail = body[:-16], body[-16:]
    size = 256 << 20

    async def stream() -> AsyncIterator[bytes]:
        yield head
        for _ in range(size >> 20):
            yield bytes(1 << 20)
        yield tail

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    headers = {"Content-Type": content_type, "Caller": "city"}
    response = await site.client.post("/dicomweb/studies", data=stream(), headers=headers)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert response.status in (200, 202, 409)
    assert grown < 128 << 10, f"{grown} KiB more"


async def test_uploads_from_many_clients_at_once_are_all_kept(site: Site) -> None:
    images = [CT(study=f"s{index % 3}", series=f"r{index % 3}", number=index) for index in range(40)]
    responses = await asyncio.gather(*(site.store(image.bytes()) for image in images))
    assert [response.status for response in responses] == [200] * len(images)
    for image in images:
        assert (await site.get(path_of(image))).status == 200


def _drafts(site: Site) -> list[str]:
    return [path.name for path in site.archive.settings.archive_path.glob("incoming/*/*")]


async def _until(done: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not await asyncio.to_thread(done):
            continue
