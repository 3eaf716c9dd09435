"""A consultation of a city's expert and a county's technologist, with studies of both hospitals."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
from sqlalchemy import select

from consultation.consultations.tables import (
    BroughtConsole,
    BroughtStudy,
    Consultation,
    Kept,
    Member,
    MemberKind,
    State,
)
from consultation.services import Services, utc_now
from core.accounts import get_user
from core.roles import Role
from tests.consultation.archive_site import ArchiveSite, archive_site
from tests.consultation.conftest import Application

CONSULTATION = "c0ffee000001"
CONSOLE = "console-0123456789ab"


@dataclass
class KeepingSite:
    """The archive's site with one open consultation: the expert is its host, everybody else a member."""

    archive: ArchiveSite

    @property
    def services(self) -> Services:
        return self.archive.application.services

    @property
    def path(self) -> str:
        return f"/api/consultations/{CONSULTATION}"

    async def post(
        self, path: str, body: Mapping[str, Any], person: str = "expert"
    ) -> aiohttp.ClientResponse:
        return await self.archive.ask(self.path + path, person, method="POST", json=body)

    async def get(self, path: str, person: str = "expert") -> aiohttp.ClientResponse:
        return await self.archive.ask(self.path + path, person)

    async def send_picture(
        self, data: bytes, media_type: str = "image/png", person: str = "expert", **headers: str
    ) -> aiohttp.ClientResponse:
        given = {"Content-Type": media_type, "X-Consilium": "1", **headers}
        return await self.archive.ask(
            self.path + "/pictures", person, method="POST", data=data, headers=given
        )

    async def picture(self, data: bytes, media_type: str = "image/png") -> str:
        """SHA-256 of a picture that the expert brings."""
        answer = await self.send_picture(data, media_type)
        assert answer.status == 201, await answer.text()
        sha256: str = json.loads(await answer.read())["sha256"]
        return sha256

    async def bring(self, study_uid: str, organisation: str) -> None:
        row = BroughtStudy(
            consultation_id=CONSULTATION,
            study_uid=study_uid,
            organisation_id=self.archive.organisations[organisation],
            added_by="",
            added_at=utc_now(),
        )
        async with self.services.database.write() as session:
            session.add(row)

    async def bring_console(self, room: str) -> None:
        async with self.services.database.write() as session:
            session.add(
                BroughtConsole(consultation_id=CONSULTATION, room=room, added_by="", added_at=utc_now())
            )

    async def kept(self) -> list[Kept]:
        async with self.services.database.read() as session:
            return list(await session.scalars(select(Kept).order_by(Kept.kept_at)))


@pytest.fixture
async def site(application: Application) -> KeepingSite:
    made = KeepingSite(await archive_site(application))
    await consult(made)
    await made.archive.add("outsider", Role.PHYSICIAN, "镇卫生院")
    return made


async def consult(site: KeepingSite) -> None:
    """Open the consultation: the expert is its host, the others but an outsider its members."""
    now = utc_now()
    async with site.services.database.write() as session:
        people = {name: await get_user(session, name) for name in site.archive.tokens}
        host = people["expert"]
        session.add(
            Consultation(
                id=CONSULTATION,
                title="右侧基底节区病变",
                question="是否为急性脑梗死？",
                state=State.OPEN,
                urgent=False,
                host_id=host.id,
                organisation_id=host.organisation_id,
                created_at=now,
                opened_at=now,
            )
        )
        await session.flush()
        for name in ("student", "administrator", "technologist", "physician"):
            session.add(
                Member(
                    consultation_id=CONSULTATION,
                    kind=MemberKind.PERSON,
                    subject_id=people[name].id,
                    invited_by=host.id,
                    invited_at=now,
                )
            )
        session.add(
            BroughtConsole(consultation_id=CONSULTATION, room=CONSOLE, added_by=host.id, added_at=now)
        )
