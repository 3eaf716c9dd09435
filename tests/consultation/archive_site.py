"""An application whose archive holds studies of two hospitals, and people of both who ask for them."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import Any

import aiohttp

from consultation.services import utc_now
from core import accounts
from core.accounts import NewUser
from core.audit import OPERATOR
from core.roles import Role
from imaging.rights import Caller, peer_caller
from tests.consultation.conftest import PASSWORD, Application
from tests.support.dicom_files import CT

CITY = "市第一医院"
COUNTY = "县人民医院"


@dataclass
class ArchiveSite:
    """`ask` sends a request as one of the people, with their API token."""

    application: Application
    tokens: dict[str, str]
    organisations: dict[str, str]

    @property
    def client(self) -> Any:
        return self.application.client

    async def add(self, name: str, role: Role, organisation: str) -> None:
        shared = self.application.services
        stored = await shared.passwords.hash(PASSWORD)
        new = NewUser(name, name, organisation, role, stored)
        async with shared.database.write() as session:
            person = await accounts.create_user(session, new, now=utc_now(), actor=OPERATOR)
            self.tokens[name] = await shared.api_tokens.issue(
                session, name, lifetime=None, now=utc_now(), actor=OPERATOR
            )
        self.organisations[organisation] = person.organisation_id

    async def store(self, organisation: str, *images: CT) -> None:
        await self.store_bytes(organisation, *(image.bytes() for image in images))

    async def store_bytes(self, organisation: str, *files: bytes) -> None:
        caller = peer_caller("TEST", self.organisations[organisation], "127.0.0.1")
        await asyncio.to_thread(self._store, caller, files)

    def _store(self, caller: Caller, files: tuple[bytes, ...]) -> None:
        for file in files:
            with self.application.services.archive.ingest.receive(caller) as reception:
                reception.write(file)
                reception.finish()

    async def ask(
        self, path: str, person: str = "expert", *, method: str = "GET", **options: Any
    ) -> aiohttp.ClientResponse:
        headers = {"Authorization": f"Bearer {self.tokens[person]}", **options.pop("headers", {})}
        answer: aiohttp.ClientResponse = await self.client.request(method, path, headers=headers, **options)
        await answer.read()
        return answer

    async def told(self, path: str, person: str = "expert") -> Any:
        answer = await self.ask(path, person)
        assert answer.status == 200, await answer.text()
        return json.loads(await answer.read())


async def archive_site(application: Application) -> ArchiveSite:
    """With an expert and a student of the city, a technologist of the county, and an administrator."""
    site = ArchiveSite(application, {}, {})
    await site.add("expert", Role.EXPERT, CITY)
    await site.add("student", Role.STUDENT, CITY)
    await site.add("administrator", Role.ADMINISTRATOR, CITY)
    await site.add("technologist", Role.TECHNOLOGIST, COUNTY)
    await site.add("physician", Role.PHYSICIAN, CITY)
    return site
