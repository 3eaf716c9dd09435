"""Works the queue of transfers off, in every node process: claims one, runs it, keeps its lease, ends it."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.exc import SQLAlchemyError

from core.database import Database
from imaging.errors import ArchiveError
from imaging.node import transfers
from imaging.node.jobs import GivenUp, Jobs
from imaging.node.peers import get_peer
from imaging.node.transfers import TransferRecord

log = logging.getLogger(__name__)

LOOK_EVERY_S = 1.0
RENEW_EVERY_S = 2.0
"""How soon a cancel is noticed and progress is seen; far below the lease."""

AT_ONCE = 4
"""Transfers that one process runs at the same time."""


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class _Position:
    """Where a running transfer is; written by its thread, read by the loop."""

    done: int
    total: int
    wanted: bool = True
    """False once nobody wants it to go on."""

    def report(self, done: int, total: int) -> bool:
        self.done, self.total = done, total
        return self.wanted


class Worker:
    """Use `run` as a task and cancel it: what is under way is given back to other processes."""

    def __init__(self, database: Database, jobs: Jobs, *, now: Callable[[], datetime] = utc_now) -> None:
        self._database = database
        self._jobs = jobs
        self._now = now
        self._running: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Until cancelled."""
        try:
            while True:
                claimed = await self._claim() if len(self._running) < AT_ONCE else None
                if claimed is None:
                    await asyncio.sleep(LOOK_EVERY_S)
                    continue
                task = asyncio.create_task(self._work(claimed))
                self._running.add(task)
                task.add_done_callback(self._running.discard)
        finally:
            for task in self._running:
                task.cancel()
            await asyncio.gather(*self._running, return_exceptions=True)

    async def _claim(self) -> TransferRecord | None:
        """One that is due. A database that is away for a moment is no reason to end."""
        try:
            now = self._now()
            async with self._database.read() as session:
                found = await transfers.due(session, now)
            if found is None:
                return None
            async with self._database.write() as session:
                return await transfers.claim(session, found, now)
        except (SQLAlchemyError, OSError):
            log.exception("the queue of transfers cannot be read")
            return None

    async def _work(self, held: TransferRecord) -> None:
        position = _Position(held.done, held.total)
        log.info("%s of %s with %s begins", held.kind, held.study_uid, held.peer_aet)
        try:
            async with self._database.read() as session:
                peer = await get_peer(session, held.peer_id)
            running = asyncio.create_task(
                asyncio.to_thread(self._jobs.run, held, peer, position.report), name=held.id
            )
            held = await self._attend(running, held, position)
        except asyncio.CancelledError:
            position.wanted = False
            async with self._database.write() as session:
                await transfers.release(session, held, self._now())
            raise
        except ArchiveError as error:
            await self._fail(held, str(error), final=isinstance(error, GivenUp))
        except Exception:
            log.exception("a transfer failed")
            await self._fail(held, "it failed; the log of the node says why", final=False)
        else:
            if position.wanted:
                async with self._database.write() as session:
                    await transfers.complete(session, held, position.done, position.total, self._now())

    async def _attend(
        self, running: asyncio.Task[None], held: TransferRecord, position: _Position
    ) -> TransferRecord:
        """Keep the lease while `running` works. Raises what it raises."""
        while not running.done():
            await asyncio.wait({running}, timeout=RENEW_EVERY_S)
            if not position.wanted:
                continue
            async with self._database.write() as session:
                renewed = await transfers.renew(session, held, position.done, position.total, self._now())
            if renewed is None:
                position.wanted = False
            else:
                held = renewed
        running.result()
        return held

    async def _fail(self, held: TransferRecord, error: str, *, final: bool) -> None:
        log.warning("%s of %s with %s failed: %s", held.kind, held.study_uid, held.peer_aet, error)
        async with self._database.write() as session:
            await transfers.fail(session, held, error, final=final, now=self._now())
