"""Routes that need no sign-in: whether the parts work, and what time it is here."""

import asyncio
import time
from importlib.metadata import PackageNotFoundError, version

from aiohttp import web

from core.rooms import Engine

CHECK_EVERY_S = 1.0


class EngineHealth:
    """Whether the engine answers, asked at most once a second however often health is."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._checked_at = float("-inf")
        self._alive = False
        self._checking = asyncio.Lock()

    async def alive(self) -> bool:
        async with self._checking:
            if time.monotonic() - self._checked_at >= CHECK_EVERY_S:
                self._alive = await self._engine.alive()
                self._checked_at = time.monotonic()
            return self._alive


HEALTH: web.AppKey[EngineHealth] = web.AppKey("health", EngineHealth)


def installed_version() -> str:
    try:
        return version("consilium")
    except PackageNotFoundError:
        return "source"


async def health(request: web.Request) -> web.Response:
    """Always 200: the application itself works. `degraded` while the engine does not answer."""
    engine = await request.app[HEALTH].alive()
    status = "ok" if engine else "degraded"
    return web.json_response({"status": status, "engine": engine, "version": installed_version()})


async def clock(request: web.Request) -> web.Response:
    """The time at which this is answered, for clients that measure how far off their own clock is."""
    return web.json_response({"now_us": time.time_ns() // 1000})
