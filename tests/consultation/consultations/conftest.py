"""Two hospitals with people of every role, who hold consultations over HTTP, each with an API token."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from sqlalchemy import update

from consultation.consultations.attendees import GUEST_COOKIE
from consultation.consultations.tables import Consultation, Guest
from consultation.keeping import summary
from consultation.services import utc_now
from core import accounts
from core.accounts import NewUser
from core.audit import OPERATOR
from core.roles import Role
from tests.consultation.archive_site import CITY, COUNTY, ArchiveSite
from tests.consultation.conftest import PASSWORD, Application
from tests.consultation.event_stream import EventStream
from tests.consultation.fake_engine import console

HOST = "host"
COLLEAGUE = "colleague"
EXPERT = "expert"
STUDENT = "student"
ADMINISTRATOR = "administrator"
STRANGER = "stranger"

PEOPLE: Mapping[str, tuple[Role, str]] = {
    HOST: (Role.PHYSICIAN, COUNTY),
    COLLEAGUE: (Role.TECHNOLOGIST, COUNTY),
    EXPERT: (Role.EXPERT, CITY),
    STUDENT: (Role.STUDENT, CITY),
    ADMINISTRATOR: (Role.ADMINISTRATOR, CITY),
    STRANGER: (Role.PHYSICIAN, "乡卫生院"),
}
CONSOLE = "console-0a"


@dataclass
class House(ArchiveSite):
    """Consultations as people and guests have them through the HTTP interface."""

    ids: dict[str, str] = field(default_factory=dict)

    async def enrol(self) -> None:
        """Everybody at once, with one password: tests of consultations show their tokens."""
        shared, now = self.application.services, utc_now()
        stored = await shared.passwords.hash(PASSWORD)
        async with shared.database.write() as session:
            for name, (role, organisation) in PEOPLE.items():
                new = NewUser(name, name, organisation, role, stored)
                person = await accounts.create_user(session, new, now=now, actor=OPERATOR)
                self.tokens[name] = await shared.api_tokens.issue(
                    session, name, lifetime=None, now=now, actor=OPERATOR
                )
                self.ids[name] = person.id
                self.organisations[organisation] = person.organisation_id

    async def on_air(self, room: str = CONSOLE) -> str:
        self.application.engine.rooms[room] = [console(room)]
        services = self.application.services
        services.directory.put_all(await services.engine.consoles())
        return room

    async def do(
        self, person: str, path: str, body: object = None, *, method: str = "POST", status: int = 200
    ) -> Any:
        """The JSON answer to a request that must be answered with `status`."""
        answer = await self.ask(path, person, method=method, json=body or {})
        text = await answer.text()
        assert answer.status == status, f"{method} {path}: {answer.status} {text}"
        return json.loads(text)

    async def start(self, person: str = HOST, **wanted: Any) -> str:
        """The path of a new consultation."""
        made = await self.do(person, "/api/consultations", {"title": "会诊", **wanted}, status=201)
        return f"/api/consultations/{made['id']}"

    async def with_everybody(self, **wanted: Any) -> str:
        """A consultation that all but the stranger are invited to."""
        everybody = [self.ids[name] for name in PEOPLE if name not in {HOST, STRANGER}]
        return await self.start(people=everybody, **wanted)

    async def refuses(self, person: str, path: str, status: int, code: str, **options: Any) -> None:
        told = await self.do(person, path, options.pop("body", None), status=status, **options)
        assert told["error"]["code"] == code

    async def audited(self, action: str) -> list[tuple[str, str, Mapping[str, Any]]]:
        """Actor, outcome and detail of each entry, newest first."""
        entries = await self.application.audited()
        return [(one.actor, one.outcome, one.detail) for one in entries if one.action == action]

    async def link(self, path: str, person: str = HOST) -> str:
        """A link for one guest."""
        return str((await self.do(person, f"{path}/guests", status=201))["link"])

    async def let_in(self, path: str, guest: Browser, person: str = HOST) -> str:
        """Invite a guest, who uses the link, and admit them; their id."""
        made = await self.do(person, f"{path}/guests", status=201)
        status, _ = await guest.use(made["link"])
        assert status == 200
        await self.do(person, f"{path}/guests/{made['id']}/admit")
        return str(made["id"])

    async def age(self, path: str, by: timedelta) -> None:
        """As if a consultation had been closed that much earlier."""
        async with self.application.services.database.write() as session:
            found = await session.get_one(Consultation, path[-12:])
            assert found.closed_at is not None
            found.closed_at -= by

    async def expire_guests(self) -> None:
        """The time of all guests and of their links is over."""
        shared = self.application.services
        async with shared.database.write() as session:
            await session.execute(update(Guest).values(expires_at=shared.now()))

    @asynccontextmanager
    async def events(self, person: str) -> AsyncIterator[EventStream]:
        headers = {"Authorization": f"Bearer {self.tokens[person]}"}
        async with self.client.get("/api/events", headers=headers) as response:
            assert response.status == 200
            yield EventStream(response)


@dataclass
class Browser:
    """A guest's browser: nothing but its cookie."""

    url: str
    http: aiohttp.ClientSession

    async def ask(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        async with self.http.request(
            method, self.url + path, json=None if method == "GET" else body or {}
        ) as answer:
            return answer.status, await answer.json()

    async def use(self, link: str, name: str = "张村医") -> tuple[int, Any]:
        body = {"secret": link.removeprefix("/guest/"), "name": name, "organisation": "青山村卫生室"}
        return await self.ask("POST", "/api/guest", body)

    @property
    def cookie(self) -> Any:
        return next(one for one in self.http.cookie_jar if one.key == GUEST_COOKIE)


@asynccontextmanager
async def browser(house: House) -> AsyncIterator[Browser]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        yield Browser(house.application.url, http)


async def enrolled(application: Application) -> House:
    house = House(application, {}, {})
    await house.enrol()
    return house


def spare_typesetting(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process of its own for each closed consultation takes seconds; tests of keeping see real ones."""
    monkeypatch.setattr(summary, "typeset_apart", lambda report: b"%PDF-1.4")


@pytest.fixture
async def house(application: Application, monkeypatch: pytest.MonkeyPatch) -> House:
    spare_typesetting(monkeypatch)
    return await enrolled(application)


@pytest.fixture
async def guest(house: House) -> AsyncIterator[Browser]:
    async with browser(house) as made:
        yield made
