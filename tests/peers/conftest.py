"""What the peer tests share: one engine for a module, and people who leave when a test ends."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from uuid import uuid4

import pytest
from livekit import rtc

from tests.peers.livekit_engine import Person, RunningEngine, running_engine, token, within

Joining = Callable[..., Awaitable[Person]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder drives foreign software."""
    for item in items:
        if "tests/peers/" in item.nodeid:
            item.add_marker(pytest.mark.peers)


@pytest.fixture(scope="module")
def engine() -> Iterator[RunningEngine]:
    with running_engine() as engine:
        yield engine


@pytest.fixture
def room_name() -> str:
    return f"room-{uuid4().hex[:8]}"


@pytest.fixture
async def join(engine: RunningEngine, room_name: str) -> AsyncIterator[Joining]:
    """Joins people into this test's room: join("ann", single=True, can_publish=False)."""
    present: list[Person] = []

    async def join(
        identity: str, *, single: bool = False, auto_subscribe: bool = True, url: str = "", **grants: object
    ) -> Person:
        person = Person(identity)
        options = rtc.RoomOptions(single_peer_connection=single, auto_subscribe=auto_subscribe)
        await within(
            15, person.room.connect(url or engine.url, token(identity, room_name, **grants), options)
        )
        present.append(person)
        return person

    yield join
    for person in present:
        await person.leave()
