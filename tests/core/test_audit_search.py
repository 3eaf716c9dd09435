"""Searching the audit log: by what every entry has, by words in it, page by page, and never without end."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import insert

from core.audit import Action, Event, Outcome, columns
from core.audit_search import LIMIT_S, AuditQuery, TooBroad, search
from core.database import Database
from core.models import AuditEntry
from tests.core.conftest import NOW

ENTRIES = 1000


@pytest.fixture
async def log(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """One entry a second: every hundredth is a refusal of Li's, and number 4 tells of a chest."""
    monkeypatch.setattr("core.audit_search._CHUNK", 70)
    monkeypatch.setattr("core.audit_search._WINDOW", 300)
    rows = []
    for number in range(ENTRIES):
        li = number % 100 == 0
        detail = {"kind": {4: "胸部", 5: "MÜLLER", 6: 'a "b" 100%'}.get(number, "frames"), "count": number}
        event = Event(
            NOW + timedelta(seconds=number),
            "user:li" if li else "user:wang",
            Action.KEEP if li else Action.STUDY_READ,
            f"1.2.{number}",
            outcome=Outcome.REFUSED if li else Outcome.SUCCESS,
            detail={**detail},
        )
        rows.append(columns(event))
    async with database.write() as session:
        await session.execute(insert(AuditEntry), rows)
    return database


async def numbers(log: Database, query: AuditQuery, limit: int = 5, before: int | None = None) -> list[int]:
    page = await search(log, query, limit=limit, before=before)
    return [entry.id - 1 for entry in page.entries]


async def test_newest_come_first_and_pages_follow_each_other(log: Database) -> None:
    page = await search(log, AuditQuery(), limit=3)
    assert [entry.id for entry in page.entries] == [ENTRIES, ENTRIES - 1, ENTRIES - 2]
    assert page.more
    assert await numbers(log, AuditQuery(), limit=3, before=3) == [1, 0]
    assert not (await search(log, AuditQuery(), limit=3, before=4)).more


async def test_found_by_what_every_entry_has(log: Database) -> None:
    for query in (AuditQuery(actor="li"), AuditQuery(actor="user:li"), AuditQuery(action="keep")):
        assert await numbers(log, query, limit=2) == [ENTRIES - 100, ENTRIES - 200]
    assert await numbers(log, AuditQuery(outcome="refused"), before=102) == [100, 0]
    assert await numbers(log, AuditQuery(target="1.2.7")) == [7]
    since, until = NOW + timedelta(seconds=7), NOW + timedelta(seconds=9)
    assert await numbers(log, AuditQuery(since=since, until=until)) == [9, 8, 7]


async def test_found_by_words_in_any_place(log: Database) -> None:
    for word, number in (("胸部", 4), ("müller", 5), ('A "B"', 6), ("100%", 6), ("1.2.777", 777)):
        assert await numbers(log, AuditQuery(text=word)) == [number]
    assert await numbers(log, AuditQuery(text="kind")) == []
    assert await numbers(log, AuditQuery(text="frames"), limit=2, before=500) == [498, 497]
    assert await numbers(log, AuditQuery(text=" LI ", outcome="refused"), limit=1) == [ENTRIES - 100]
    assert await numbers(log, AuditQuery(text="1.2.11", actor="wang"), limit=2) == [119, 118]


async def test_what_takes_too_long_is_ended(log: Database) -> None:
    hours = count(step=LIMIT_S + 1)
    with pytest.raises(TooBroad, match="narrow"):
        await search(log, AuditQuery(text="nowhere"), limit=5, clock=lambda: next(hours))
