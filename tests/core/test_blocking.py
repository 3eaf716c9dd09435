"""The blocking database: the same one, for threads; writers of all kinds take turns."""

from __future__ import annotations

import asyncio
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, text

from core.blocking import BlockingDatabase
from core.database import Database
from core.errors import DatabaseError
from core.models import Organisation
from core.writers import WritersQueue
from tests.core.conftest import NOW
from tests.support.processes import Child, wait_for

WRITERS = 6
WRITES = 20

WRITE_WITHOUT_PAUSE = """
import sys, sqlalchemy
from core.blocking import BlockingDatabase
database = BlockingDatabase(sys.argv[1])
print("ready", flush=True)
while True:
    with database.write() as connection:
        connection.execute(sqlalchemy.text("UPDATE organisation SET name = name"))
"""


@pytest.fixture
def url(tmp_path: Path) -> str:
    url = f"sqlite+aiosqlite:///{tmp_path / 'test.db'}"
    database = BlockingDatabase(url)
    database.migrate()
    database.close()
    return url


def row(name: str) -> dict[str, object]:
    return {"id": name[:12], "name": name, "created_at": NOW}


def test_sqlite_is_opened_durable_concurrent_and_strict(url: str) -> None:
    database = BlockingDatabase(url)
    with database.read() as connection:
        found = [
            connection.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    database.close()
    assert found == ["wal", 2, 1]


def test_failed_write_leaves_nothing_behind(url: str) -> None:
    database = BlockingDatabase(url)

    def fail_after_writing() -> None:
        with database.write() as connection:
            connection.execute(insert(Organisation), row("A"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_after_writing()
    with database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(Organisation)) == 0
    database.close()


async def test_threads_and_coroutines_write_in_turns(url: str) -> None:
    blocking = BlockingDatabase(url)

    def write(number: int) -> None:
        for again in range(WRITES):
            with blocking.write() as connection:
                count = connection.scalar(select(func.count()).select_from(Organisation))
                connection.execute(insert(Organisation), row(f"{count} by {number}.{again}"))

    async with Database(url) as database:

        async def write_too(number: int) -> None:
            for again in range(WRITES):
                async with database.write() as session:
                    count = await session.scalar(select(func.count()).select_from(Organisation))
                    await session.execute(insert(Organisation), row(f"{count} by {number}:{again}"))

        await asyncio.gather(
            *(asyncio.to_thread(write, number) for number in range(2)),
            *(write_too(number) for number in range(WRITERS)),
        )
    with blocking.read() as connection:
        names = connection.scalars(select(Organisation.name)).all()
    blocking.close()
    counts = sorted(int(name.partition(" ")[0]) for name in names)
    assert counts == list(range(WRITES * (WRITERS + 2)))


def test_writer_without_pause_starves_nobody(url: str, tmp_path: Path) -> None:
    """SQLite's own waiting sleeps up to 100 ms at a time, and such a writer is always there first."""

    async def write_now_and_then() -> None:
        async with Database(url) as database, asyncio.timeout(30):
            for number in range(WRITES):
                async with database.write() as session:
                    await session.execute(insert(Organisation), row(f"{number}"))

    greedy = Child([sys.executable, "-c", WRITE_WITHOUT_PAUSE, url], tmp_path / "log")
    try:
        wait_for("the other writer", lambda: "ready" in greedy.text, 30)
        asyncio.run(write_now_and_then())
    finally:
        greedy.process.kill()
        greedy.process.wait()


async def test_waiting_that_is_cancelled_gives_its_turn_back(tmp_path: Path, url: str) -> None:
    database = BlockingDatabase(url)
    queue = WritersQueue(database.url)

    async def wait() -> None:
        async with queue.async_turn():
            pytest.fail("it was cancelled before its turn")

    with queue.turn():
        waiting = asyncio.create_task(wait())
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    async with asyncio.timeout(10), queue.async_turn():
        pass
    database.close()


def test_turn_of_a_thread_excludes_others(url: str) -> None:
    database = BlockingDatabase(url)
    queue = WritersQueue(database.url)
    entered = threading.Event()

    def enter() -> None:
        with queue.turn():
            entered.set()

    with queue.turn():
        thread = threading.Thread(target=enter)
        thread.start()
        assert not entered.wait(0.05)
    assert entered.wait(10)
    thread.join()
    database.close()


@pytest.mark.parametrize("url", ["nonsense", "nosuch+driver://x/y"])
def test_unusable_url_is_explained(url: str) -> None:
    with pytest.raises(DatabaseError, match="url"):
        BlockingDatabase(url)


@pytest.mark.parametrize("driver", ["postgresql", "postgresql+asyncpg", "postgresql+psycopg2"])
def test_postgresql_is_spoken_to_by_psycopg(driver: str) -> None:
    database = BlockingDatabase(f"{driver}://user:secret@host/name")
    assert database.url.drivername == "postgresql+psycopg"
    assert database.url.password == "secret"
    database.close()
