"""Tells everybody's pages that something changed, in this process and in the others."""

import logging
from collections.abc import Callable

from consultation.feed import Feed
from core.bus import Bus, Subscription

CHANNEL = "changes"

_LISTS = b"lists"
_ROOM = b"room "

log = logging.getLogger(__name__)


class Changes:
    """Wakes `feed` in every process. What changed stands in the database, or is asked of the engine."""

    def __init__(self, bus: Bus, feed: Feed) -> None:
        self._bus = bus
        self._feed = feed

    async def tell(self) -> None:
        """Something that lists of consultations show is another than before."""
        self._feed.publish()
        await self._bus.publish(CHANNEL, _LISTS)

    async def tell_room(self, room: str) -> None:
        """The engine said, to this process alone, that something happened in `room`."""
        await self._bus.publish(CHANNEL, _ROOM + room.encode())

    async def listen(self, on_room: Callable[[str], None]) -> Subscription:
        """Follow the other processes: wake the feed, and pass on rooms that have to be looked at."""

        def heard(message: bytes) -> None:
            if message == _LISTS:
                self._feed.publish()
            elif message.startswith(_ROOM):
                on_room(message.removeprefix(_ROOM).decode(errors="replace"))
            else:
                log.warning("the bus said something unknown about changes: %r", message[:40])

        return await self._bus.subscribe(CHANNEL, heard, self._feed.publish)
