"""The watch over the engine: what webhooks missed is repaired, an engine that is away for long is noticed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import cast

import pytest

from consultation.consoles import ConsoleDirectory
from consultation.feed import Feed
from consultation.watch import ConsoleWatch
from core.consoles import Console, console_in
from core.rooms import Engine, EngineUnavailable
from tests.consultation.fake_engine import console

ROOM = "console-0a"
WITHIN_S = 5.0


class Listing:
    """An engine as the watch sees it; `trouble` is raised in place of an answer."""

    base_url = "http://engine"

    def __init__(self) -> None:
        self.on_air: set[str] = set()
        self.trouble: Exception | None = None
        self.asked = asyncio.Event()

    async def consoles(self) -> dict[str, Console]:
        self.asked.set()
        if self.trouble is not None:
            raise self.trouble
        found = [console_in(room, [console(room)]) for room in self.on_air]
        return {one.room: one for one in found if one is not None}

    async def console(self, room: str) -> Console | None:
        return (await self.consoles()).get(room)


class Watched:
    """A running watch and what it found."""

    def __init__(self) -> None:
        self.engine, self.directory, self.feed = Listing(), ConsoleDirectory(), Feed()
        self.watch = ConsoleWatch(cast(Engine, self.engine), self.directory, self.feed)

    async def until(self, *rooms: str) -> None:
        async with asyncio.timeout(WITHIN_S):
            while [one.room for one in self.directory.on_air()] != list(rooms):
                await self.feed.wait(self.feed.version, WITHIN_S)


@pytest.fixture
async def watched(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Watched]:
    monkeypatch.setattr("consultation.watch.REPAIR_EVERY_S", 0.02)
    monkeypatch.setattr("consultation.watch.RETRY_S", 0.01)
    monkeypatch.setattr("consultation.watch.GRACE_S", 0.05)
    made = Watched()
    task = asyncio.create_task(made.watch.run())
    yield made
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def test_lost_webhooks_are_repaired_by_listing(watched: Watched) -> None:
    await watched.engine.asked.wait()
    watched.engine.on_air = {ROOM}
    await watched.until(ROOM)
    watched.engine.on_air = set()
    await watched.until()


async def test_webhook_is_followed_at_once(monkeypatch: pytest.MonkeyPatch, watched: Watched) -> None:
    monkeypatch.setattr("consultation.watch.REPAIR_EVERY_S", 3600.0)
    watched.engine.on_air = {"console-first"}
    await watched.until("console-first")
    watched.engine.on_air = {"console-first", ROOM}
    watched.watch.notice(ROOM)
    await watched.until(ROOM, "console-first")


async def test_engine_that_is_away_for_long_takes_its_consoles_off_air(watched: Watched) -> None:
    watched.engine.on_air = {ROOM}
    await watched.until(ROOM)
    watched.engine.trouble = EngineUnavailable("away")
    await watched.until()
    watched.engine.trouble = None
    await watched.until(ROOM)


async def test_answer_that_makes_no_sense_does_not_end_the_watch(watched: Watched) -> None:
    watched.engine.trouble = ValueError("nonsense")
    watched.engine.asked.clear()
    await asyncio.wait_for(watched.engine.asked.wait(), WITHIN_S)
    watched.engine.trouble = None
    watched.engine.on_air = {ROOM}
    await watched.until(ROOM)
