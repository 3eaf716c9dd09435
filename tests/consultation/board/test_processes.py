"""One board in two processes over a bus that loses messages: both hold the same, and nobody is blamed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from consultation.board.connection import Connection
from consultation.board.hub import Hub
from consultation.board.open_board import OpenBoard
from consultation.board.protocol import (
    AwarenessChange,
    Change,
    Message,
    awareness_message,
    state_answer,
    state_request,
    update_message,
)
from consultation.consultations.attendees import Attendee
from consultation.consultations.entrance import Entry
from consultation.consultations.tables import Consultation, State
from core.bus import Listener, Subscription
from core.database import Database
from core.settings import load_settings
from tests.consultation.board.attending import LI, NOW, WANG, Drawer, NotedPage
from tests.consultation.board.test_presence import of
from tests.support.drawing import laid_table


@dataclass
class Wire:
    """What two processes hear of each other."""

    ends: list[LossyBus] = field(default_factory=list)
    broken: bool = False


class LossyBus:
    """One process's end of the wire."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self.listeners: dict[str, tuple[Listener, Callable[[], None]]] = {}
        wire.ends.append(self)

    async def publish(self, channel: str, message: bytes) -> None:
        for end in self._wire.ends:
            if end is not self and channel in end.listeners and not self._wire.broken:
                end.listeners[channel][0](message)

    async def subscribe(self, channel: str, listener: Listener, on_gap: Callable[[], None]) -> Subscription:
        self.listeners[channel] = (listener, on_gap)
        return _Subscribed(self, channel)

    async def close(self) -> None:
        return

    def mend(self) -> None:
        self._wire.broken = False
        for _, on_gap in self.listeners.values():
            on_gap()


@dataclass
class _Subscribed:
    bus: LossyBus
    channel: str

    async def end(self) -> None:
        self.bus.listeners.pop(self.channel, None)


@dataclass
class Process:
    """One application process, as far as one board is concerned."""

    board: OpenBoard
    bus: LossyBus

    def enter(self, who: Attendee) -> tuple[Connection, NotedPage]:
        page = NotedPage()
        consultation = Consultation(id=self.board.consultation_id, state=State.OPEN)
        connection = Connection(Entry(who, consultation, "10.0.0.1"), page)
        self.board.enter(connection)
        page.take()
        return connection, page

    async def marks(self) -> set[str]:
        """What a page sees that comes now."""
        connection, page = self.enter(WANG)
        await self.board.receive(connection, state_request(b"\x00"))
        told: list[Message] = []
        async with asyncio.timeout(10):
            while True:
                told += page.take()
                answers = [one for one in told if isinstance(one, Change) and one.answer]
                if answers:
                    break
                await asyncio.sleep(0.01)
        self.board.leave(connection)
        return Drawer.with_all(answers[0].update).marks()

    async def holds(self, marks: set[str]) -> None:
        async with asyncio.timeout(10):
            while True:
                if await self.marks() == marks:
                    return
                await asyncio.sleep(0.01)


@pytest.fixture
async def processes(tmp_path: Path) -> AsyncIterator[tuple[Process, Process, Wire]]:
    settings = load_settings(tmp_path)
    table = await laid_table(settings, ["wang"])
    wire = Wire()
    async with (
        process(settings.database_url, wire, table.consultation) as one,
        process(settings.database_url, wire, table.consultation) as two,
    ):
        yield one, two, wire


@asynccontextmanager
async def process(url: str, wire: Wire, consultation: str) -> AsyncIterator[Process]:
    bus = LossyBus(wire)
    async with Database(url) as database, Hub(database, bus, lambda: NOW).running() as hub:
        yield Process(await hub.board(consultation), bus)


async def test_what_one_process_keeps_the_other_shows(processes: tuple[Process, Process, Wire]) -> None:
    one, two, _ = processes
    (wang, _), (_, page) = one.enter(WANG), two.enter(LI)
    update = Drawer().draws(WANG)
    await one.board.receive(wang, update_message(update))
    await two.holds({"m1"})
    assert page.take() == [Change(update, answer=False)]


async def test_what_was_missed_is_read_from_the_log(processes: tuple[Process, Process, Wire]) -> None:
    one, two, wire = processes
    wang, _ = one.enter(WANG)
    wire.broken = True
    drawer = Drawer()
    await one.board.receive(wang, update_message(drawer.draws(WANG, "unheard")))
    await one.holds({"unheard"})
    assert await two.marks() == set()
    wire.broken = False
    await one.board.receive(wang, update_message(drawer.draws(WANG, "heard")))
    await two.holds({"unheard", "heard"})
    wire.broken = True
    await one.board.receive(wang, update_message(drawer.draws(WANG, "silent")))
    await one.holds({"unheard", "heard", "silent"})
    two.bus.mend()
    await two.holds({"unheard", "heard", "silent"})


async def test_who_brings_what_another_process_kept_is_not_blamed(
    processes: tuple[Process, Process, Wire],
) -> None:
    """A page that changes over tells the new process what the old one had told it, in others' names."""
    one, two, wire = processes
    wire.broken = True
    wang, _ = one.enter(WANG)
    drawer = Drawer()
    await one.board.receive(wang, update_message(drawer.draws(WANG, "wangs")))
    await one.holds({"wangs"})
    li, page = two.enter(LI)
    own = Drawer.with_all(drawer.document.get_update())
    own.draws(LI, "lis")
    await two.board.receive(li, state_answer(own.document.get_update()))
    await two.holds({"wangs", "lis"})
    assert page.code is None


async def test_what_people_show_crosses_too(
    processes: tuple[Process, Process, Wire],
) -> None:
    one, two, _ = processes
    (wang, _), (_, page) = one.enter(WANG), two.enter(LI)
    await one.board.receive(wang, awareness_message([of(WANG, hand=1)]))
    async with asyncio.timeout(10):
        while True:
            shown = [message for message in page.take() if isinstance(message, AwarenessChange)]
            if shown:
                break
            await asyncio.sleep(0.01)
    assert shown == [AwarenessChange((of(WANG, hand=1),))]
