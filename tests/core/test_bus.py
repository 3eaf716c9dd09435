"""The bus of one process says nothing to anybody; over a real Redis, nothing is missed unnoticed."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from redis.asyncio.client import Pipeline
from redis.exceptions import ConnectionError

from core.bus import LocalBus
from core.redis_bus import RedisBus
from tests.conftest import require
from tests.support.redis import PROGRAM, RedisServer


class Listener:
    """Notes what a channel said."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self.gaps = 0
        self._something = asyncio.Event()

    def hear(self, message: bytes) -> None:
        self.heard.append(message)
        self._something.set()

    def gap(self) -> None:
        self.gaps += 1
        self._something.set()

    async def until(self, *, heard: int = 0, gaps: int = 0) -> None:
        async with asyncio.timeout(10):
            while len(self.heard) < heard or self.gaps < gaps:
                self._something.clear()
                await self._something.wait()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RedisServer]:
    require(PROGRAM is not None, "redis-server is not installed")
    with RedisServer(tmp_path) as started:
        yield started


@asynccontextmanager
async def lined(url: str) -> AsyncIterator[tuple[RedisBus, Listener]]:
    """A bus whose listener has learnt that its line is there."""
    bus, listener = RedisBus(url), Listener()
    try:
        await bus.subscribe("room", listener.hear, listener.gap)
        await listener.until(gaps=1)
        yield bus, listener
    finally:
        await bus.close()


async def test_a_lonely_process_hears_nothing() -> None:
    bus, listener = LocalBus(), Listener()
    subscription = await bus.subscribe("room", listener.hear, listener.gap)
    await bus.publish("room", b"said")
    await subscription.end()
    await bus.close()
    assert listener.heard == []


async def test_the_others_hear_in_order_and_oneself_does_not(server: RedisServer) -> None:
    async with lined(server.url) as (one, ours), lined(server.url) as (two, theirs):
        messages = [str(number).encode() for number in range(500)]
        for message in messages:
            await one.publish("room", message)
        await theirs.until(heard=500)
        assert theirs.heard == messages
        await two.publish("room", b"answer")
        await ours.until(heard=1)
        assert ours.heard == [b"answer"]


async def test_a_subscription_counts_from_its_return_to_its_end(server: RedisServer) -> None:
    async with lined(server.url) as (one, _), lined(server.url) as (two, theirs):
        late = Listener()
        subscription = await two.subscribe("late", late.hear, late.gap)
        await one.publish("late", b"first")
        await late.until(heard=1)
        await subscription.end()
        await one.publish("late", b"second")
        await one.publish("room", b"last")
        await theirs.until(heard=1)
        assert late.heard == [b"first"]


async def test_after_a_time_without_redis_everybody_is_told_of_the_gap(server: RedisServer) -> None:
    async with lined(server.url) as (one, ours), lined(server.url) as (_, theirs):
        server.stop(signal.SIGKILL)
        await one.publish("room", b"lost")
        server.start()
        await ours.until(gaps=2)
        await theirs.until(gaps=2)
        while not theirs.heard:
            await one.publish("room", b"back")
            await asyncio.sleep(0.05)
        assert theirs.heard[0] == b"back"


async def test_a_process_may_start_before_redis_does(server: RedisServer) -> None:
    server.stop()
    bus, listener = RedisBus(server.url), Listener()
    await bus.subscribe("room", listener.hear, listener.gap)
    await bus.publish("room", b"nobody hears it")
    server.start()
    await listener.until(gaps=1)
    await bus.close()


async def test_it_closes_where_the_client_answers_a_cancellation_with_an_error(
    server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    sending = asyncio.Event()

    async def interrupted(_: Pipeline, raise_on_error: bool = True) -> list[object]:
        if not sending.is_set():
            sending.set()
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                raise ConnectionError("the line is closed") from None
        return []

    monkeypatch.setattr(Pipeline, "execute", interrupted)
    bus = RedisBus(server.url)
    await bus.publish("room", b"never sent")
    await sending.wait()
    closed, _ = await asyncio.wait({asyncio.create_task(bus.close())}, timeout=5)
    assert closed


def test_an_unusable_address_is_refused() -> None:
    async def make() -> None:
        RedisBus("http://127.0.0.1")

    with pytest.raises(ValueError, match="scheme"):
        asyncio.run(make())
