"""The stream of server-sent events as a page hears it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import aiohttp

WITHIN_S = 5.0


@dataclass
class EventStream:
    """An open stream; `EOFError` where the server ends it."""

    response: aiohttp.ClientResponse

    async def told(self, event: str) -> Any:
        """The data of the next `event`; others are passed over."""
        async with asyncio.timeout(WITHIN_S):
            name = ""
            while line := await self.response.content.readline():
                kind, _, value = line.decode().strip().partition(": ")
                if kind == "event":
                    name = value
                elif kind == "data" and name == event:
                    return json.loads(value)
        raise EOFError

    async def until(self, event: str, holds: Callable[[Any], bool]) -> Any:
        """The first data of `event` for which something holds."""
        while not holds(told := await self.told(event)):
            pass
        return told
