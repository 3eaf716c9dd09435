"""The log of all boards: one task writes whatever waits in one transaction, before anybody sees it."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Protocol

from sqlalchemy import Executable, bindparam, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from consultation.board.draft import Draft
from consultation.board.history import Kept, read_history
from consultation.consultations.tables import Board, BoardUpdate
from core import audit
from core.audit import Event
from core.database import Database

log = logging.getLogger(__name__)


class LoggedBoard(Protocol):
    """Whose drafts are written, and who is told how that went."""

    @property
    def consultation_id(self) -> str: ...

    @property
    def seq(self) -> int:
        """Number of the newest update that it knows to be in the log."""

    def committed(self, missed: Sequence[Kept], written: Sequence[tuple[int, Draft]]) -> None:
        """The drafts have these numbers now; `missed` is what others have written between `seq` and them."""

    def failed(self) -> None:
        """Nobody knows what of it is in the log: everything on its way is to be forgotten, and read again."""


class BoardLog:
    """One per process. `run` has to run beside it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._drafts: list[tuple[LoggedBoard, Draft]] = []
        self._events: list[Event] = []
        self._something = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()

    def append(self, board: LoggedBoard, draft: Draft) -> None:
        """Write it with whatever else waits; the board is told."""
        self._drafts.append((board, draft))
        self._wake()

    def record(self, event: Event) -> None:
        """Write an audit entry of its own."""
        self._events.append(event)
        self._wake()

    async def flushed(self) -> None:
        """Wait until nothing waits any more."""
        await self._idle.wait()

    async def run(self) -> None:
        """Write what comes; never returns."""
        while True:
            await self._something.wait()
            self._something.clear()
            drafts, self._drafts = self._drafts, []
            events, self._events = self._events, []
            if drafts or events:
                await self._write(drafts, events)
            if not self._something.is_set():
                self._idle.set()

    def _wake(self) -> None:
        self._idle.clear()
        self._something.set()

    async def _write(self, drafts: Sequence[tuple[LoggedBoard, Draft]], events: Sequence[Event]) -> None:
        batches = _by_board(drafts)
        results: list[tuple[LoggedBoard, Sequence[Kept], Sequence[tuple[int, Draft]]]] = []
        try:
            async with self._database.write() as session:
                for event in events:
                    audit.record(session, event)
                for board, batch in batches:
                    results.append((board, *await _append(session, board, batch)))
            for board, missed, written in results:
                board.committed(missed, written)
        except Exception:
            # Whatever it was must not end this task: nothing would be kept any more, and nobody told.
            log.exception("the log of %d boards could not be written", len(batches))
            self._give_up([board for board, _ in batches])

    def _give_up(self, boards: Sequence[LoggedBoard]) -> None:
        # What came meanwhile builds on what may be lost.
        self._drafts = [(board, draft) for board, draft in self._drafts if board not in boards]
        for board in boards:
            board.failed()


def _by_board(
    drafts: Sequence[tuple[LoggedBoard, Draft]],
) -> Sequence[tuple[LoggedBoard, Sequence[Draft]]]:
    """In the order of their ids, so that processes which lock several rows never wait in a circle."""
    batches: dict[str, tuple[LoggedBoard, list[Draft]]] = {}
    for board, draft in drafts:
        batches.setdefault(board.consultation_id, (board, []))[1].append(draft)
    return [batches[each] for each in sorted(batches)]


async def _append(
    session: AsyncSession, board: LoggedBoard, drafts: Sequence[Draft]
) -> tuple[Sequence[Kept], Sequence[tuple[int, Draft]]]:
    """Number and insert the drafts of one board; also returns what other processes have written before."""
    known = board.seq
    statement = _RESERVE[session.get_bind().dialect.name]
    values = {"consultation": board.consultation_id, "count": len(drafts)}
    last: int = (await session.execute(statement, values)).scalar_one()
    first = last - len(drafts) + 1
    missed = () if first == known + 1 else await read_history(session, board.consultation_id, after=known)
    written = [(first + place, draft) for place, draft in enumerate(drafts)]
    await session.execute(
        insert(BoardUpdate),
        [
            {
                "consultation_id": board.consultation_id,
                "seq": seq,
                "at": draft.at,
                "author": draft.author,
                "update": draft.update,
            }
            for seq, draft in written
        ],
    )
    for draft in drafts:
        for event in draft.events:
            audit.record(session, event)
    return missed, written


def _reserve(dialect: str) -> Executable:
    """Takes the next `count` numbers of a board, and holds its row until the end of the transaction."""
    build = postgresql.insert if dialect == "postgresql" else sqlite.insert
    new = build(Board).values(consultation_id=bindparam("consultation"), last_seq=bindparam("count"))
    further = {"last_seq": Board.last_seq + new.excluded.last_seq}
    return new.on_conflict_do_update(index_elements=[Board.consultation_id], set_=further).returning(
        Board.last_seq
    )


_RESERVE = {dialect: _reserve(dialect) for dialect in ("sqlite", "postgresql")}
