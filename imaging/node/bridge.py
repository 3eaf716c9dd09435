"""Lets the threads of associations wait for what the process's event loop does."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

ANSWER_WITHIN_S = 60.0


class Bridge:
    """Made on the event loop; used by other threads."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()

    def run(self, work: Coroutine[Any, Any, T], within_s: float = ANSWER_WITHIN_S) -> T:
        """The result of `work`. Raises what it raises, and TimeoutError."""
        waiting = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return waiting.result(within_s)
        except TimeoutError:
            waiting.cancel()
            raise
