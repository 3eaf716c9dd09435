"""The log of boards: numbered without gaps by however many processes, written together what waits."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from consultation.board.document import read_board
from consultation.board.draft import Draft
from consultation.board.history import Kept, read_history
from consultation.board.log import BoardLog
from core import audit
from core.audit import Action, Event
from core.database import Database
from core.settings import load_settings
from tests.conftest import require
from tests.consultation.board.attending import NOW, WANG, Drawer
from tests.support import postgresql
from tests.support.drawing import Table, laid_table
from tests.support.postgresql import PostgreSQL


@dataclass
class NotedBoard:
    """A board that notes what its log tells it, and knows of nothing else."""

    consultation_id: str
    kept: list[Kept] = field(default_factory=list)
    commits: int = 0
    failures: int = 0
    told: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def seq(self) -> int:
        return self.kept[-1].seq if self.kept else 0

    def committed(self, missed: Sequence[Kept], written: Sequence[tuple[int, Draft]]) -> None:
        self.kept += [*missed, *(Kept(seq, draft.update) for seq, draft in written)]
        self.commits += 1
        self.told.set()

    def failed(self) -> None:
        self.failures += 1
        self.told.set()

    async def knows(self, count: int) -> None:
        async with asyncio.timeout(20):
            while len(self.kept) < count:
                self.told.clear()
                await self.told.wait()


@asynccontextmanager
async def written(database: Database) -> AsyncIterator[BoardLog]:
    """The log of one process."""
    log = BoardLog(database)
    running = asyncio.create_task(log.run())
    try:
        yield log
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


def draft(update: bytes, *events: Event) -> Draft:
    return Draft(update, WANG.id, NOW, events)


@pytest.fixture(params=["sqlite", "postgresql"])
async def laid(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[tuple[str, Table]]:
    """The URL of a database with a consultation."""
    if request.param == "sqlite":
        settings = load_settings(tmp_path)
        yield settings.database_url, await laid_table(settings, ["wang", "li"])
        return
    require(postgresql.available(), "PostgreSQL is not installed")
    with PostgreSQL() as server:
        settings = load_settings(tmp_path, {"database.url": server.new_database()})
        yield settings.database_url, await laid_table(settings, ["wang", "li"])


async def test_two_processes_number_without_gaps_and_miss_nothing(laid: tuple[str, Table]) -> None:
    url, table = laid
    async with Database(url) as one, Database(url) as two, written(one) as first, written(two) as second:
        boards = [NotedBoard(table.consultation) for _ in range(2)]
        for number in range(100):
            for log, board, name in zip((first, second), boards, (b"a", b"b"), strict=True):
                log.append(board, draft(name + str(number).encode()))
            await asyncio.sleep(0)
        async with asyncio.timeout(20):
            await first.flushed()
            await second.flushed()
        async with one.read() as session:
            history = await read_history(session, table.consultation)
        assert [kept.seq for kept in history] == list(range(1, 201))
        for board, name in zip(boards, (b"a", b"b"), strict=True):
            assert board.kept == history[: len(board.kept)]
            own = [kept.update for kept in history if kept.update.startswith(name)]
            assert own == [name + str(number).encode() for number in range(100)]
            assert board.commits < 100  # what waited was written together


async def test_nothing_is_told_of_what_could_not_be_written(tmp_path: Path) -> None:
    settings = load_settings(tmp_path)
    table = await laid_table(settings, ["wang"])
    async with Database(settings.database_url) as database, written(database) as log:
        engine = database._engine.sync_engine

        def refuse(*_anything: object) -> None:
            raise sqlite3.OperationalError("database or disk is full")

        broken, sound = NotedBoard(table.consultation), NotedBoard(table.consultation)
        event.listen(engine, "commit", refuse)
        log.append(broken, draft(b"lost", Event(NOW, "user:wang", Action.BOARD_CHANGE)))
        await log.flushed()
        event.remove(engine, "commit", refuse)
        assert (broken.kept, broken.failures) == ([], 1)
        log.append(sound, draft(b"kept", Event(NOW, "user:li", Action.BOARD_CHANGE)))
        await sound.knows(1)
        assert sound.kept == [Kept(1, b"kept")]
        async with database.read() as session:
            entries = await audit.latest(session, 10, action=Action.BOARD_CHANGE)
        assert [entry.actor for entry in entries] == ["user:li"]


async def test_a_board_is_read_as_it_stood_at_any_time(tmp_path: Path) -> None:
    settings = load_settings(tmp_path)
    table = await laid_table(settings, ["wang"])
    drawer = Drawer()
    async with Database(settings.database_url) as database, written(database) as log:
        board = NotedBoard(table.consultation)
        for minute in range(3):
            update = drawer.draws(WANG, f"m{minute}")
            log.append(board, Draft(update, WANG.id, NOW + timedelta(minutes=minute)))
        await board.knows(3)
        assert set((await read_board(database, table.consultation)).marks) == {"m0", "m1", "m2"}
        before = await read_board(database, table.consultation, NOW + timedelta(seconds=90))
        assert set(before.marks) == {"m0", "m1"}
        assert before.marks["m0"].points == ((10.5, 20.5), (30.5, 40.25))
        nothing = await read_board(database, table.consultation, NOW - timedelta(seconds=1))
        assert (nothing.marks, nothing.chat, nothing.stage.layout) == ({}, (), "1x1")
