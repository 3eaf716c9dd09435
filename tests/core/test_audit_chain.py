"""The audit log's chain: who changes, removes or inserts an entry behind the application's back is found."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from core import audit
from core.audit import Action, Event
from core.audit_chain import LATE_MAX, chain_key
from core.audit_head import HeadFile, HeadUnreadable
from core.audit_sealer import BATCH, AuditSealer
from core.audit_search import AuditQuery, search
from core.audit_verify import Break, Reason
from core.database import Database
from tests.conftest import require
from tests.core.conftest import NOW
from tests.support import postgresql as server
from tests.support.postgresql import PostgreSQL

KEY = chain_key("a secret of the site")


@dataclass
class Log:
    """An audit log with some entries, and what an intruder with the database's password does to it."""

    database: Database
    data: Path

    def sealer(self, key: bytes = KEY) -> AuditSealer:
        return AuditSealer(self.database, key, HeadFile(self.data))

    async def write(self, *targets: str) -> None:
        async with self.database.write() as session:
            for target in targets:
                detail = {"kind": "帧", "further": 3, "yes": True}
                audit.record(session, Event(NOW, "user:wang", Action.STUDY_READ, target, detail=detail))

    async def run(self, *statements: str) -> None:
        async with self.database.write() as session:
            for statement in statements:
                await session.execute(text(statement))

    async def break_in(self) -> None:
        """Take away what refuses changes."""
        async with self.database.read() as session:
            postgresql = session.get_bind().dialect.name == "postgresql"
        if postgresql:
            await self.run(*(f"DROP TRIGGER {table}_append_only ON {table}" for table in TABLES))
        else:
            await self.run(*(f"DROP TRIGGER {table}_no_{verb}" for table in TABLES for verb in VERBS))

    async def empty(self) -> None:
        await self.break_in()
        await self.run("DELETE FROM audit_seal", "DELETE FROM audit_entry")

    async def broken(self) -> Break | None:
        return (await self.sealer().verified()).broken


TABLES = ("audit_entry", "audit_seal")
VERBS = ("update", "delete")
ENTRY = "INSERT INTO audit_entry (id, at, actor, action, target, address, outcome, detail) "


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    """One database of a real server: making and migrating one takes longer than a test."""
    require(server.available(), f"no PostgreSQL in {server.BINARIES}")
    with PostgreSQL() as started:
        yield started.new_database()


@pytest.fixture(params=["sqlite", "postgresql"])
async def log(request: pytest.FixtureRequest, tmp_path: Path, migrated: Path) -> AsyncIterator[Log]:
    """With five sealed entries."""
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql")
    else:
        url = f"sqlite+aiosqlite:///{shutil.copy(migrated, tmp_path / 'test.db')}"
    async with Database(url) as database:
        await database.migrate()
        made = Log(database, tmp_path)
        await made.write("1", "2", "3")
        await made.sealer().seal_all()
        await made.write("4", "5")
        await made.sealer().seal_all()
        yield made
        if request.param == "postgresql":
            await _restore(made)


async def _restore(log: Log) -> None:
    """As it was migrated, for the next test."""
    for table in TABLES:
        await log.run(f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}")
    await log.run("DELETE FROM audit_seal", "DELETE FROM audit_entry")
    await log.run("ALTER SEQUENCE audit_entry_id_seq RESTART")
    for table in TABLES:
        await log.run(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_refuse()"
        )


async def test_whole_log_holds_and_its_seals_are_append_only(log: Log) -> None:
    found = await log.sealer().verified()
    assert (found.sealed, found.unsealed, found.broken) == (5, 0, None)
    for table in TABLES:
        for statement in (
            f"DELETE FROM {table}",
            f"UPDATE {table} SET {'seal' if 'seal' in table else 'actor'} = 'x'",
        ):
            with pytest.raises(DBAPIError, match="append-only"):
                await log.run(statement)


async def test_every_column_of_an_entry_counts(log: Log) -> None:
    await log.break_in()
    changes = (
        "actor = 'x'",
        "action = 'x'",
        "target = 'x'",
        "address = 'x'",
        "outcome = 'refused'",
        "detail = '{}'",
    )
    for change in (*changes, "at = '2026-11-21 12:00:01'"):
        before = change.partition(" ")[0]
        await log.run(f"CREATE TABLE kept AS SELECT {before} AS value FROM audit_entry WHERE id = 2")
        await log.run(f"UPDATE audit_entry SET {change} WHERE id = 2")
        assert await log.broken() == Break(2, 2, Reason.CHANGED), change
        await log.run(
            f"UPDATE audit_entry SET {before} = (SELECT value FROM kept) WHERE id = 2", "DROP TABLE kept"
        )
    assert await log.broken() is None


