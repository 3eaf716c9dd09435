"""The room of one console, entered unseen: its picture as a track, and a way to tell everybody something."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from livekit import rtc
from livekit.rtc.participant import PublishDataError

from analysis import wire
from core.consoles import PICTURE_TRACK

log = logging.getLogger(__name__)

CONNECT_TIMEOUT_S = 3.0
LEAVE_TIMEOUT_S = 3.0
"""A worker that waits for one room to end renews none of its leases meanwhile."""


class PictureRoom:
    """Made by `entered`."""

    def __init__(self, room: str) -> None:
        self._room = room
        self._connection = rtc.Room()
        self._news: asyncio.Queue[rtc.Track | None] = asyncio.Queue()
        self._connection.on("track_published", self._published)
        self._connection.on("track_subscribed", lambda track, *_rest: self._news.put_nowait(track))
        self._connection.on("disconnected", lambda _reason: self._news.put_nowait(None))

    async def enter(self, url: str, token: str) -> None:
        """Raises rtc.ConnectError."""
        options = rtc.RoomOptions(auto_subscribe=False, connect_timeout=CONNECT_TIMEOUT_S)
        await self._connection.connect(url, token, options)
        for participant in self._connection.remote_participants.values():
            for publication in participant.track_publications.values():
                self._published(publication, participant)

    async def leave(self) -> None:
        try:
            async with asyncio.timeout(LEAVE_TIMEOUT_S):
                await self._connection.disconnect()
        except TimeoutError:
            log.warning("%s: leaving takes too long, it is left to itself", self._room)

    async def pictures(self) -> AsyncIterator[rtc.Track]:
        """The console's picture, and again whenever it is published anew; ends with the connection."""
        while (track := await self._news.get()) is not None:
            yield track

    async def tell(self, payload: bytes) -> None:
        """Send a message of the screening to everybody in the room; what cannot be sent is logged."""
        reliable = len(payload) > wire.LOSSY_UP_TO_BYTES
        try:
            await self._connection.local_participant.publish_data(
                payload, reliable=reliable, topic=wire.TOPIC
            )
        except PublishDataError as error:
            log.warning("%s: a finding could not be told: %s", self._room, error.message)

    def _published(self, publication: rtc.RemoteTrackPublication, participant: rtc.RemoteParticipant) -> None:
        if publication.name == PICTURE_TRACK and participant.identity == self._room:
            publication.set_subscribed(True)


@asynccontextmanager
async def entered(url: str, token: str, room: str) -> AsyncIterator[PictureRoom]:
    """In the room for as long as the block lasts. Raises rtc.ConnectError."""
    there = PictureRoom(room)
    await there.enter(url, token)
    try:
        yield there
    finally:
        await there.leave()
