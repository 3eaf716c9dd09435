"""An archive in a folder of its own, on SQLite and on a real PostgreSQL, with two hospitals."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert
from sqlalchemy.engine import make_url

from core.models import Organisation
from core.rights import ROLE_RIGHTS
from core.roles import Role
from core.settings import Settings
from imaging.archive import Archive
from imaging.rights import Caller, peer_caller
from tests.conftest import require
from tests.support import postgresql as server
from tests.support.postgresql import PostgreSQL
from tests.support.prepared import load_prepared, migrate

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
CITY = "c17ac17ac17a"
COUNTY = "c0c0c0c0c0c0"
CITY_CT = peer_caller("CITY_CT", CITY, "127.0.0.1")
COUNTY_CT = peer_caller("COUNTY_CT", COUNTY, "127.0.0.2")
STUDENT = Caller("user:student", CITY, ROLE_RIGHTS[Role.STUDENT])


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """One server for all tests; each takes a database of its own from it."""
    require(server.available(), f"no PostgreSQL in {server.BINARIES}")
    with PostgreSQL() as started:
        yield started


@pytest.fixture(scope="session")
def postgresql_copy(postgresql: PostgreSQL) -> Callable[[], str]:
    """Makes databases that have their tables already, each for one test."""
    template = postgresql.new_database()
    migrate(template)
    name = make_url(template).database
    return lambda: postgresql.new_database(template=name or "")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a fresh data folder, with SQLite."""
    return load_prepared(tmp_path / "data", {"archive.reserve_mb": 0})


@pytest.fixture(params=["sqlite", "postgresql"])
def any_settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """The same with either database."""
    chosen: dict[str, object] = {"archive.reserve_mb": 0}
    if request.param == "postgresql":
        chosen["database.url"] = request.getfixturevalue("postgresql_copy")()
    return load_prepared(tmp_path / "data", chosen)


OpenArchive = Callable[[Settings], Archive]


@pytest.fixture
def open_archive() -> Iterator[OpenArchive]:
    """Opens archives that are closed at the end of the test; both hospitals are in each of them."""
    with ExitStack() as opened:

        def open_one(settings: Settings) -> Archive:
            archive = opened.enter_context(Archive.open(settings, now=lambda: NOW))
            add_hospitals(archive)
            return archive

        yield open_one


@pytest.fixture
def archive(settings: Settings, open_archive: OpenArchive) -> Archive:
    """On SQLite."""
    return open_archive(settings)


@pytest.fixture
def any_archive(any_settings: Settings, open_archive: OpenArchive) -> Archive:
    """On SQLite, and again on PostgreSQL."""
    return open_archive(any_settings)


def add_hospitals(archive: Archive) -> None:
    """Both hospitals, in whose names the callers of this module come."""
    with archive.database.write() as connection:
        connection.execute(
            insert(Organisation),
            [
                {"id": CITY, "name": "City Hospital", "created_at": NOW},
                {"id": COUNTY, "name": "County Hospital", "created_at": NOW},
            ],
        )
