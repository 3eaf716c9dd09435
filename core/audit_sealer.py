"""Seals the audit log's new entries, soon after they are written, one process at a time."""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress

from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from core.audit_chain import LATE_MAX, Sealed, seal
from core.audit_head import Head, HeadFile, HeadUnreadable
from core.audit_links import COLUMNS, unsealed
from core.audit_verify import Verification, verify
from core.database import Database
from core.models import AuditEntry, AuditSeal

EVERY_S = 1.0
BATCH = 1000
"""Entries that are sealed in one transaction."""

_LOCK = 0x61756474
"""Key of the PostgreSQL advisory lock that sealing processes take; SQLite has its queue of writers."""

log = logging.getLogger(__name__)


class AuditSealer:
    """One per process. `run` it beside the requests, and seal once more before the database is closed."""

    def __init__(self, database: Database, key: bytes, head: HeadFile) -> None:
        self._database = database
        self._key = key
        self._head = head
        self._kept: Head | None = None
        self._told = False

    async def run(self, stop: asyncio.Event) -> None:
        """Seal what is new, about once a second, until `stop` is set: a transaction is never cut short."""
        while not stop.is_set():
            await self.try_sealing()
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), EVERY_S)

    async def try_sealing(self) -> None:
        """The same as `seal_all`, but what goes wrong is only logged: what waits is sealed later."""
        try:
            await self.seal_all()
        except (SQLAlchemyError, OSError, HeadUnreadable):
            log.exception("the audit log cannot be sealed")

    async def seal_all(self) -> None:
        """Seal every entry that waits. Raises SQLAlchemyError, OSError and HeadUnreadable."""
        async with self._database.read() as session:
            waiting = await session.scalar(unsealed(await _floor(session)).limit(1)) is not None
            newest = await _newest(session)
        while waiting:
            newest, waiting = await self._seal_some()
        if newest is not None:
            await self._keep(Head(newest.seq, newest.seal))

    async def verified(self) -> Verification:
        """Seal what waits, then compute the whole chain anew. Raises what `seal_all` raises."""
        await self.seal_all()
        head = await asyncio.to_thread(self._head.read)
        return await verify(self._database, self._key, head)

    async def _seal_some(self) -> tuple[AuditSeal | None, bool]:
        """The newest seal, and whether there may be more to seal."""
        async with self._database.write() as session:
            if session.get_bind().dialect.name == "postgresql":
                await session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            newest = await _newest(session)
            found = await _waiting(session, await _floor(session))
            if not found:
                return newest, False
            seq, previous = (newest.seq, newest.seal) if newest is not None else (0, "")
            rows = []
            for entry in found:
                seq, previous = seq + 1, seal(self._key, previous, entry)
                rows.append({"seq": seq, "entry_id": entry.id, "seal": previous})
            await session.execute(insert(AuditSeal), rows)
        return AuditSeal(**rows[-1]), len(found) == BATCH

    async def _keep(self, head: Head) -> None:
        """Write the head, after the commit: one that is ahead of the chain would look like a cut-off end."""
        kept = self._kept or await asyncio.to_thread(self._head.read)
        if head == kept:
            return
        if kept is not None and not await self._holds(kept):
            # The file stays as it is, for the witness it bears.
            self._tell(kept)
            return
        await asyncio.to_thread(self._head.write, head)
        self._kept = head

    def _tell(self, kept: Head) -> None:
        if not self._told:
            text = "the audit log lost its end or was changed: link %d is not as %s has it; %s"
            log.error(text, kept.seq, self._head.path, "if a backup was restored, delete that file")
            self._told = True

    async def _holds(self, head: Head) -> bool:
        async with self._database.read() as session:
            return await session.scalar(select(AuditSeal.seal).where(AuditSeal.seq == head.seq)) == head.seal


async def _floor(session: AsyncSession) -> int:
    """The id up to which nothing is sealed any more."""
    highest = await session.scalar(select(func.max(AuditSeal.entry_id)))
    return 0 if highest is None else highest - LATE_MAX


async def _newest(session: AsyncSession) -> AuditSeal | None:
    newest: AuditSeal | None = await session.scalar(select(AuditSeal).order_by(AuditSeal.seq.desc()).limit(1))
    return newest


async def _waiting(session: AsyncSession, floor: int) -> Sequence[Sealed]:
    wanted = unsealed(floor).limit(BATCH).subquery()
    statement = select(*COLUMNS).join(wanted, wanted.c.id == AuditEntry.id).order_by(AuditEntry.id)
    return [Sealed(*row) for row in await session.execute(statement)]
