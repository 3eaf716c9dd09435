"""A migrated database in a file, and a fixed time."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.database import Database

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One migrated file, copied for each test: migrating takes longer than most of them."""
    path = tmp_path_factory.mktemp("database") / "migrated.db"

    async def make() -> None:
        async with Database(f"sqlite+aiosqlite:///{path}") as opened:
            await opened.migrate()

    asyncio.run(make())
    return path


@pytest.fixture
async def database(tmp_path: Path, migrated: Path) -> AsyncIterator[Database]:
    path = shutil.copy(migrated, tmp_path / "test.db")
    async with Database(f"sqlite+aiosqlite:///{path}") as opened:
        yield opened
