"""The bus of several application processes: publish and subscribe of Redis, on lines that come back."""

import asyncio
import logging
import secrets
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from core.bus import Listener, Subscription

log = logging.getLogger(__name__)

FIRST_WAIT_S = 0.1
LONGEST_WAIT_S = 3.0
"""Between tries to reach Redis; each failure doubles the wait."""

ANSWER_WITHIN_S = 5.0

BEAT_S = 5.0
"""How often this process says something to itself, by which it knows that both its lines work."""

SILENCE_S = 3 * BEAT_S
"""A line on which nothing was heard for so long is dead."""

MAX_WAITING = 10_000
"""Messages that wait for a slow line. Beyond it all are dropped, and the others told of the gap."""

_PREFIX = "consilium:"
_CONTROL = _PREFIX + "control"
_GAP = b"gap"
_BEAT = b"beat"
_NAME_BYTES = 8

_FAILURES = (RedisError, OSError, TimeoutError)


@dataclass(frozen=True, slots=True, eq=False)
class _Listening:
    channel: str
    listener: Listener
    on_gap: Callable[[], None]


class RedisBus:
    """Made within a running event loop. While Redis is away messages are lost; `on_gap` says so later."""

    def __init__(self, url: str) -> None:
        """`url` is redis:// or rediss://. Raises ValueError for an unusable one."""
        # Its own silent reconnection would hide that messages were missed.
        self._redis = Redis.from_url(
            url, retry=Retry(NoBackoff(), 0), socket_connect_timeout=ANSWER_WITHIN_S, socket_keepalive=True
        )
        self._name = secrets.token_bytes(_NAME_BYTES)
        self._listening: dict[str, list[_Listening]] = {}
        self._unconfirmed: dict[str, asyncio.Future[None]] = {}
        self._line: PubSub | None = None
        self._waiting: deque[tuple[str, bytes]] = deque()
        self._something = asyncio.Event()
        self._closing = False
        self._tasks = [asyncio.create_task(work) for work in (self._listen(), self._send(), self._beat())]

    async def publish(self, channel: str, message: bytes) -> None:
        """Hand it to the line, in order; does not wait for it to be sent."""
        self._hand_over(_PREFIX + channel, message)

    async def subscribe(self, channel: str, listener: Listener, on_gap: Callable[[], None]) -> Subscription:
        """Returns once Redis has confirmed it; without a line at once, and `on_gap` is called when one is."""
        entry = _Listening(_PREFIX + channel, listener, on_gap)
        first = entry.channel not in self._listening
        self._listening.setdefault(entry.channel, []).append(entry)
        if self._line is not None and (first or entry.channel in self._unconfirmed):
            await self._confirmed(self._line, entry.channel)
        return _Subscribed(self, entry)

    async def close(self) -> None:
        """Send what waits, and end the lines."""
        with suppress(*_FAILURES):
            await self._send_waiting()
        # A client that is cancelled at work may raise an error of the line in place of the cancellation.
        self._closing = True
        for task in self._tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await self._redis.aclose()

    async def end(self, entry: _Listening) -> None:
        """End one subscription."""
        rest = self._listening[entry.channel]
        rest.remove(entry)
        if not rest:
            del self._listening[entry.channel]
            if self._line is not None:
                with suppress(*_FAILURES):  # a line that is broken is replaced, without this channel
                    await self._line.unsubscribe(entry.channel)

    def _hand_over(self, channel: str, message: bytes) -> None:
        if len(self._waiting) >= MAX_WAITING:
            self._lose_what_waits()
        self._waiting.append((channel, self._name + message))
        self._something.set()

    def _lose_what_waits(self) -> None:
        self._waiting.clear()
        self._waiting.append((_CONTROL, self._name + _GAP))

    async def _send(self) -> None:
        wait = FIRST_WAIT_S
        while not self._closing:
            await self._something.wait()
            self._something.clear()
            try:
                await self._send_waiting()
                wait = FIRST_WAIT_S
            except _FAILURES as error:
                log.warning("cannot tell the other processes, trying again: %s", error or "no answer")
                self._lose_what_waits()
                self._something.set()
                await asyncio.sleep(wait)
                wait = min(2 * wait, LONGEST_WAIT_S)

    async def _send_waiting(self) -> None:
        if not self._waiting:
            return
        async with asyncio.timeout(ANSWER_WITHIN_S), self._redis.pipeline(transaction=False) as pipeline:
            while self._waiting:
                pipeline.publish(*self._waiting.popleft())
            await pipeline.execute()

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT_S)
            self._hand_over(_CONTROL, _BEAT)

    async def _listen(self) -> None:
        wait = FIRST_WAIT_S
        while not self._closing:
            try:
                async with self._redis.pubsub() as line:
                    await self._join_all(line)
                    wait = FIRST_WAIT_S
                    await self._hear(line)
            except _FAILURES as error:
                log.warning("cannot hear the other processes, trying again: %s", error or "silence")
            finally:
                self._line = None
                self._confirm_all()
            await asyncio.sleep(wait)
            wait = min(2 * wait, LONGEST_WAIT_S)

    async def _join_all(self, line: PubSub) -> None:
        """What is subscribed from now on, joins by itself."""
        joined: set[str] = set()
        while late := self._listening.keys() - joined:
            await line.subscribe(*late)
            joined |= late
        self._line = line
        # Answered in this order: when it is confirmed, all are.
        await line.subscribe(_CONTROL)

    async def _hear(self, line: PubSub) -> None:
        """Take what comes until the line breaks. Raises what breaks it."""
        while True:
            async with asyncio.timeout(SILENCE_S):
                event = await line.get_message(timeout=None)
            if event is None:
                continue
            channel = event["channel"].decode()
            if event["type"] == "subscribe":
                self._joined(channel)
            elif event["type"] == "message":
                self._deliver(channel, event["data"])

    def _joined(self, channel: str) -> None:
        if channel == _CONTROL:
            # The line is new: nobody knows what was said before.
            self._gap()
        confirmed = self._unconfirmed.pop(channel, None)
        if confirmed is not None and not confirmed.done():
            confirmed.set_result(None)

    def _deliver(self, channel: str, data: bytes) -> None:
        sender, message = data[:_NAME_BYTES], data[_NAME_BYTES:]
        if sender == self._name:
            return
        if channel == _CONTROL:
            if message == _GAP:
                self._gap()
            return
        for entry in list(self._listening.get(channel, ())):
            entry.listener(message)

    def _gap(self) -> None:
        for entry in [entry for entries in self._listening.values() for entry in entries]:
            entry.on_gap()

    async def _confirmed(self, line: PubSub, channel: str) -> None:
        confirmed = self._unconfirmed.get(channel)
        try:
            if confirmed is None:
                confirmed = self._unconfirmed[channel] = asyncio.get_running_loop().create_future()
                await line.subscribe(channel)
            async with asyncio.timeout(ANSWER_WITHIN_S):
                await asyncio.shield(confirmed)
        except _FAILURES as error:
            log.warning("cannot join %s, until the line is back: %s", channel, error or "no answer")

    def _confirm_all(self) -> None:
        """Nobody waits for a line that is gone: the next one takes all channels, and tells of the gap."""
        for confirmed in self._unconfirmed.values():
            if not confirmed.done():
                confirmed.set_result(None)
        self._unconfirmed.clear()


@dataclass(frozen=True, slots=True)
class _Subscribed:
    bus: RedisBus
    entry: _Listening

    async def end(self) -> None:
        await self.bus.end(self.entry)
