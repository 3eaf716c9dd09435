"""Who is connected to a board in this process, and what they show of themselves. No I/O of its own."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from pydantic_core import from_json

from consultation.board.awareness import Awareness
from consultation.board.connection import CloseCode, Connection
from consultation.board.framing import framed
from consultation.board.presence import permitted
from consultation.board.protocol import HEARTBEAT, ClientState, awareness_message

FEW_UNSENT_BYTES = 256 * 1024
"""Above it a page is not told of pointers, which are outdated before they arrive."""

_HEARTBEAT = framed(HEARTBEAT)

Soon = Callable[[Callable[[], None]], Any]
"""Runs a function after what is at hand, as `loop.call_soon` does."""


class Audience:
    """`elsewhere` is told what pages of this process show, for the other processes.

    States that come in quick succession leave in one message: what twenty people do at the same moment costs
    each page one message, not twenty. Nothing waits for that: `soon` ends the collecting.
    """

    def __init__(self, elsewhere: Callable[[Sequence[ClientState]], None], soon: Soon) -> None:
        self.connections: set[Connection] = set()
        self._elsewhere = elsewhere
        self._soon = soon
        self._awareness = Awareness()
        self._news: dict[int, ClientState] = {}
        self._own_news: dict[int, ClientState] = {}

    def enter(self, connection: Connection) -> None:
        self.connections.add(connection)
        self.tell_all(connection)

    def leave(self, connection: Connection) -> None:
        self.connections.discard(connection)
        self._announce(self._awareness.forget(connection), own=True)

    def send(self, message: bytes) -> None:
        """Send it to every page."""
        frame = framed(message)
        for connection in self.connections:
            connection.page.send(frame)

    def show(self, connection: Connection, states: Iterable[ClientState], now: float) -> None:
        """What a page shows of its attendee. Raises Refusal for what it may not show."""
        for state in states:
            if not self._another(state.client, connection):
                shown = permitted(state, connection.attendee)
                if self._awareness.hear(shown, connection, now):
                    self._announce([shown], own=True)

    def hear(self, states: Iterable[ClientState], now: float) -> None:
        """What pages show that are connected to other processes."""
        for state in states:
            if self._awareness.hear(state, None, now):
                self._announce([state], own=False)

    def own_states(self) -> Sequence[ClientState]:
        """What the pages show that are connected here."""
        return self._awareness.states(of=self.connections)

    def tell_all(self, connection: Connection) -> None:
        """Tell one page who else is there."""
        states = self._awareness.states()
        if states:
            connection.page.send(framed(awareness_message(states)))

    def beat(self, now: float) -> None:
        """A sign of life, every few seconds; whoever gives none goes."""
        self._announce(self._awareness.expire(now), own=False)
        for connection in self.connections:
            connection.page.send(_HEARTBEAT)

    def close(self, code: CloseCode) -> None:
        for connection in self.connections:
            connection.page.close(code)

    def _another(self, client: int, connection: Connection) -> bool:
        """Whether this Yjs client is known as somebody else's: y-websocket repeats what it hears."""
        known = self._awareness.get(client)
        if known is None or self._awareness.owner(client) is connection:
            return False
        return bool(from_json(known.json)["id"] != connection.attendee.id)

    def _announce(self, states: Iterable[ClientState], *, own: bool) -> None:
        for state in states:
            if not self._news:
                self._soon(self._flush)
            self._news[state.client] = state
            if own:
                self._own_news[state.client] = state

    def _flush(self) -> None:
        frame = framed(awareness_message(self._news.values()))
        own = tuple(self._own_news.values())
        self._news.clear()
        self._own_news.clear()
        for connection in self.connections:
            if connection.page.unsent > FEW_UNSENT_BYTES:
                connection.skipped_presence = True
            elif connection.skipped_presence:
                connection.skipped_presence = False
                self.tell_all(connection)
            else:
                connection.page.send(frame)
        if own:
            self._elsewhere(own)
