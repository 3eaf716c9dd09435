"""Webhooks: events as signed HTTP requests, in order for each room, retried until they are taken."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import logging
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import aiohttp
from google.protobuf.json_format import MessageToJson
from livekit.protocol.models import ParticipantInfo, Room, TrackInfo
from livekit.protocol.webhook import WebhookEvent

from . import tokens
from .ids import EVENT, new_id

log = logging.getLogger(__name__)

CONTENT_TYPE = "application/webhook+json"

#: Lifetime of the token that signs one delivery.
_TOKEN_TTL_S = 300.0

#: Seconds between attempts: the first retry comes soon, for a receiver that is just starting.
_FIRST_RETRY_S = 0.25
_LONGEST_RETRY_S = 30.0
_ATTEMPT_TIMEOUT_S = 10.0


def signed(body: str, api_key: str, secret: str, now: float) -> Mapping[str, str]:
    """The headers of a delivery: a token that holds the body's SHA-256."""
    digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
    token = tokens.sign({"sha256": digest}, api_key, secret, now, _TOKEN_TTL_S)
    return {"Authorization": token, "Content-Type": CONTENT_TYPE}


def retry_after(attempts: int) -> float:
    """Seconds to wait after so many failed attempts."""
    return min(_LONGEST_RETRY_S, _FIRST_RETRY_S * 2.0 ** min(attempts - 1, 20))


@dataclass(slots=True)
class _Queue:
    """The undelivered events of one room for one receiver; only one is under way at a time."""

    bodies: deque[str] = field(default_factory=deque)
    task: asyncio.Task[None] | None = None


class Webhooks:
    """Takes events from the rooms (services.EventSink) and delivers them in the background."""

    def __init__(
        self,
        urls: Sequence[str],
        api_key: str,
        secret: str,
        max_events: int,
        unix: Callable[[], float],
    ) -> None:
        self._urls = tuple(urls)
        self._api_key = api_key
        self._secret = secret
        self._max_events = max_events
        self._unix = unix
        self._session: aiohttp.ClientSession | None = None
        self._queues: dict[tuple[str, str], _Queue] = {}
        self.waiting = 0
        self.delivered = 0
        self.failed_attempts = 0
        self.dropped = 0

    def emit(
        self,
        event: str,
        room: Room,
        *,
        participant: ParticipantInfo | None = None,
        track: TrackInfo | None = None,
    ) -> None:
        """Queue one event for every receiver."""
        if not self._urls:
            return
        message = WebhookEvent(
            event=event,
            room=room,
            participant=participant,
            track=track,
            id=new_id(EVENT),
            created_at=int(self._unix()),
        )
        body = MessageToJson(message, indent=None)
        for url in self._urls:
            self._enqueue(url, room.name, body)

    def _enqueue(self, url: str, room: str, body: str) -> None:
        if self.waiting >= self._max_events:
            self.dropped += 1
            log.warning("webhook queue is full: an event for %s is dropped", url)
            return
        queue = self._queues.setdefault((url, room), _Queue())
        queue.bodies.append(body)
        self.waiting += 1
        if queue.task is None:
            queue.task = asyncio.get_running_loop().create_task(self._drain(url, room, queue))

    async def _drain(self, url: str, room: str, queue: _Queue) -> None:
        while queue.bodies:
            await self._deliver(url, queue.bodies[0])
            queue.bodies.popleft()
            self.waiting -= 1
            self.delivered += 1
        del self._queues[url, room]

    async def _deliver(self, url: str, body: str) -> None:
        attempts = 0
        while not await self._attempt(url, body):
            attempts += 1
            self.failed_attempts += 1
            await asyncio.sleep(retry_after(attempts))

    async def _attempt(self, url: str, body: str) -> bool:
        """Each attempt is signed anew, for a token would expire while its receiver is down."""
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_ATTEMPT_TIMEOUT_S))
        headers = signed(body, self._api_key, self._secret, self._unix())
        try:
            async with self._session.post(url, data=body.encode(), headers=headers) as response:
                if response.ok:
                    return True
                log.warning("webhook %s answers %d", url, response.status)
        except (aiohttp.ClientError, TimeoutError) as error:
            log.warning("webhook %s cannot be reached: %s", url, error)
        return False

    async def close(self, grace_s: float = 2.0) -> None:
        """Give what is queued a last chance, then stop."""
        tasks = [queue.task for queue in self._queues.values() if queue.task is not None]
        if tasks:
            await asyncio.wait(tasks, timeout=grace_s)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()
