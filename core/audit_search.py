"""Searching the audit log, newest first, quick at millions of entries or ended by a clear error."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select

from core.audit_chain import Sealed
from core.audit_links import COLUMNS
from core.database import Database
from core.errors import ConsiliumError
from core.models import AuditEntry

LIMIT_S = 4.0
_CHUNK = 5000
"""Entries that are read at once where words are looked for: no index has these."""


class TooBroad(ConsiliumError):
    """The words asked for are in none of the entries that could be looked through in time."""


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """What is looked for; "" and None mean anything."""

    actor: str = ""
    """``user:wang``, or ``wang`` for that."""
    action: str = ""
    target: str = ""
    outcome: str = ""
    text: str = ""
    """Occurs somewhere in the entry, without regard to case."""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Entries, newest first, and whether older ones follow."""

    entries: Sequence[Sealed]
    more: bool


async def search(
    database: Database,
    query: AuditQuery,
    *,
    limit: int,
    before: int | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> AuditPage:
    """At most `limit` entries with ids below `before`. Raises TooBroad."""
    word = query.text.strip().casefold()
    wanted = _CHUNK if word else limit + 1
    deadline = clock() + LIMIT_S
    found: list[Sealed] = []
    while True:
        chunk = await _read(database, query, before, wanted)
        found += (entry for entry in chunk if not word or _holds(entry, word))
        if len(found) > limit or len(chunk) < wanted:
            return AuditPage(found[:limit], len(found) > limit)
        if clock() > deadline:
            raise TooBroad("Too many entries to look through: narrow the time, or name who or what.")
        before = chunk[-1].id


async def _read(database: Database, query: AuditQuery, before: int | None, limit: int) -> Sequence[Sealed]:
    statement = select(*COLUMNS).where(*_conditions(query)).order_by(AuditEntry.id.desc()).limit(limit)
    if before is not None:
        statement = statement.where(AuditEntry.id < before)
    async with database.read() as session:
        return [Sealed(*row) for row in await session.execute(statement)]


def _conditions(query: AuditQuery) -> Iterator[ColumnElement[bool]]:
    if query.actor:
        yield AuditEntry.actor.in_([query.actor, f"user:{query.actor}"])
    if query.action:
        yield AuditEntry.action == query.action
    if query.target:
        yield AuditEntry.target == query.target
    if query.outcome:
        yield AuditEntry.outcome == query.outcome
    if query.since is not None:
        yield AuditEntry.at >= query.since
    if query.until is not None:
        yield AuditEntry.at <= query.until


def _holds(entry: Sealed, word: str) -> bool:
    # Here and not in the database, which keeps the detail as JSON with escapes instead of Chinese.
    texts = (entry.actor, entry.action, entry.target, entry.address, *map(str, entry.detail.values()))
    return any(word in text.casefold() for text in texts)
