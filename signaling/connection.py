"""One signal WebSocket: bounded both ways, and nothing but bytes between the client and the rooms."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable

from aiohttp import WSCloseCode, WSMsgType, web

from .rate import RateLimit
from .settings import Limits

log = logging.getLogger(__name__)

#: Seconds one message may take to leave for a client that reads slowly.
_SEND_TIMEOUT_S = 10.0


class SignalConnection:
    """The outgoing half is a participant.SignalSink; the incoming half is read by `receive`."""

    def __init__(self, socket: web.WebSocketResponse, limits: Limits, abort: Callable[[], None]) -> None:
        """`abort` ends the TCP connection at once: a close frame would queue behind what is not read."""
        self._socket = socket
        self._limits = limits
        self._abort = abort
        self._outbox: deque[bytes] = deque()
        self._outbox_bytes = 0
        self._wake = asyncio.Event()
        self._closing = ""
        self._aborted = False
        self._writer = asyncio.create_task(self._write())

    # SignalSink.

    def send(self, payload: bytes) -> None:
        """A client that reads too slowly is disconnected; it may resume."""
        if self._closing or self._aborted:
            return
        self._outbox_bytes += len(payload)
        self._outbox.append(payload)
        if self._outbox_bytes > self._limits.outbox_bytes or len(self._outbox) > self._limits.outbox_messages:
            self._give_up("it reads too slowly")
        self._wake.set()

    def _give_up(self, why: str) -> None:
        log.info("a signal connection is cut off: %s", why)
        self._aborted = True
        self._outbox.clear()
        self._abort()

    def close(self, reason: str) -> None:
        self._closing = self._closing or reason
        self._wake.set()

    # The WebSocket.

    async def receive(self, handle: Callable[[bytes], bool], now: Callable[[], float]) -> str:
        """Hand every binary message to `handle` until it says no or the client goes; why it ended."""
        rate = RateLimit(self._limits.signal_rate, self._limits.signal_burst)
        async for message in self._socket:
            if message.type is not WSMsgType.BINARY:
                return await self._refuse(WSCloseCode.UNSUPPORTED_DATA, "only binary messages are understood")
            if not rate.allow(now()):
                return await self._refuse(WSCloseCode.POLICY_VIOLATION, "too many messages")
            if not handle(message.data):
                return await self._refuse(WSCloseCode.INVALID_TEXT, "malformed message")
        return "the client closed the connection"

    async def _refuse(self, code: WSCloseCode, reason: str) -> str:
        await self._socket.close(code=code, message=reason.encode())
        return reason

    async def finish(self) -> None:
        """Let the writer send what is queued, then stop it."""
        self.close("finished")
        await self._writer

    async def _write(self) -> None:
        try:
            while await self._write_some():
                pass
            await self._socket.close(message=self._closing.encode()[:100])
        except ConnectionError as error:
            log.debug("signal connection lost: %s", error)
        except TimeoutError:
            self._give_up("it reads nothing")

    async def _write_some(self) -> bool:
        """Send what is queued; False when nothing more will come."""
        await self._wake.wait()
        self._wake.clear()
        while self._outbox:
            payload = self._outbox.popleft()
            self._outbox_bytes -= len(payload)
            async with asyncio.timeout(_SEND_TIMEOUT_S):
                await self._socket.send_bytes(payload)
        return not (self._closing or self._aborted or self._socket.closed)
