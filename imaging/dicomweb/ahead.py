"""Making several answers' parts at once in threads, while they go out in order."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


async def ahead(
    items: Iterable[Item], work: Callable[[Item], Awaitable[Result]], depth: int = 2
) -> AsyncIterator[Result]:
    """The results of `work`, in order; up to `depth` are being made while one is used."""
    waiting: deque[asyncio.Task[Result]] = deque()
    try:
        for item in items:
            waiting.append(asyncio.ensure_future(work(item)))
            if len(waiting) > depth:
                yield await waiting.popleft()
        while waiting:
            yield await waiting.popleft()
    finally:
        # The client may be gone: what nobody will take is not made.
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
