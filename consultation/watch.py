"""Keeps the consoles on air true: webhooks say which room to look at, listings say what is there."""

import asyncio
import logging

from consultation.consoles import ConsoleDirectory
from consultation.feed import Feed
from core.consoles import is_console_room
from core.rooms import Engine, EngineUnavailable

log = logging.getLogger(__name__)

REPAIR_EVERY_S = 10.0
"""Everything is listed this often, in case a webhook got lost."""

RETRY_S = 1.0
GRACE_S = 5.0
"""An engine that restarts is back sooner than this; only then are its consoles called off air."""


class ConsoleWatch:
    """Runs for the life of the process; `notice` is called by the webhook route."""

    def __init__(self, engine: Engine, directory: ConsoleDirectory, feed: Feed) -> None:
        self._engine = engine
        self._directory = directory
        self._feed = feed
        self._changed_rooms: set[str] = set()
        self._wake = asyncio.Event()
        self._unreachable_since: float | None = None

    def notice(self, room: str) -> None:
        """Something happened in `room`: look at it soon."""
        if is_console_room(room):
            self._changed_rooms.add(room)
            self._wake.set()

    async def run(self) -> None:
        """List everything, then follow changes; never returns."""
        loop = asyncio.get_running_loop()
        repair_at = loop.time()
        while True:
            now = loop.time()
            try:
                if now >= repair_at:
                    await self._list_everything()
                    repair_at = loop.time() + REPAIR_EVERY_S
                else:
                    await self._look_at_changes()
            except EngineUnavailable as error:
                self._unreachable(error, now)
                repair_at = loop.time() + RETRY_S
            except Exception:
                # Whatever an engine answers must not end the watch: the list would stand still unnoticed.
                log.exception("cannot understand the engine at %s", self._engine.base_url)
                repair_at = loop.time() + RETRY_S
            await self._wait_until(repair_at)

    async def _list_everything(self) -> None:
        self._changed_rooms.clear()
        consoles = await self._engine.consoles()
        if self._unreachable_since is not None:
            log.info("the engine at %s is back", self._engine.base_url)
        self._unreachable_since = None
        if self._directory.put_all(consoles):
            self._feed.publish()

    async def _look_at_changes(self) -> None:
        changed = False
        while self._changed_rooms:
            room = self._changed_rooms.pop()
            changed |= self._directory.put(room, await self._engine.console(room))
        if changed:
            self._feed.publish()

    def _unreachable(self, error: EngineUnavailable, now: float) -> None:
        if self._unreachable_since is None:
            log.warning("%s", error)
            self._unreachable_since = now
        if now - self._unreachable_since >= GRACE_S and self._directory.put_all({}):
            self._feed.publish()

    async def _wait_until(self, deadline: float) -> None:
        self._wake.clear()
        if self._changed_rooms and self._unreachable_since is None:
            return
        try:
            async with asyncio.timeout_at(deadline):
                await self._wake.wait()
        except TimeoutError:
            return
