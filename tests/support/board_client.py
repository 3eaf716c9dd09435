"""A page without a browser: one attendee on one board, speaking the y-websocket protocol over a real socket.

Light enough for twenty in one process. What is drawn here while there is no connection is told at the next
`connect`, as pages do.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import Callable, Mapping
from typing import Any

from pycrdt import Array, Doc, Map, TransactionEvent
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from consultation.board.protocol import (
    AwarenessChange,
    Change,
    ClientState,
    StateRequest,
    awareness_message,
    read_message,
    state_answer,
    state_request,
    update_message,
)

MAP_ROOTS = ("stage", "cells", "views", "marks", "frozen", "findings", "keyImages")

_BROKEN = 1006
"""RFC 6455, section 7.1.5: the line ended without a word."""

IMAGE = {"kind": "image", "study": "1.2.3", "series": "1.2.3.4", "instance": "1.2.3.4.5", "frame": 1}


def mark_of(author: str, name: str, /, **fields: Any) -> dict[str, Any]:
    """A length of 12.3 mm on a stored image; `fields` replace what it is otherwise."""
    mark = {
        "tool": "length",
        "target": IMAGE,
        "points": [[10.5, 20.5], [30.5, 40.25]],
        "label": "",
        "measured": [{"kind": "length", "value": 12.3, "unit": "mm"}],
        "author": author,
        "authorName": name,
        "at": round(time.time() * 1000),
        "stays": True,
    }
    return mark | fields


class BoardClient:
    """`attendee` and `name` are what the server knows of whoever has these `headers` (cookie or token)."""

    def __init__(
        self, url: str, consultation: str, headers: Mapping[str, str], attendee: str, name: str
    ) -> None:
        """`url`: the server's own, http or https."""
        self.attendee = attendee
        self.name = name
        self.document: Doc[Any] = Doc(client_id=secrets.randbits(32))
        self.maps: dict[str, Map[Any]] = {root: self.document.get(root, type=Map) for root in MAP_ROOTS}
        self.chat: Array[Any] = self.document.get("chat", type=Array)
        self.others: dict[int, Any] = {}
        """What the other clients show, by their ids."""
        self.answers = 0
        """How often the server has answered a question for its state on the newest line, broken or not."""
        self.close_code: int | None = None
        self.heard: Callable[[], None] = lambda: None
        """Called after each message, at once; for measuring."""
        self._address = f"{url.replace('http', 'ws', 1)}/api/consultations/{consultation}/board"
        self.headers = headers
        self._clock = 0
        self._shown: bytes | None = None
        self.hearing = False
        """Whether what happens to the document at the moment came from the server."""
        self._line: ClientConnection | None = None
        self._outgoing: asyncio.Queue[bytes] = asyncio.Queue()
        self._changed = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._subscription = self.document.observe(self._drawn)

    async def connect(self) -> None:
        """Raises OSError or InvalidHandshake where nobody listens; what refuses later is in `close_code`."""
        self._line = await connect(
            self._address,
            additional_headers=dict(self.headers),
            compression=None,
            max_size=None,
            ping_interval=None,
            proxy=None,
        )
        self.close_code = None
        self.answers = 0
        self._outgoing = asyncio.Queue()
        self._outgoing.put_nowait(state_request(self.document.get_state()))
        if self._shown is not None:
            self._show(self._shown)
        self._tasks = [
            asyncio.create_task(self._send(self._line)),
            asyncio.create_task(self._hear(self._line)),
        ]

    async def synced(self, timeout_s: float = 10.0) -> BoardClient:
        """Connect, and wait until the whole board is here."""
        await self.connect()
        await self.until(lambda: self.answers > 0, timeout_s, "the board")
        return self

    async def saved(self, timeout_s: float = 10.0) -> None:
        """Wait until the server has kept all that was drawn here."""
        before = self.answers
        self._outgoing.put_nowait(state_request(self.document.get_state()))
        await self.until(lambda: self.answers > before, timeout_s, "the server's word that all is kept")

    async def until(self, look: Callable[[], bool], timeout_s: float = 10.0, what: str = "it") -> None:
        """Wait until `look` is true, looking after each message. TimeoutError names `what`."""
        try:
            async with asyncio.timeout(timeout_s):
                while not look():
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError as error:
            raise TimeoutError(f"{what}: not within {timeout_s:g} s (closed: {self.close_code})") from error

    async def closed(self, timeout_s: float = 10.0) -> int:
        """Wait until the server has closed the line; its code."""
        await self.until(lambda: self.close_code is not None, timeout_s, "the end of the line")
        assert self.close_code is not None
        return self.close_code

    async def leave(self) -> None:
        if self._line is not None:
            await self._line.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []

    def cut(self) -> None:
        """End the line at once, without a word to the server."""
        assert self._line is not None
        self._line.transport.abort()

    @property
    def online(self) -> bool:
        """Whether there is a line on which the server has answered: the last line's answers do not count."""
        return self.close_code is None and self.answers > 0

    @property
    def marks(self) -> Map[Any]:
        return self.maps["marks"]

    def draw(self, **fields: Any) -> str:
        """Draw a mark; its id."""
        mark = secrets.token_hex(8)
        with self.document.transaction():
            self.marks[mark] = Map(mark_of(self.attendee, self.name, **fields))
        return mark

    def say(self, text: str) -> None:
        message = {"id": secrets.token_hex(8), "author": self.attendee, "authorName": self.name}
        message |= {"at": round(time.time() * 1000), "text": text}
        self.chat.append({**message, "picture": None, "place": None})

    def show(self, **fields: Any) -> None:
        """Show a pointer, views, a hand and the like to the others."""
        shown = {"id": self.attendee, "name": self.name, "organisation": "", "pointer": None, "views": None}
        shown |= {"drawing": None, "hand": None, "following": False}
        self._shown = json.dumps(shown | fields).encode()
        self._show(self._shown)

    def send(self, message: bytes) -> None:
        """Anything, also what no page would say."""
        self._outgoing.put_nowait(message)

    def _show(self, shown: bytes) -> None:
        self._clock += 1
        self.send(awareness_message([ClientState(self.document.client_id, self._clock, shown)]))

    def _drawn(self, event: TransactionEvent) -> None:
        if not self.hearing:
            self.send(update_message(event.update))

    async def _send(self, line: ClientConnection) -> None:
        try:
            while True:
                await line.send(await self._outgoing.get())
        except ConnectionClosed:
            return

    async def _hear(self, line: ClientConnection) -> None:
        try:
            async for message in line:
                assert isinstance(message, bytes)
                self._take(message)
                self.heard()
                self._changed.set()
        except ConnectionClosed:
            pass  # how it ended is told by the line itself
        finally:
            self.close_code = line.close_code or _BROKEN
            self._changed.set()

    def _take(self, raw: bytes) -> None:
        message = read_message(raw)
        if isinstance(message, Change):
            self.hearing = True
            self.document.apply_update(message.update)
            self.hearing = False
            self.answers += message.answer
        elif isinstance(message, StateRequest):
            self.send(state_answer(self.document.get_update(message.state)))
        elif isinstance(message, AwarenessChange):
            self._note(message.states)

    def _note(self, states: tuple[ClientState, ...]) -> None:
        for state in states:
            if state.client == self.document.client_id:
                continue
            if state.json == b"null":
                self.others.pop(state.client, None)
            else:
                self.others[state.client] = json.loads(state.json)
