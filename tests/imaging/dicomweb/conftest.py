"""A DICOMweb service over a real archive and catalogue, answering on loopback."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from aiohttp import BodyPartReader, ClientResponse, MultipartReader, web
from aiohttp.test_utils import TestClient, TestServer

from core.database import Database
from core.settings import Settings
from imaging.access import Access
from imaging.archive import Archive
from imaging.dicomweb.routes import add_routes
from imaging.dicomweb.services import ROOT, DicomwebServices
from imaging.query.catalogue import Catalogue
from imaging.rights import Caller
from tests.imaging.conftest import CITY_CT, COUNTY_CT, STUDENT
from tests.support.dicom_files import CT

CALLERS = {"city": CITY_CT, "county": COUNTY_CT, "student": STUDENT}


@dataclass(frozen=True)
class Part:
    """One part of an answer of several parts."""

    content_type: str
    location: str
    body: bytes


@dataclass(frozen=True)
class Site:
    """The service, and what tests ask of it. `caller` is a name of CALLERS."""

    archive: Archive
    client: TestClient[web.Request, web.Application]

    async def get(
        self, path: str, accept: str = "*/*", *, caller: str = "city", **headers: str
    ) -> ClientResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.client.get(ROOT + path, headers={"Accept": accept, "Caller": caller, **named})

    async def body(self, path: str, accept: str = "*/*", *, caller: str = "city") -> bytes:
        """The body of a successful answer."""
        response = await self.get(path, accept, caller=caller)
        assert response.status == 200, await response.text()
        return await response.read()

    async def parts(self, path: str, accept: str = "*/*") -> list[Part]:
        """The parts of a successful answer."""
        response = await self.get(path, accept)
        assert response.status == 200, await response.text()
        return await parts_of(response)

    async def store(
        self, *instances: bytes, study: str = "", caller: str = "city", accept: str = "application/dicom+json"
    ) -> ClientResponse:
        body, content_type = multipart(*instances)
        headers = {"Content-Type": content_type, "Caller": caller, "Accept": accept}
        path = f"{ROOT}/studies/{study}".rstrip("/")
        return await self.client.post(path, data=body, headers=headers)

    async def keep(self, *images: CT | bytes) -> None:
        """Stores images that have to be taken."""
        for image in images:
            response = await self.store(image if isinstance(image, bytes) else image.bytes())
            assert response.status in (200, 202), await response.text()


async def parts_of(response: ClientResponse) -> list[Part]:
    found = []
    reader = MultipartReader.from_response(response)
    while (part := await reader.next()) is not None:
        assert isinstance(part, BodyPartReader)
        location = part.headers.get("Content-Location", "")
        found.append(Part(part.headers["Content-Type"], location, bytes(await part.read())))
    return found


def multipart(*instances: bytes, boundary: str = "b0undary") -> tuple[bytes, str]:
    """Body and content type of an upload."""
    head = f"--{boundary}\r\nContent-Type: application/dicom\r\n\r\n".encode()
    body = b"".join(head + instance + b"\r\n" for instance in instances) + f"--{boundary}--\r\n".encode()
    return body, f'multipart/related; type="application/dicom"; boundary={boundary}'


def path_of(image: CT) -> str:
    return f"/studies/{image.study_uid}/series/{image.series_uid}/instances/{image.sop_instance_uid}"


async def _authenticate(request: web.Request) -> Caller:
    return CALLERS[request.headers["Caller"]]


@pytest.fixture
async def site(archive: Archive, settings: Settings) -> AsyncIterator[Site]:
    async with Database(settings.database_url) as database:
        access = Access(database)
        app = web.Application()
        services = DicomwebServices(
            archive,
            Catalogue(database, access),
            _authenticate,
            lambda request: f"{request.url.origin()}{ROOT}",
        )
        add_routes(app, services)
        async with TestClient(TestServer(app)) as client:
            yield Site(archive, client)
        await access.close()
