"""People who draw without end on one board, and what became of it: for tests that kill its server."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from websockets.exceptions import InvalidHandshake

from consultation.board.document import read_board
from consultation.consultations.tables import Consultation, Member, MemberKind, State
from core import accounts
from core.accounts import NewUser
from core.audit import OPERATOR
from core.credentials import ApiTokens
from core.database import Database
from core.opaque import SecretHasher
from core.roles import Role
from core.settings import Settings
from tests.support.board_client import BoardClient

COME_BACK_S = 0.02

OFFLINE_PAUSE_S = 0.2
"""Between strokes while there is no line: a slow start of the server must not pile up thousands."""


@dataclass(frozen=True, slots=True)
class Table:
    """A consultation in a database, and the people who sit around it: id, name and API token of each."""

    consultation: str
    people: tuple[tuple[str, str, str], ...]

    def client(self, url: str, person: int) -> BoardClient:
        """The board as this person's page has it, not connected yet; `url` is the server's own."""
        who, name, token = self.people[person]
        return BoardClient(url, self.consultation, {"Authorization": f"Bearer {token}"}, who, name)


async def laid_table(settings: Settings, names: Sequence[str]) -> Table:
    """Migrates the database and puts an open consultation with these people into it."""
    now = datetime.now(UTC)
    tokens = ApiTokens(SecretHasher(settings.session.secret.get_secret_value()))
    async with Database(settings.database_url) as database:
        await database.migrate()
        async with database.write() as session:
            people = []
            for name in names:
                new = NewUser(name, f"Dr. {name}", "市第一医院", Role.EXPERT, "no password")
                person = await accounts.create_user(session, new, now=now, actor=OPERATOR)
                token = await tokens.issue(session, name, lifetime=None, now=now, actor=OPERATOR)
                people.append((person.id, person.display_name, token))
            consultation = _consultation(people[0][0], person.organisation_id, now)
            session.add(consultation)
            await session.flush()
            for person_id, _, _ in people[1:]:
                session.add(_member(consultation.id, person_id, now))
        return Table(consultation.id, tuple(people))


def _consultation(host: str, organisation: str, now: datetime) -> Consultation:
    return Consultation(
        title="会诊",
        question="",
        state=State.OPEN,
        urgent=False,
        host_id=host,
        organisation_id=organisation,
        created_at=now,
        opened_at=now,
    )


def _member(consultation: str, person: str, now: datetime) -> Member:
    return Member(
        consultation_id=consultation,
        kind=MemberKind.PERSON,
        subject_id=person,
        invited_by=person,
        invited_at=now,
    )


@dataclass
class Painter:
    """Draws again and again, comes back whenever the line breaks, and remembers."""

    client: BoardClient
    drawn: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)
    """Marks of others that reached this page."""
    resting: bool = False

    def __post_init__(self) -> None:
        self._subscription = self.client.marks.observe(self._note)

    async def draw(self) -> None:
        """Until cancelled, or `resting`."""
        chance = random.Random(self.client.attendee)
        while not self.resting:
            self.drawn.add(self.client.draw())
            await asyncio.sleep(chance.uniform(0, 0.04) if self.client.online else OFFLINE_PAUSE_S)

    async def stay(self) -> None:
        """Until cancelled: comes back whenever the line breaks."""
        while True:
            with suppress(OSError, InvalidHandshake, EOFError, TimeoutError):
                await self.client.synced(30.0)
                await self.client.closed(float("inf"))
            await self.client.leave()
            await asyncio.sleep(COME_BACK_S)

    async def sees_something_new(self, timeout_s: float = 30.0) -> None:
        """Returns once a mark of somebody else has come that was not there before."""
        before = len(self.seen)
        await self.client.until(lambda: len(self.seen) > before, timeout_s, "another's mark")

    def _note(self, event: Any) -> None:
        if self.client.hearing:
            self.seen.update(event.keys)


@asynccontextmanager
async def painting(url: str, table: Table) -> AsyncIterator[list[Painter]]:
    """Everybody at the table draws until the end of the block."""
    painters = [Painter(table.client(url, person)) for person in range(len(table.people))]
    tasks = [asyncio.create_task(work) for one in painters for work in (one.draw(), one.stay())]
    try:
        yield painters
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for painter in painters:
            await painter.client.leave()


async def kept_marks(settings: Settings, table: Table) -> set[str]:
    """What the log holds, read from the database alone."""
    async with Database(settings.database_url) as database:
        return set((await read_board(database, table.consultation)).marks)


def seen_by_others(painters: Sequence[Painter]) -> set[str]:
    """All marks that reached somebody who had not drawn them."""
    return {mark for painter in painters for mark in painter.seen}
