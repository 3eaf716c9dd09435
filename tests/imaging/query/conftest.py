"""A catalogue over an archive that holds studies of two hospitals, on both databases."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from core.audit import latest
from core.database import Database
from core.models import AuditEntry
from core.settings import Settings
from imaging.access import Access
from imaging.archive import Archive
from imaging.query.catalogue import Catalogue
from imaging.query.model import Level, Match, Query
from imaging.rights import OPERATOR_CALLER, Caller
from tests.imaging.conftest import OpenArchive
from tests.support.dicom_files import CT

WINDOW_S = 0.2


@dataclass
class Archived:
    """What a test asks: the catalogue, and what fills the archive behind it."""

    archive: Archive
    catalogue: Catalogue
    access: Access
    database: Database

    async def store(self, caller: Caller, *images: CT) -> None:
        await asyncio.to_thread(self._store, caller, images)

    def _store(self, caller: Caller, images: tuple[CT, ...]) -> None:
        for image in images:
            with self.archive.ingest.receive(caller) as reception:
                reception.write(image.bytes())
                reception.finish()

    async def find(
        self, level: Level = Level.STUDY, *, caller: Caller = OPERATOR_CALLER, **keys: str
    ) -> list[Match]:
        return await self.catalogue.find(caller, Query(level, keys))

    async def found(self, keyword: str, level: Level = Level.STUDY, **keys: str) -> list[object]:
        return [match.attributes.get(keyword) for match in await self.find(level, **keys)]

    async def audited(self) -> list[AuditEntry]:
        """Newest first."""
        async with self.database.read() as session:
            return list(await latest(session, 200))


@pytest.fixture
async def archived(any_settings: Settings, open_archive: OpenArchive) -> AsyncIterator[Archived]:
    archive = open_archive(any_settings)
    async with Database(any_settings.database_url) as database:
        access = Access(database, window_s=WINDOW_S)
        yield Archived(archive, Catalogue(database, access), access, database)
        await access.close()
