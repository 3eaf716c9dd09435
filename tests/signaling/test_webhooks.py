"""Webhooks: signed so that livekit-api accepts them, in order, and repeated until they are taken."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from livekit import api
from livekit.protocol.models import ParticipantInfo, Room
from livekit.protocol.webhook import WebhookEvent

from signaling.webhooks import CONTENT_TYPE, Webhooks, retry_after
from tests.signaling.fakes import KEY, SECRET


@dataclass
class Receiver:
    """An application's webhook route that fails a number of times first."""

    failures: int = 0
    events: list[WebhookEvent] = field(default_factory=list)
    attempts: int = 0
    content_types: set[str] = field(default_factory=set)
    took: asyncio.Event = field(default_factory=asyncio.Event)

    async def route(self, request: web.Request) -> web.Response:
        self.attempts += 1
        if self.failures:
            self.failures -= 1
            return web.Response(status=503)
        self.content_types.add(request.content_type)
        receiver = api.WebhookReceiver(api.TokenVerifier(KEY, SECRET))
        self.events.append(receiver.receive(await request.text(), request.headers["Authorization"]))
        self.took.set()
        return web.Response()

    async def wait_for(self, count: int) -> None:
        async with asyncio.timeout(10):
            while len(self.events) < count:
                self.took.clear()
                await self.took.wait()


@pytest.fixture
async def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
async def url(receiver: Receiver) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_post("/hook", receiver.route)
    async with TestServer(app) as server:
        yield str(server.make_url("/hook"))


@pytest.fixture
async def hooks(url: str) -> AsyncIterator[Webhooks]:
    webhooks = Webhooks([url], KEY, SECRET, 100, time.time)
    yield webhooks
    await webhooks.close(0.1)


async def test_livekit_api_accepts_the_signature_and_reads_the_event(
    hooks: Webhooks, receiver: Receiver
) -> None:
    hooks.emit("participant_joined", Room(name="r", sid="RM_1"), participant=ParticipantInfo(identity="ann"))
    await receiver.wait_for(1)
    event = receiver.events[0]
    assert (event.event, event.room.name, event.participant.identity) == ("participant_joined", "r", "ann")
    assert event.id.startswith("EV_")
    assert abs(event.created_at - time.time()) < 5
    assert receiver.content_types == {CONTENT_TYPE}


async def test_events_of_a_room_keep_their_order_through_failures(
    hooks: Webhooks, receiver: Receiver
) -> None:
    receiver.failures = 2
    names = [f"event_{number}" for number in range(5)]
    for name in names:
        hooks.emit(name, Room(name="r"))
    await receiver.wait_for(5)
    assert [event.event for event in receiver.events] == names
    assert receiver.attempts == 7
    await hooks.close()
    assert (hooks.failed_attempts, hooks.delivered, hooks.dropped) == (2, 5, 0)


async def test_the_queue_is_bounded(url: str, receiver: Receiver) -> None:
    receiver.failures = 1_000_000
    hooks = Webhooks([url], KEY, SECRET, 3, time.time)
    for _ in range(10):
        hooks.emit("event", Room(name="r"))
    assert (hooks.waiting, hooks.dropped) == (3, 7)
    await hooks.close(0.1)


async def test_without_receivers_nothing_is_queued() -> None:
    hooks = Webhooks([], KEY, SECRET, 3, time.time)
    hooks.emit("event", Room(name="r"))
    assert hooks.waiting == 0
    await hooks.close()


def test_retries_come_soon_first_and_then_seldom() -> None:
    assert retry_after(1) < 1
    assert retry_after(3) > retry_after(2) > retry_after(1)
    assert retry_after(50) == retry_after(51) <= 60