async def test_removed_entries_and_seals_are_found(log: Log) -> None:
    await log.break_in()
    await log.run("DELETE FROM audit_entry WHERE id = 3")
    assert await log.broken() == Break(3, 3, Reason.NO_ENTRY)
    await log.run("DELETE FROM audit_seal WHERE seq = 3")
    assert await log.broken() == Break(3, None, Reason.NO_SEAL)
    # Numbering the rest anew does not help without the key.
    await log.run(
        "UPDATE audit_seal SET seq = 3 WHERE seq = 4", "UPDATE audit_seal SET seq = 4 WHERE seq = 5"
    )
    assert await log.broken() == Break(3, 4, Reason.CHANGED)


async def test_cut_off_end_is_found_and_stays_found(log: Log) -> None:
    await log.break_in()
    await log.run("DELETE FROM audit_seal WHERE seq > 3", "DELETE FROM audit_entry WHERE id > 3")
    assert await log.broken() == Break(4, None, Reason.CUT)
    # The log grows past where it was: the head still bears witness.
    await log.write("6", "7", "8")
    broken = await log.broken()
    assert broken is not None
    assert (broken.seq, broken.reason) == (5, Reason.CHANGED)
    (log.data / "audit-head").unlink()
    assert await log.broken() is None


async def test_emptied_log_is_found(log: Log) -> None:
    await log.empty()
    assert await log.broken() == Break(1, None, Reason.CUT)


async def test_inserted_entry_is_found_with_a_forged_seal_and_without(log: Log) -> None:
    await log.run(ENTRY + f"VALUES ({LATE_MAX + 20}, '2026-11-21', 'a', 'b', 'c', '', 'success', '{{}}')")
    assert await log.broken() is None
    await log.run(ENTRY + "VALUES (10, '2026-11-21', 'a', 'b', 'c', '', 'success', '{}')")
    assert await log.broken() == Break(6, 10, Reason.INSERTED)
    await log.run(f"INSERT INTO audit_seal (seq, entry_id, seal) VALUES (7, 10, '{'0' * 64}')")
    assert await log.broken() == Break(7, 10, Reason.CHANGED)


async def test_entry_that_commits_late_is_sealed_in_its_turn(log: Log) -> None:
    """PostgreSQL gives out numbers before transactions commit."""
    await log.run(ENTRY + "VALUES (40, '2026-11-21', 'a', 'b', 'c', '', 'success', '{}')")
    await log.sealer().seal_all()
    await log.run(ENTRY + "VALUES (39, '2026-11-21', 'a', 'b', 'c', '', 'success', '{}')")
    found = await log.sealer().verified()
    assert (found.sealed, found.broken) == (7, None)


async def test_sealers_of_several_processes_do_not_disturb_each_other(log: Log) -> None:
    for number in range(4):
        await log.write(*(f"{number}.{each}" for each in range(10)))
        await asyncio.gather(*(log.sealer().seal_all() for _ in range(4)))
    found = await log.sealer().verified()
    assert (found.sealed, found.broken) == (45, None)


async def test_another_key_seals_nothing_that_holds(log: Log) -> None:
    await log.write("6")
    await log.sealer(chain_key("guessed")).seal_all()
    assert await log.broken() == Break(6, 6, Reason.CHANGED)


async def test_long_log_from_before_is_sealed_at_once(log: Log) -> None:
    await log.write(*map(str, range(2 * BATCH + 5)))
    found = await log.sealer().verified()
    assert (found.sealed, found.unsealed, found.broken) == (2 * BATCH + 10, 0, None)


async def test_words_are_found_in_either_database(log: Log) -> None:
    for word, count in (("帧", 5), ("WANG", 5), ("study.", 5), ("nothing", 0)):
        page = await search(log.database, AuditQuery(text=word, since=NOW), limit=10)
        assert len(page.entries) == count


async def test_damaged_head_is_said_to_be_damaged(log: Log) -> None:
    (log.data / "audit-head").write_text("{}")
    with pytest.raises(HeadUnreadable, match="audit-head"):
        await log.broken()
