"""The application on a real socket with a real database file, beside a stand-in engine."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
from aiohttp.test_utils import TestClient, TestServer
from argon2 import PasswordHasher

from consultation.app import make_app
from consultation.server import RUNNER_OPTIONS, opened_archive
from consultation.services import Services, make_services, utc_now
from core import accounts, audit
from core.accounts import NewUser
from core.audit import OPERATOR
from core.bus import Bus, LocalBus
from core.credentials import Console
from core.database import Database
from core.models import AuditEntry
from core.passwords import Passwords
from core.roles import Role
from tests.consultation.fake_engine import FakeEngine
from tests.support.prepared import load_prepared

PASSWORD = "correct horse"


@dataclass
class Application:
    """What a test drives: the server's client, what is behind it, and the engine it talks to."""

    client: TestClient
    services: Services
    engine: FakeEngine

    @property
    def url(self) -> str:
        return str(self.client.make_url("")).rstrip("/")

    async def sign_in(self, name: str = "wang") -> aiohttp.ClientResponse:
        return await self.client.post("/api/session", json={"name": name, "password": PASSWORD})

    async def add_user(self, name: str, role: Role = Role.EXPERT) -> None:
        stored = await self.services.passwords.hash(PASSWORD)
        new = NewUser(name, "王伟", "市第一医院", role, stored)
        async with self.services.database.write() as session:
            await accounts.create_user(session, new, now=utc_now(), actor=OPERATOR)

    async def add_agent(self) -> tuple[Console, str]:
        async with self.services.database.write() as session:
            return await self.services.agents.enrol(
                session,
                name="超声 1",
                organisation="县人民医院",
                modality="US",
                now=utc_now(),
                actor=OPERATOR,
            )

    async def audited(self) -> list[AuditEntry]:
        """Newest first."""
        async with self.services.database.read() as session:
            return list(await audit.latest(session, 100))


@contextlib.asynccontextmanager
async def served_engine() -> AsyncIterator[tuple[FakeEngine, TestServer]]:
    engine = FakeEngine()
    server = TestServer(engine.application())
    await server.start_server(max_line_size=64 * 1024)
    async with server:
        yield engine, server


@pytest.fixture
async def engine_server() -> AsyncIterator[tuple[FakeEngine, TestServer]]:
    async with served_engine() as made:
        yield made


@pytest.fixture
def page_folder(tmp_path: Path) -> Path:
    """A small built page."""
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>page</title>")
    (folder / "favicon.svg").write_text("<svg/>")
    (folder / "assets" / "index-abc123.js").write_text("export {}")
    (tmp_path / "outside.txt").write_text("secret")
    return folder


@contextlib.asynccontextmanager
async def running(
    folder: Path,
    engine: FakeEngine,
    engine_url: str,
    overrides: dict[str, object],
    bus: Bus | None = None,
) -> AsyncIterator[Application]:
    """The application with a user `wang`, who is not signed in.

    Several of them share a folder, as the processes of an installation do, if each has its end of a `bus`.
    """
    settings = load_prepared(folder / "data", {"livekit.url": engine_url, **overrides})
    passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    async with (
        Database(settings.database_url) as database,
        aiohttp.ClientSession() as http,
        opened_archive(settings) as archive,
    ):
        await database.migrate()
        services = make_services(settings, database, passwords, http, archive, bus or LocalBus())
        # Browsers drop cookies of plain addresses only if told to; a test's jar does by default.
        server = TestServer(make_app(services))
        # The test server sets handler_cancellation itself, to the same value.
        options = {name: value for name, value in RUNNER_OPTIONS.items() if name != "handler_cancellation"}
        await server.start_server(**options)
        client = TestClient(server, cookie_jar=aiohttp.CookieJar(unsafe=True))
        application = Application(client, services, engine)
        async with services.database.read() as session:
            known = await accounts.find_user(session, "wang")
        if known is None:
            await application.add_user("wang")
        async with client:
            yield application
        await services.access.close()
    passwords.close()


def engine_url(server: TestServer) -> str:
    return str(server.make_url("")).replace("http", "ws", 1).rstrip("/")


@pytest.fixture
async def application(
    tmp_path: Path, page_folder: Path, engine_server: tuple[FakeEngine, TestServer]
) -> AsyncIterator[Application]:
    engine, server = engine_server
    async with running(tmp_path, engine, engine_url(server), {"server.page": page_folder}) as made:
        yield made


@contextlib.asynccontextmanager
async def standing(folder: Path) -> AsyncIterator[Application]:
    """An application that several tests share, none of which leaves a trace that another would see."""
    async with served_engine() as (engine, server), running(folder, engine, engine_url(server), {}) as made:
        yield made


@pytest.fixture
async def signed_in(application: Application) -> Application:
    assert (await application.sign_in()).status == 200
    return application
