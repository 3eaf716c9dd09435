"""Searching the audit log, newest first, quick at millions of entries or ended by a clear error."""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Text, cast, func, or_, select

from core.audit_chain import Sealed
from core.audit_links import COLUMNS
from core.database import Database
from core.errors import ConsiliumError
from core.models import AuditEntry

LIMIT_S = 4.0
_CHUNK = 2000
"""Entries that are read at once where words are looked for."""
_WINDOW = 250_000
"""Entries that the database looks through at once for a word."""

Condition = ColumnElement[bool]


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
    conditions = [*_conditions(query)]
    if not word:
        below = [] if before is None else [AuditEntry.id < before]
        found = await _read(database, [*conditions, *below], limit + 1)
    else:
        found = await _with_word(database, conditions, word, limit + 1, before, clock)
    return AuditPage(found[:limit], len(found) > limit)


async def _with_word(
    database: Database,
    conditions: Sequence[Condition],
    word: str,
    limit: int,
    before: int | None,
    clock: Callable[[], float],
) -> Sequence[Sealed]:
    """No index has words, so entries are looked through window by window, as far as the time goes."""
    deadline = clock() + LIMIT_S
    written = _written(word)
    window = _CHUNK if written is None else _WINDOW
    looked_for = [*conditions] if written is None else [*conditions, written]
    high = before if before is not None else await _newest(database) + 1
    found: list[Sealed] = []
    while high > 1 and len(found) < limit:
        if clock() > deadline:
            raise TooBroad("Too many entries to look through: narrow the time, or name who or what.")
        low = max(1, high - window)
        rows = await _read(database, [*looked_for, AuditEntry.id >= low, AuditEntry.id < high], _CHUNK)
        found += (entry for entry in rows if _holds(entry, word))
        high = rows[-1].id if len(rows) == _CHUNK else low
    return found[:limit]


async def _newest(database: Database) -> int:
    async with database.read() as session:
        return await session.scalar(select(func.max(AuditEntry.id))) or 0


async def _read(database: Database, conditions: Sequence[Condition], limit: int) -> Sequence[Sealed]:
    statement = select(*COLUMNS).where(*conditions).order_by(AuditEntry.id.desc()).limit(limit)
    async with database.read() as session:
        return [Sealed(*row) for row in await session.execute(statement)]


def _conditions(query: AuditQuery) -> Iterator[Condition]:
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


def _written(word: str) -> Condition | None:
    """What holds of every entry with this word, for the database; None where it cannot tell.

    It keeps the detail as JSON with escapes, and lowers no letters but those of ASCII.
    """
    if any(not letter.isascii() and letter.upper() != letter.lower() for letter in word):
        return None
    plain = (AuditEntry.actor, AuditEntry.action, AuditEntry.target, AuditEntry.address)
    in_detail = func.lower(cast(AuditEntry.detail, Text)).contains(json.dumps(word)[1:-1], autoescape=True)
    return or_(in_detail, *(func.lower(column).contains(word, autoescape=True) for column in plain))


def _holds(entry: Sealed, word: str) -> bool:
    texts = (entry.actor, entry.action, entry.target, entry.address, *map(str, entry.detail.values()))
    return any(word in text.casefold() for text in texts)
