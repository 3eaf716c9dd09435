"""Keeps the server's clock known: asks for it at the start and twice a minute, and converts capture times."""

from __future__ import annotations

import asyncio
import logging
import time

from capture_agent.clock import ClockFilter, ClockSample
from capture_agent.errors import RefusedError, UnreachableError
from capture_agent.hub import Hub

SAMPLES = 3
EVERY_S = 30.0

log = logging.getLogger(__name__)


class ServerClock:
    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._filter = ClockFilter()

    @property
    def measured(self) -> bool:
        return self._filter.measured

    def server_us(self, local_s: float) -> int:
        """Server time, in microseconds since the epoch, at the monotonic time `local_s`; from any thread."""
        return self._filter.server_us(local_s)

    async def compare(self) -> None:
        """Adds a few samples. Without any the own clock has to do, rather than no picture at all."""
        try:
            for _ in range(SAMPLES):
                self._filter.add(await self._hub.clock_sample())
        except (UnreachableError, RefusedError) as error:
            log.warning("cannot compare clocks with the server: %s", error)
            if not self._filter.measured:
                log.warning("using this machine's own clock; the delay shown to viewers may be wrong")
                now_s = time.monotonic()
                self._filter.add(ClockSample(now_s, now_s, time.time_ns() // 1000))

    async def keep(self) -> None:
        """Compares again and again, for ever."""
        while True:
            await asyncio.sleep(EVERY_S)
            await self.compare()
