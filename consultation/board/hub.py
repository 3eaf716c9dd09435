"""The boards that are open in this process: opened for the first page, closed some time after the last."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from typing import Any

from consultation.board.connection import CloseCode, Connection
from consultation.board.ledger import Ledger
from consultation.board.log import BoardLog
from consultation.board.open_board import OpenBoard, Surroundings
from core.bus import Bus
from core.database import Database

log = logging.getLogger(__name__)

BEAT_S = 10.0
"""How often pages hear that the line is alive: y-websocket waits 30 seconds."""

IDLE_S = 30.0
"""How long a board stays open without anybody: whoever comes back after a short cut need not wait for it."""


class Hub:
    """One per process, used within `running`."""

    def __init__(self, database: Database, bus: Bus, now: Callable[[], datetime]) -> None:
        self._bus = bus
        self._outgoing: asyncio.Queue[tuple[str, bytes]] = asyncio.Queue()
        self._boards: dict[str, asyncio.Task[OpenBoard]] = {}
        self._finishing: set[asyncio.Task[None]] = set()
        self._log = BoardLog(database)
        self._ledger = Ledger()
        self._now = now
        self._shared = Surroundings(
            database,
            self._log,
            bus,
            lambda channel, message: self._outgoing.put_nowait((channel, message)),
            self._ledger,
            now,
        )

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Hub"]:
        """What works beside the connections; at the end everything that was accepted is written."""
        tasks = [asyncio.create_task(work) for work in (self._log.run(), self._publish(), self._beat())]
        try:
            yield self
        finally:
            self.close_pages()
            await asyncio.gather(*self._finishing, return_exceptions=True)
            await self._log.flushed()
            for task in tasks:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task

    async def board(self, consultation_id: str) -> OpenBoard:
        """The board, opened if need be. Raises SQLAlchemyError."""
        opening = self._boards.get(consultation_id)
        if opening is None:
            opening = asyncio.create_task(self._open(consultation_id))
            self._boards[consultation_id] = opening
        # Who comes first may go away while it is being opened for others as well.
        return await asyncio.shield(opening)

    def leave(self, board: OpenBoard, connection: Connection) -> None:
        """A page is gone."""
        board.leave(connection)
        if board.empty:
            asyncio.get_running_loop().call_later(IDLE_S, self._close_if_idle, board)

    def finish(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run it to its end, whatever becomes of who wanted it: a request ends with its connection."""
        task = asyncio.create_task(work)
        self._finishing.add(task)
        task.add_done_callback(self._finished)
        return task

    def close_pages(self) -> None:
        """This process goes away: pages come back to another, or to the next."""
        for board in self._opened():
            self._close(board, CloseCode.GOING_AWAY)

    async def _open(self, consultation_id: str) -> OpenBoard:
        board = OpenBoard(consultation_id, self._shared, self._give_up)
        try:
            await board.open()
        except BaseException:
            self._boards.pop(consultation_id, None)
            await board.close(CloseCode.CANNOT_KEEP)
            raise
        return board

    def _opened(self) -> list[OpenBoard]:
        return [task.result() for task in self._boards.values() if task.done()]

    def _give_up(self, board: OpenBoard) -> None:
        """Its pages come back with all that they have, to a board that is read anew."""
        self._close(board, CloseCode.CANNOT_KEEP)

    def _close_if_idle(self, board: OpenBoard) -> None:
        if board.empty:
            self._close(board, CloseCode.GOING_AWAY)

    def _close(self, board: OpenBoard, code: CloseCode) -> None:
        opened = self._boards.get(board.consultation_id)
        if opened is None or not opened.done() or opened.result() is not board:
            return
        del self._boards[board.consultation_id]
        self.finish(board.close(code))

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._finishing.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("the end of a visit to a board could not be recorded", exc_info=error)

    async def _publish(self) -> None:
        while True:
            await self._bus.publish(*await self._outgoing.get())

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT_S)
            for board in self._opened():
                board.beat()
            for event in self._ledger.due(self._now()):
                self._log.record(event)
