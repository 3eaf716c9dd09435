"""DICOMweb and the archive's interfaces inside the application: signing in, losing rights, foreign pages."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from core.models import User
from core.roles import Role
from tests.consultation.archive_site import CITY, ArchiveSite, archive_site
from tests.consultation.conftest import Application
from tests.imaging.dicomweb.conftest import multipart, path_of
from tests.support.dicom_files import CT

METADATA = f"/dicomweb{path_of(CT())}/metadata"


@pytest.fixture
async def site(application: Application) -> ArchiveSite:
    site = await archive_site(application)
    await site.store(CITY, CT())
    return site


async def upload(site: ArchiveSite, **headers: str) -> int:
    body, kind = multipart(CT(number=2).bytes())
    answer = await site.client.post("/dicomweb/studies", data=body, headers={"Content-Type": kind, **headers})
    return int(answer.status)


async def test_dicomweb_takes_the_token_and_the_session(site: ArchiveSite) -> None:
    assert (await site.client.get(METADATA)).status == 401
    assert (await site.ask(METADATA)).status == 200
    assert (await site.application.sign_in("expert")).status == 200
    answer = await site.client.get(METADATA)
    assert answer.status == 200
    (told,) = await answer.json(content_type="application/dicom+json")
    assert told["7FE00010"]["BulkDataURI"].startswith(f"{site.application.url}/dicomweb/studies/")


async def test_signing_out_and_losing_a_role_end_reading(
    site: ArchiveSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    await site.application.sign_in("expert")
    assert (await site.client.get(METADATA)).status == 200
    await site.client.delete("/api/session", json={})
    # The test's browser forgets its cookie; somebody who kept a copy of it does not.
    assert (await site.client.get(METADATA)).status == 401
    assert (await site.ask(METADATA, "physician")).status == 200
    async with site.application.services.database.write() as session:
        await session.execute(update(User).where(User.name == "physician").values(role=Role.STUDENT))
    monkeypatch.setattr("consultation.archive.callers.FRESH_S", 0.0)
    assert (await site.ask(METADATA, "physician")).status == 404


async def test_foreign_page_cannot_upload_with_the_visitors_session(site: ArchiveSite) -> None:
    await site.application.sign_in("expert")
    assert await upload(site, Origin="https://evil.example") == 403
    assert await upload(site, Origin=site.application.url) == 200
    token = f"Bearer {site.tokens['expert']}"
    assert await upload(site, Origin="https://viewer.example", Authorization=token) == 200


async def test_unknown_dicomweb_resource_is_not_the_page(site: ArchiveSite) -> None:
    for method in ("GET", "POST", "DELETE"):
        answer = await site.ask("/dicomweb/nothing", method=method, json={})
        assert answer.status in {404, 405}
        assert "html" not in answer.content_type
