"""Leases in a real database: two workers never hold one console, and a dead one's is taken over."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from analysis.lease import STANDS_STILL_S
from analysis.lease_store import LeaseStore
from core.database import Database
from core.screening import ScreeningLease

NOW = datetime(2026, 11, 21, tzinfo=UTC)
ROOM = "console-a"


async def held(store: LeaseStore, clock_s: float, rooms: set[str] | None = None) -> frozenset[str]:
    return await store.look(rooms or {ROOM}, {}, now=NOW, clock_s=clock_s)


async def test_of_many_workers_exactly_one_gets_a_console(database: Database) -> None:
    stores = [LeaseStore(database, f"worker-{number}", 4) for number in range(5)]
    holding = await asyncio.gather(*(held(store, 0.0) for store in stores))
    assert sorted(len(rooms) for rooms in holding) == [0, 0, 0, 0, 1]


async def test_a_dead_workers_console_goes_to_one_other(database: Database) -> None:
    dead, *living = [LeaseStore(database, f"worker-{number}", 4) for number in range(4)]
    assert await held(dead, 0.0) == {ROOM}
    for store in living:
        assert await held(store, 0.5) == frozenset()
    later = 0.5 + STANDS_STILL_S
    holding = await asyncio.gather(*(held(store, later) for store in living))
    assert sorted(len(rooms) for rooms in holding) == [0, 0, 1]


async def test_who_was_taken_for_dead_and_is_not_learns_that_it_lost_its_console(database: Database) -> None:
    slow, quick = LeaseStore(database, "slow", 4), LeaseStore(database, "quick", 4)
    await held(slow, 0.0)
    await held(quick, 0.0)
    assert await held(quick, STANDS_STILL_S) == {ROOM}
    assert await held(slow, STANDS_STILL_S + 0.1) == frozenset()


async def test_a_worker_that_ends_leaves_its_consoles_at_once(database: Database) -> None:
    ending, other = LeaseStore(database, "ending", 4), LeaseStore(database, "other", 4)
    await held(ending, 0.0)
    await ending.release_all()
    assert await held(other, 0.1) == {ROOM}


async def test_how_a_console_gets_on_can_be_read(database: Database) -> None:
    store = LeaseStore(database, "one", 4)
    await held(store, 0.0)
    state = {"signal": {"fps": 29.5}}
    await store.look({ROOM}, {ROOM: state}, now=NOW, clock_s=1.0)
    async with database.read() as session:
        lease = await session.get(ScreeningLease, ROOM)
    assert lease is not None
    assert (lease.state, lease.beat, lease.at) == (state, 1, NOW)
