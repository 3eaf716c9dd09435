"""The database: durable and consistent by default, its schema brought up to date by itself."""

from __future__ import annotations

import asyncio
import io
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from consultation.consultations import tables as consultation_tables
from consultation.screening import tables as verdict_tables
from core import screening as screening_tables
from core.database import Database, migration_config
from core.errors import DatabaseError
from core.models import Base, Organisation
from imaging.index import tables as archive_tables
from tests.core.conftest import NOW


async def test_sqlite_is_opened_durable_concurrent_and_strict(database: Database) -> None:
    async with database.read() as session:
        found = {
            name: await session.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000}


async def test_migrating_again_changes_nothing(database: Database) -> None:
    await database.migrate()
    await database.migrate()


async def test_processes_that_migrate_together_do_not_disturb_each_other(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'new.db'}"
    several = [Database(url) for _ in range(4)]
    await asyncio.gather(*(one.migrate() for one in several))
    for one in several:
        await one.close()


async def test_migrations_make_exactly_the_tables_of_the_models(database: Database) -> None:
    imported = (archive_tables.Study, consultation_tables.Consultation, screening_tables.ScreeningEpisode)
    for table in (*imported, verdict_tables.ScreeningVerdict):
        assert table.metadata is Base.metadata
    async with database.read() as session:
        connection = await session.connection()
        differences = await connection.run_sync(
            lambda sync: compare_metadata(MigrationContext.configure(sync), Base.metadata)
        )
    assert differences == []


def test_migrations_can_be_written_as_postgresql() -> None:
    config = migration_config()
    config.set_main_option("sqlalchemy.url", "postgresql+psycopg://")
    config.output_buffer = written = io.StringIO()
    command.upgrade(config, "head", sql=True)
    assert "CREATE TABLE audit_entry" in written.getvalue()
    assert "EXECUTE FUNCTION audit_entry_refuse()" in written.getvalue()


async def test_schema_of_a_newer_version_is_refused(database: Database) -> None:
    async with database.write() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = 'from-the-future'"))
    with pytest.raises(DatabaseError, match="not known to this version"):
        await database.migrate()


async def test_failed_write_leaves_nothing_behind(database: Database) -> None:
    async def fail_after_writing() -> None:
        async with database.write() as session:
            session.add(Organisation(name="A", created_at=NOW))
            await session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail_after_writing()
    async with database.read() as session:
        assert await session.scalar(select(func.count()).select_from(Organisation)) == 0


async def test_writers_wait_for_each_other(database: Database) -> None:
    async def add(number: int) -> None:
        async with database.write() as session:
            count = await session.scalar(select(func.count()).select_from(Organisation))
            await asyncio.sleep(0)
            session.add(Organisation(name=f"{count}", created_at=NOW))

    await asyncio.gather(*(add(number) for number in range(20)))
    async with database.read() as session:
        names = set(await session.scalars(select(Organisation.name)))
    assert names == {str(number) for number in range(20)}


async def test_foreign_keys_are_enforced(database: Database) -> None:
    statement = text("INSERT INTO session VALUES ('a', 'h', 'nobody', '2026', '2026', NULL, '')")
    with pytest.raises(IntegrityError):
        async with database.write() as session:
            await session.execute(statement)


async def test_times_come_back_in_utc(database: Database) -> None:
    beijing = datetime(2026, 11, 21, 20, 0, tzinfo=timezone(timedelta(hours=8)))
    async with database.write() as session:
        session.add(Organisation(name="A", created_at=beijing))
    async with database.read() as session:
        found = await session.scalar(select(Organisation.created_at))
    assert found == beijing
    assert found.tzinfo is UTC


@pytest.mark.parametrize("url", ["nonsense", "nosuch+driver://x/y", "sqlite:///x.db"])
def test_unusable_url_is_explained(url: str) -> None:
    with pytest.raises(DatabaseError, match="url"):
        Database(url)


async def test_unreachable_database_is_explained_without_its_password(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'missing' / 'x.db'}")
    with pytest.raises(DatabaseError, match="permissions"):
        await database.migrate()
    await database.close()
