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
class _Run:
    """A transfer at work: its lease, kept by the event loop, and its progress, told by its thread."""

    held: TransferRecord
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
        run = _Run(held, held.done, held.total)
        log.info("%s of %s with %s begins", held.kind, held.study_uid, held.peer_aet)
        try:
            async with self._database.read() as session:
                peer = await get_peer(session, held.peer_id)
            work = asyncio.to_thread(self._jobs.run, held, peer, run.report)
            await self._attend(asyncio.create_task(work, name=held.id), run)
        except asyncio.CancelledError:
            run.wanted = False
            async with self._database.write() as session:
                await transfers.release(session, run.held, self._now())
            raise
        except ArchiveError as error:
            await self._fail(run, str(error), final=isinstance(error, GivenUp))
        except Exception:
            log.exception("a transfer failed")
            await self._fail(run, "it failed; the log of the node says why", final=False)
        else:
            async with self._database.write() as session:
                await transfers.complete(session, run.held, run.done, run.total, self._now())

    async def _attend(self, work: asyncio.Task[None], run: _Run) -> None:
        """Keep the lease while `work` goes on. Raises what it raises."""
        while True:
            await asyncio.wait({work}, timeout=RENEW_EVERY_S)
            if work.done():
                break
            if run.wanted:
                async with self._database.write() as session:
                    renewed = await transfers.renew(session, run.held, run.done, run.total, self._now())
                run.wanted = renewed is not None
                run.held = renewed or run.held
        work.result()

    async def _fail(self, run: _Run, error: str, *, final: bool) -> None:
        held = run.held
        log.warning("%s of %s with %s failed: %s", held.kind, held.study_uid, held.peer_aet, error)
        async with self._database.write() as session:
            await transfers.fail(session, held, error, final=final, now=self._now())
