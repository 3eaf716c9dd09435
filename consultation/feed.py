"""Wakes everybody who waits for the next change, without keeping a queue for anyone."""

import asyncio


class Feed:
    """A version number that can be waited on; slow readers skip versions instead of piling them up."""

    def __init__(self) -> None:
        self.version = 0
        self.closed = False
        self._changed = asyncio.Event()

    def publish(self) -> None:
        self.version += 1
        self._wake()

    def close(self) -> None:
        """No more changes will come: every waiter returns."""
        self.closed = True
        self._wake()

    async def wait(self, seen: int, timeout_s: float) -> bool:
        """Wait until there is a newer version than `seen` or the feed is closed; False after `timeout_s`."""
        if self.version != seen or self.closed:
            return True
        try:
            await asyncio.wait_for(self._changed.wait(), timeout_s)
        except TimeoutError:
            return False
        return True

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
