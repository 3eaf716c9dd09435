"""Tells the other processes of this installation what happened: the seam, and its embedded default."""

from collections.abc import Callable
from typing import Protocol

Listener = Callable[[bytes], None]


class Bus(Protocol):
    """Passes short messages to everybody who listens, in this process and in others.

    A message may get lost while the line to the others is down: whoever must not miss anything keeps it in
    the database, and asks there when `on_gap` is called.
    """

    async def publish(self, channel: str, message: bytes) -> None:
        """Tell every listener of `channel` in the *other* processes. Never raises for a line that is down."""

    async def subscribe(self, channel: str, listener: Listener, on_gap: Callable[[], None]) -> "Subscription":
        """Call `listener` for each message from another process, and `on_gap` after a time without a line."""

    async def close(self) -> None: ...


class Subscription(Protocol):
    async def end(self) -> None: ...


class LocalBus:
    """The bus of an installation with one application process: there are no others."""

    async def publish(self, channel: str, message: bytes) -> None:
        return

    async def subscribe(self, channel: str, listener: Listener, on_gap: Callable[[], None]) -> Subscription:
        return _NothingToEnd()

    async def close(self) -> None:
        return


class _NothingToEnd:
    async def end(self) -> None:
        return
