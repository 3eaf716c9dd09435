"""An archive that grows while it is looked at: pages of its list, and its revision."""

from __future__ import annotations

import pytest

from tests.consultation.archive_site import CITY, ArchiveSite, archive_site
from tests.consultation.conftest import Application
from tests.support.dicom_files import CT


@pytest.fixture
async def site(application: Application) -> ArchiveSite:
    site = await archive_site(application)
    await site.store(CITY, CT())
    return site


async def test_pages_follow_each_other_without_gap_or_repetition(site: ArchiveSite) -> None:
    await site.store(CITY, *(CT(study=f"s{n}", series=f"s{n}", patient_id=f"N{n}") for n in range(5)))
    seen: list[str] = []
    cursor = ""
    while True:
        told = await site.told(f"/api/archive/studies?limit=2&cursor={cursor}")
        seen += [study["study_uid"] for study in told["studies"]]
        if told["next"] is None:
            break
        cursor = told["next"]
    assert len(seen) == len(set(seen)) == 6


async def test_revision_changes_with_every_addition_one_may_see(site: ArchiveSite) -> None:
    async def revisions() -> tuple[str, str]:
        return (
            (await site.told("/api/archive/revision"))["revision"],
            (await site.told("/api/archive/revision", "technologist"))["revision"],
        )

    before = await revisions()
    assert await revisions() == before
    await site.store(CITY, CT(number=4))
    after = await revisions()
    assert after[0] != before[0]
    assert after[1] == before[1]
