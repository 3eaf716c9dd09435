"""Walks the audit log's chain and says where it is broken first."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, func, select

from core.audit_chain import LATE_MAX, Sealed, seal
from core.audit_head import Head
from core.audit_links import COLUMNS, unsealed
from core.database import Database
from core.models import AuditEntry, AuditSeal

_BATCH = 5000


class Reason(StrEnum):
    """Why a link does not hold; the texts are told to people."""

    CHANGED = "entry or seal changed"
    NO_ENTRY = "entry missing"
    NO_SEAL = "seal missing"
    INSERTED = "entry without a seal among sealed ones"
    CUT = "end of the log missing"


@dataclass(frozen=True, slots=True)
class Break:
    """The first link that does not hold: its number, and the entry it is about where that is known."""

    seq: int
    entry_id: int | None
    reason: Reason


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found."""

    sealed: int
    """Links of the chain."""
    unsealed: int
    """Entries that wait for their seal, as the newest may."""
    broken: Break | None


async def verify(database: Database, key: bytes, head: Head | None) -> Verification:
    """Compute the whole chain anew; `head` is the end that it had, or a link that was its end once."""
    walk = _Walk(key, head)
    while walk.broken is None:
        rows = await _links(database, walk.seq)
        if not rows:
            break
        await asyncio.to_thread(walk.take, rows)
    broken = walk.broken or walk.end() or await _inserted(database, walk.seq)
    async with database.read() as session:
        sealed = await session.scalar(select(func.count()).select_from(AuditSeal)) or 0
        highest = await session.scalar(select(func.max(AuditSeal.entry_id))) or 0
        waiting = unsealed(max(0, highest - LATE_MAX)).subquery()
        count = await session.scalar(select(func.count()).select_from(waiting)) or 0
    return Verification(sealed, count, broken)


class _Walk:
    """How far the chain was computed."""

    def __init__(self, key: bytes, head: Head | None) -> None:
        self._key = key
        self._head = head
        self._previous = ""
        self.seq = 0
        self.broken: Break | None = None

    def take(self, rows: Sequence[Row[*tuple[Any, ...]]]) -> None:
        """The links that follow, up to the first that does not hold."""
        for seq, entry_id, kept, *columns in rows:
            self.broken = self._check(seq, entry_id, kept, columns)
            if self.broken is not None:
                return
            self.seq, self._previous = seq, kept

    def end(self) -> Break | None:
        """What is missing after the last link."""
        if self._head is not None and self._head.seq > self.seq:
            return Break(self.seq + 1, None, Reason.CUT)
        return None

    def _check(self, seq: int, entry_id: int, kept: str, columns: Sequence[Any]) -> Break | None:
        if seq != self.seq + 1:
            return Break(self.seq + 1, None, Reason.NO_SEAL)
        if columns[0] is None:
            return Break(seq, entry_id, Reason.NO_ENTRY)
        same = kept == seal(self._key, self._previous, Sealed(*columns))
        if same and self._head is not None and self._head.seq == seq:
            same = kept == self._head.seal
        return None if same else Break(seq, entry_id, Reason.CHANGED)


async def _links(database: Database, after: int) -> Sequence[Row[*tuple[Any, ...]]]:
    statement = (
        select(AuditSeal.seq, AuditSeal.entry_id, AuditSeal.seal, *COLUMNS)
        .outerjoin(AuditEntry, AuditEntry.id == AuditSeal.entry_id)
        .where(AuditSeal.seq > after)
        .order_by(AuditSeal.seq)
        .limit(_BATCH)
    )
    async with database.read() as session:
        return (await session.execute(statement)).all()


async def _inserted(database: Database, seq: int) -> Break | None:
    """An entry that has no seal, though entries long after it have theirs."""
    async with database.read() as session:
        highest = await session.scalar(select(func.max(AuditSeal.entry_id))) or 0
        found = await session.scalar(unsealed(0).where(AuditEntry.id <= highest - LATE_MAX).limit(1))
    return None if found is None else Break(seq, found, Reason.INSERTED)
