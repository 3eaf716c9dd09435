"""A board that is open in this process: its room, joined to the log and to the other processes."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from consultation.board.audience import Audience
from consultation.board.connection import CloseCode, Connection
from consultation.board.draft import Draft
from consultation.board.history import Kept, read_history
from consultation.board.ledger import Ledger
from consultation.board.log import BoardLog
from consultation.board.protocol import (
    AwarenessChange,
    Change,
    ClientState,
    ProtocolError,
    StateRequest,
    read_message,
)
from consultation.board.relay import (
    WHO_IS_THERE,
    Shown,
    WhoIsThere,
    channel,
    read_relayed,
    relay_kept,
    relay_shown,
)
from consultation.board.room import Room
from consultation.board.rules import Refusal
from consultation.board.trial import Accepted
from core.audit import Event
from core.bus import Bus, Subscription
from core.database import Database

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What all boards of a process share. `publish` hands a message to the bus, in order, without waiting."""

    database: Database
    log: BoardLog
    bus: Bus
    publish: Callable[[str, bytes], None]
    ledger: Ledger
    now: Callable[[], datetime]


class OpenBoard:
    """`open` it first. After `on_failure`, which says that the log is not known, nobody may use it."""

    def __init__(
        self, consultation_id: str, shared: Surroundings, on_failure: Callable[["OpenBoard"], None]
    ) -> None:
        loop = asyncio.get_running_loop()
        self.consultation_id = consultation_id
        self._shared = shared
        self._on_failure = on_failure
        self._channel = channel(consultation_id)
        self._monotonic = loop.time
        self._audience = Audience(self._tell_elsewhere, loop.call_soon)
        self._room = Room(self._audience)
        self._reading = asyncio.Lock()
        self._behind = False
        self._rereading: asyncio.Task[None] | None = None
        self._subscription: Subscription | None = None

    async def open(self) -> None:
        """Read what the log holds. Raises SQLAlchemyError."""
        # What is kept while the log is read is heard of; what was kept before is in what is read.
        self._subscription = await self._shared.bus.subscribe(self._channel, self._heard, self._reread)
        await self._catch_up()
        self._shared.publish(self._channel, WHO_IS_THERE)

    async def close(self, code: CloseCode) -> None:
        """Everybody has to leave."""
        self._audience.close(code)
        if self._rereading is not None:
            self._rereading.cancel()
        if self._subscription is not None:
            await self._subscription.end()

    @property
    def empty(self) -> bool:
        """Whether nobody is connected here."""
        return not self._audience.connections

    def enter(self, connection: Connection) -> None:
        self._room.enter(connection)

    def leave(self, connection: Connection) -> None:
        self._room.leave(connection)
        self._record(self._shared.ledger.left(connection.entry, self._shared.now()))

    def beat(self) -> None:
        """To be called every few seconds."""
        self._audience.beat(self._monotonic())

    async def receive(self, connection: Connection, data: bytes) -> None:
        """What a page sends. Raises ProtocolError, and SQLAlchemyError where the log cannot be read."""
        message = read_message(data)
        if isinstance(message, Change):
            await self._change(connection, message)
        elif isinstance(message, AwarenessChange):
            self._show(connection, message.states)
        elif isinstance(message, StateRequest):
            self._room.ask(connection, message.state)
        else:
            self._audience.tell_all(connection)

    @property
    def seq(self) -> int:
        return self._room.seq

    def committed(self, missed: Sequence[Kept], written: Sequence[tuple[int, Draft]]) -> None:
        self._room.committed(missed, written)
        for seq, draft in written:
            self._shared.publish(self._channel, relay_kept(Kept(seq, draft.update)))

    def failed(self) -> None:
        self._on_failure(self)

    async def _change(self, connection: Connection, change: Change) -> None:
        try:
            accepted = self._room.propose(connection, change)
        except Refusal as refusal:
            accepted = await self._judged_again(connection, change, refusal)
        if accepted is None:
            return
        now = self._shared.now()
        events = tuple(self._shared.ledger.changed(connection.entry, accepted.edits, now))
        draft = Draft(accepted.update, connection.attendee.id, now, events, connection)
        self._room.draft(draft)
        self._shared.log.append(self, draft)

    async def _judged_again(
        self, connection: Connection, change: Change, refusal: Refusal
    ) -> Accepted | None:
        """A page that comes from another process may tell what that one kept, and this one has not heard."""
        if connection.may_draw and await self._catch_up():
            try:
                return self._room.propose(connection, change)
            except Refusal as again:
                refusal = again
        self._refuse(connection, refusal)
        if connection.may_draw:
            connection.page.close(CloseCode.REFUSED_CHANGE)
        return None

    def _show(self, connection: Connection, states: Sequence[ClientState]) -> None:
        try:
            self._audience.show(connection, states, self._monotonic())
        except Refusal as refusal:
            self._refuse(connection, refusal)

    def _refuse(self, connection: Connection, refusal: Refusal) -> None:
        log.info("%s on board %s: %s", connection.attendee.actor, self.consultation_id, refusal)
        self._record(self._shared.ledger.refused(connection.entry, refusal.kind, self._shared.now()))

    def _record(self, events: Sequence[Event]) -> None:
        for event in events:
            self._shared.log.record(event)

    def _tell_elsewhere(self, states: Sequence[ClientState]) -> None:
        self._shared.publish(self._channel, relay_shown(states))

    def _heard(self, message: bytes) -> None:
        try:
            relayed = read_relayed(message)
        except ProtocolError as error:
            log.warning("board %s: the bus said something unknown: %s", self.consultation_id, error)
            return
        if isinstance(relayed, Shown):
            self._audience.hear(relayed.states, self._monotonic())
        elif isinstance(relayed, WhoIsThere):
            if states := self._audience.own_states():
                self._tell_elsewhere(states)
        elif relayed.seq <= self.seq + 1:
            self._room.catch_up([relayed])
        else:
            self._reread()

    def _reread(self) -> None:
        """Something may have been missed, even if the log is being read at the moment."""
        self._behind = True
        if self._rereading is None or self._rereading.done():
            self._rereading = asyncio.create_task(self._reread_or_fail())

    async def _reread_or_fail(self) -> None:
        try:
            while self._behind:
                self._behind = False
                await self._catch_up()
        except SQLAlchemyError:
            log.exception("the log of board %s could not be read", self.consultation_id)
            self._on_failure(self)

    async def _catch_up(self) -> bool:
        """Take what the log holds beyond `seq`; whether there was anything. Raises SQLAlchemyError."""
        async with self._reading:
            async with self._shared.database.read() as session:
                history = await read_history(session, self.consultation_id, after=self.seq)
            return self._room.catch_up(history)
