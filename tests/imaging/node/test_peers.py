"""Peers: who can be one, from where it may come, and refusals that cannot fill the audit log."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from core.audit import Action, latest
from core.database import Database
from imaging.archive import Archive
from imaging.errors import PeerError
from imaging.node.admission import REPEAT_AFTER_S, Refusals, is_at
from imaging.node.peers import NewPeer, add_peer, list_peers
from tests.imaging.conftest import CITY, NOW


@pytest.fixture
async def database(archive: Archive) -> AsyncIterator[Database]:
    async with Database(archive.settings.database_url) as opened:
        yield opened


async def test_peer_is_added_once_and_audited(database: Database) -> None:
    new = NewPeer("CT 1", "ct.example", CITY, 11112, True)
    async with database.write() as session:
        added = await add_peer(session, new, now=NOW, actor="operator")
        assert (added.aet, added.organisation) == ("CT 1", "City Hospital")
        with pytest.raises(PeerError, match="already"):
            await add_peer(session, new, now=NOW, actor="operator")
    async with database.read() as session:
        assert await list_peers(session) == [added]
        (entry,) = await latest(session, 5, action=Action.PEER_ADD)
        assert entry.target == "CT 1"


@pytest.mark.parametrize(
    "wrong",
    [
        NewPeer("", "host", CITY),
        NewPeer(" X", "host", CITY),
        NewPeer("A\\B", "host", CITY),
        NewPeer("SEVENTEEN_LETTERS", "host", CITY),
        NewPeer("超声", "host", CITY),
        NewPeer("X", "", CITY),
        NewPeer("X", "two words", CITY),
        NewPeer("X", "host", CITY, 0),
        NewPeer("X", "host", "nowhere"),
    ],
)
async def test_impossible_peer_is_refused(database: Database, wrong: NewPeer) -> None:
    async with database.write() as session:
        with pytest.raises(PeerError):
            await add_peer(session, wrong, now=NOW, actor="operator")


@pytest.mark.parametrize(
    ("host", "address", "there"),
    [
        ("127.0.0.1", "127.0.0.1", True),
        ("127.0.0.1", "::ffff:127.0.0.1", True),
        ("localhost", "127.0.0.1", True),
        ("127.0.0.1", "127.0.0.2", False),
        ("nowhere.invalid", "127.0.0.1", False),
    ],
)
def test_peer_has_to_come_from_its_address(host: str, address: str, there: bool) -> None:
    assert is_at(host, address) is there


def test_repeated_refusal_is_recorded_once_a_minute_with_a_count() -> None:
    now = 0.0
    refusals = Refusals(lambda: now)
    assert refusals.count(("A", "B", "C")) == 0
    assert [refusals.count(("A", "B", "C")) for _ in range(5)] == [None] * 5
    assert refusals.count(("A", "B", "D")) == 0
    now = REPEAT_AFTER_S
    assert refusals.count(("A", "B", "C")) == 5
