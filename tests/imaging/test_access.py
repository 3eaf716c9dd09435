"""Who may read is asked in one place, and all reading leaves a trace before anything is given out."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from core.audit import Action, latest
from core.database import Database
from core.models import AuditEntry
from core.settings import Settings
from imaging.access import Access, Purpose
from imaging.archive import Archive
from imaging.errors import NotAllowed, NotFound
from tests.imaging.conftest import CITY, CITY_CT, COUNTY_CT, NOW, STUDENT

STUDY = "1.2.3"


class Watched:
    """Access to a study of the city's, and the entries that it leaves."""

    def __init__(self, database: Database, window_s: float) -> None:
        self.database = database
        self.access = Access(database, now=lambda: NOW, window_s=window_s)

    async def read(self, purpose: Purpose = Purpose.FRAMES, caller: object = CITY_CT) -> None:
        await self.access.study(caller, CITY, STUDY, purpose)

    async def entries(self) -> list[AuditEntry]:
        """Oldest first, of reading alone."""
        async with self.database.read() as session:
            return [one for one in reversed(await latest(session, 100)) if one.action != "study.store"]

    async def recorded(self, count: int) -> None:
        """Wait until there are so many entries."""
        async with asyncio.timeout(10):
            while len(await self.entries()) < count:
                await asyncio.to_thread(time.sleep, 0.01)


@pytest.fixture
async def watched(archive: Archive, settings: Settings) -> AsyncIterator[Watched]:
    async with Database(settings.database_url) as database:
        made = Watched(database, window_s=60.0)
        yield made
        await made.access.close()


async def test_first_reading_is_recorded_before_it_is_let_through(watched: Watched) -> None:
    await watched.read()
    (entry,) = await watched.entries()
    assert (entry.actor, entry.action, entry.target) == ("peer:CITY_CT", "study.read", STUDY)
    assert (entry.address, entry.outcome, entry.detail) == ("127.0.0.1", "success", {"kind": "frames"})


async def test_what_follows_is_counted_in_one_closing_entry(watched: Watched) -> None:
    for _ in range(121):
        await watched.read()
    assert len(await watched.entries()) == 1
    await watched.access.close()
    assert [one.detail.get("further") for one in await watched.entries()] == [None, 120]


async def test_single_reading_needs_no_closing_entry(watched: Watched) -> None:
    await watched.read()
    await watched.access.close()
    assert len(await watched.entries()) == 1


async def test_window_ends_and_reading_is_recorded_anew(archive: Archive, settings: Settings) -> None:
    async with Database(settings.database_url) as database:
        watched = Watched(database, window_s=0.05)
        await asyncio.gather(watched.read(), watched.read())
        await watched.recorded(2)
        await watched.read()
        await watched.access.close()
        assert [one.detail.get("further") for one in await watched.entries()] == [None, 1, None]


async def test_other_purposes_and_callers_are_recorded_apart(watched: Watched) -> None:
    await watched.read(Purpose.FRAMES)
    await watched.read(Purpose.METADATA)
    with pytest.raises(NotFound):
        await watched.read(Purpose.FRAMES, COUNTY_CT)
    entries = await watched.entries()
    assert [(one.actor, one.detail["kind"], one.outcome) for one in entries] == [
        ("peer:CITY_CT", "frames", "success"),
        ("peer:CITY_CT", "metadata", "success"),
        ("peer:COUNTY_CT", "frames", "refused"),
    ]


async def test_many_at_once_wait_for_one_entry(watched: Watched) -> None:
    await asyncio.gather(*(watched.read() for _ in range(50)))
    await watched.access.close()
    assert [one.detail.get("further") for one in await watched.entries()] == [None, 49]


async def test_nothing_is_let_through_that_could_not_be_recorded(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError("database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr("core.audit.record", full)
        for _ in range(2):
            with pytest.raises(OSError, match="full"):
                await watched.read()
    await watched.read()
    assert len(await watched.entries()) == 1


async def test_who_goes_away_leaves_the_entry_to_others(watched: Watched) -> None:
    impatient = asyncio.create_task(watched.read())
    await asyncio.sleep(0)
    impatient.cancel()
    await watched.read()
    assert len(await watched.entries()) == 1


async def test_query_is_recorded_by_its_keys(watched: Watched) -> None:
    assert await watched.access.query(CITY_CT, "STUDY", {"PatientName": "wang*" + "x" * 300, "StudyDate": ""})
    assert not await watched.access.query(STUDENT, "STUDY", {})
    seen, refused = await watched.entries()
    assert seen.detail == {"level": "STUDY", "PatientName": ("wang*" + "x" * 300)[:200]}
    assert (refused.actor, refused.outcome) == ("user:student", "refused")


async def test_administration_is_refused_to_others_and_recorded(watched: Watched) -> None:
    with pytest.raises(NotAllowed):
        await watched.access.administer(CITY_CT, Action.PEER_ADD)
    (entry,) = await watched.entries()
    assert (entry.action, entry.outcome) == ("peer.add", "refused")
