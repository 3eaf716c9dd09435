"""The queue: one claim wins, dead holders lose their lease, failures wait ever longer, people cancel."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from core.database import Database
from imaging.archive import Archive
from imaging.errors import PeerError
from imaging.node import transfers
from imaging.node.backoff import ATTEMPTS_MAX, FIRST_DELAY, LONGEST_DELAY, delay_after
from imaging.node.peers import NewPeer, add_peer, find_peer, remove_peer
from imaging.node.transfers import LEASE, Kind, NewTransfer, State, TransferRecord
from tests.imaging.conftest import CITY, NOW

LATER = NOW + timedelta(hours=1)


@pytest.fixture
async def database(any_archive: Archive) -> AsyncIterator[Database]:
    async with Database(any_archive.settings.database_url) as opened:
        yield opened


@pytest.fixture
async def queued(database: Database) -> str:
    """The id of a transfer that was just put in."""
    async with database.write() as session:
        peer = await add_peer(session, NewPeer("PACS", "127.0.0.1", CITY), now=NOW, actor="operator")
        new = NewTransfer(Kind.SEND, peer.id, CITY, "user:tech", study_uid="1.2")
        return await transfers.enqueue(session, new, now=NOW)


async def claim(database: Database, transfer_id: str, at: datetime) -> TransferRecord | None:
    async with database.write() as session:
        return await transfers.claim(session, transfer_id, at)


async def look(database: Database, transfer_id: str) -> TransferRecord:
    async with database.read() as session:
        return await transfers.get_transfer(session, transfer_id)


async def due(database: Database, at: datetime) -> str | None:
    async with database.read() as session:
        return await transfers.due(session, at)


async def test_one_of_two_claims_wins(database: Database, queued: str) -> None:
    assert await due(database, NOW) == queued
    first = await claim(database, queued, NOW)
    assert first is not None
    assert (first.state, first.attempts) == (State.RUNNING, 1)
    assert await claim(database, queued, NOW) is None
    assert await due(database, NOW) is None


async def test_lease_of_a_dead_holder_runs_out_and_its_progress_is_kept(
    database: Database, queued: str
) -> None:
    first = await claim(database, queued, NOW)
    assert first is not None
    async with database.write() as session:
        assert await transfers.renew(session, first, 3, 10, NOW + timedelta(seconds=1)) is not None
    after = NOW + timedelta(seconds=2) + LEASE
    second = await claim(database, queued, after)
    assert second is not None
    assert (second.done, second.total) == (3, 10)
    async with database.write() as session:
        assert await transfers.renew(session, first, 4, 10, after) is None
        assert not await transfers.complete(session, first, 10, 10, after)
        assert await transfers.complete(session, second, 10, 10, after)
    assert (await look(database, queued)).state is State.DONE


async def test_failure_is_tried_again_later_until_it_was_often_enough(
    database: Database, queued: str
) -> None:
    at = NOW
    for attempt in range(1, ATTEMPTS_MAX + 1):
        held = await claim(database, queued, at)
        assert held is not None, attempt
        async with database.write() as session:
            assert await transfers.fail(session, held, "away", final=False, now=at)
        at += delay_after(attempt)
        assert await due(database, at - timedelta(seconds=1)) is None
    ended = await look(database, queued)
    assert (ended.state, ended.error, ended.attempts) == (State.FAILED, "away", ATTEMPTS_MAX)
    async with database.write() as session:
        await transfers.retry_transfer(session, queued, now=at)
    assert await due(database, at) == queued


async def test_what_cannot_succeed_is_not_tried_again(database: Database, queued: str) -> None:
    held = await claim(database, queued, NOW)
    assert held is not None
    async with database.write() as session:
        await transfers.fail(session, held, "no such study", final=True, now=NOW)
    assert await due(database, LATER) is None


async def test_cancelled_one_is_lost_to_its_holder(database: Database, queued: str) -> None:
    held = await claim(database, queued, NOW)
    assert held is not None
    async with database.write() as session:
        await transfers.cancel_transfer(session, queued, now=NOW)
        assert await transfers.renew(session, held, 1, 2, NOW) is None
    assert (await look(database, queued)).state is State.CANCELLED
    assert await due(database, LATER) is None
    async with database.write() as session:
        with pytest.raises(PeerError):
            await transfers.cancel_transfer(session, queued, now=NOW)


async def test_ending_process_gives_its_lease_back(database: Database, queued: str) -> None:
    held = await claim(database, queued, NOW)
    assert held is not None
    async with database.write() as session:
        await transfers.release(session, held, NOW)
    again = await claim(database, queued, NOW)
    assert again is not None
    assert again.attempts == 1


async def test_removed_peer_takes_its_transfers_along(database: Database, queued: str) -> None:
    async with database.write() as session:
        peer = await find_peer(session, "PACS")
        assert peer is not None
        await remove_peer(session, peer.id, now=NOW, actor="operator")
        assert await find_peer(session, "PACS") is None
        assert await transfers.list_transfers(session) == []


def test_delays_grow_to_a_bound() -> None:
    delays = [delay_after(attempts) for attempts in range(1, 100)]
    assert delays == sorted(delays)
    assert (delays[0], delays[-1]) == (FIRST_DELAY, LONGEST_DELAY)
