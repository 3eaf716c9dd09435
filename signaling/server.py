"""The engine's HTTP server: a thin layer of aiohttp over the rooms."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import AsyncExitStack
from functools import partial

from aiohttp import web

from media_gateway import Gateway

from . import upkeep
from .clock import Clock
from .http_routes import Routes
from .rooms import Rooms
from .services import Services
from .settings import EngineSettings
from .webhooks import Webhooks

log = logging.getLogger(__name__)

#: Seconds clients get to read their goodbye when the engine stops.
_GOODBYE_S = 0.3


async def run_engine(
    settings: EngineSettings,
    stop: asyncio.Event,
    *,
    ready: Callable[[int, int], None] | None = None,
) -> None:
    """Run the engine until `stop` is set; `ready(http_port, udp_port)` is called once it listens.

    Raises media_gateway.GatewayError or OSError when a port or address cannot be used.
    """
    async with AsyncExitStack() as stack:
        gateway = await Gateway.open(settings.gateway)
        stack.push_async_callback(gateway.close)
        clock = Clock()
        webhooks = _webhooks(settings, clock)
        stack.push_async_callback(webhooks.close)
        rooms = Rooms(Services(settings, gateway, webhooks, clock))
        runner = await _serve(settings, rooms, webhooks)
        stack.push_async_callback(runner.cleanup)
        tasks = [asyncio.create_task(_repeat(rooms, work, every)) for work, every in _UPKEEP]
        stack.push_async_callback(partial(_cancel, tasks))
        if ready is not None:
            ready(_http_port(runner), gateway.port)
        await stop.wait()
        rooms.shut_down()
        await asyncio.sleep(_GOODBYE_S)


_UPKEEP: tuple[tuple[Callable[[Rooms], None], float], ...] = (
    (upkeep.flush, upkeep.FLUSH_EVERY_S),
    (upkeep.speakers, upkeep.SPEAKERS_EVERY_S),
    (upkeep.review, upkeep.REVIEW_EVERY_S),
    (upkeep.grade, upkeep.GRADE_EVERY_S),
)


def _webhooks(settings: EngineSettings, clock: Clock) -> Webhooks:
    key = settings.signing_key
    return Webhooks(
        settings.webhook_urls, key, settings.keys[key], settings.limits.webhook_events, clock.unix
    )


async def _serve(settings: EngineSettings, rooms: Rooms, webhooks: Webhooks) -> web.AppRunner:
    app = Routes(rooms, webhooks).application()
    limits = settings.limits
    runner = web.AppRunner(
        app,
        access_log=None,  # it would hold tokens: clients put them into the query
        shutdown_timeout=1.0,
        max_line_size=limits.request_line_bytes,
        max_field_size=limits.request_line_bytes,
    )
    await runner.setup()
    try:
        await web.TCPSite(runner, settings.host, settings.port).start()
    except OSError:
        await runner.cleanup()
        raise
    return runner


def _http_port(runner: web.AppRunner) -> int:
    port: int = runner.addresses[0][1]
    return port


async def _repeat(rooms: Rooms, work: Callable[[Rooms], None], every_s: float) -> None:
    """One room's trouble must not end the upkeep of all."""
    while True:
        await asyncio.sleep(every_s)
        try:
            work(rooms)
        except Exception:
            log.exception("upkeep failed")


async def _cancel(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
