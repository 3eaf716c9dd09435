"""Two applications over one database and one bus: what happens in one reaches the people of the other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer

from consultation import changes
from consultation.consultations import doors
from consultation.consultations.attendance import entered, left
from tests.conftest import require
from tests.consultation.conftest import Application, engine_url, running
from tests.consultation.consultations.conftest import EXPERT, HOST, STUDENT, House, browser, spare_typesetting
from tests.consultation.consultations.test_help_now import entry
from tests.consultation.fake_engine import FakeEngine, console, speaker
from tests.consultation.shared_bus import Exchange
from tests.consultation.test_consoles import notify
from tests.support import postgresql as server
from tests.support.postgresql import PostgreSQL

ROOM = "console-0a"


@pytest.fixture
def exchange() -> Exchange:
    return Exchange()


@pytest.fixture(scope="module")
def postgresql() -> Iterator[PostgreSQL]:
    require(server.available(), f"no PostgreSQL in {server.BINARIES}")
    with PostgreSQL() as started:
        yield started


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> dict[str, object]:
    """Settings of the database that both processes use."""
    if request.param == "sqlite":
        return {}
    return {"database.url": request.getfixturevalue("postgresql").new_database()}


@pytest.fixture
async def houses(
    tmp_path: Path,
    engine_server: tuple[FakeEngine, TestServer],
    exchange: Exchange,
    database: dict[str, object],
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[tuple[House, House]]:
    """The same house, by the doors of two processes."""
    spare_typesetting(monkeypatch)
    engine, listening = engine_server
    url = engine_url(listening)
    async with (
        running(tmp_path, engine, url, database, exchange.line()) as here,
        running(tmp_path, engine, url, database, exchange.line()) as there,
    ):
        house = House(here, {}, {})
        await house.enrol()
        yield house, replace(house, application=there)


def on_air(application: Application, room: str) -> bool:
    return application.services.directory.get(room) is not None


async def test_call_for_help_is_heard_in_the_other_process(houses: tuple[House, House]) -> None:
    here, there = houses
    room = await here.on_air()
    async with there.events(EXPERT) as expert:
        assert (await expert.told("consultations"))["consultations"] == []
        path = await here.start(urgent=True, consoles=[room])
        (called,) = (await expert.told("consultations"))["consultations"]
        assert (called["id"], called["urgent"]) == (path[-12:], True)
    assert (await there.told(path, HOST))["me"]["host"] is True


async def test_console_whose_webhook_came_to_the_other_process_is_looked_for(
    houses: tuple[House, House],
) -> None:
    here, there = houses
    async with there.events(EXPERT) as expert:
        assert (await expert.told("consoles"))["consoles"] == []
        here.application.engine.rooms[ROOM] = [console(ROOM)]
        await notify(here.application)
        (found,) = (await expert.told("consoles"))["consoles"]
        assert found["room"] == ROOM
    assert on_air(here.application, ROOM)


async def test_doors_are_shut_in_the_process_that_holds_the_connection(houses: tuple[House, House]) -> None:
    here, there = houses
    path = await here.with_everybody()
    shut: list[str] = []
    watch = there.application.services.doors.watch
    for person in (EXPERT, STUDENT):
        watch(path[-12:], here.ids[person], lambda name=person: shut.append(name))
    watch("another", here.ids[EXPERT], lambda: shut.append("another"))
    room = "consultation-" + path[-12:]
    here.application.engine.rooms[room] = [speaker(f"user-{here.ids[EXPERT]}-00000001")]
    await here.do(HOST, f"{path}/people/{here.ids[EXPERT]}/remove")
    assert shut == [EXPERT]
    await here.do(HOST, f"{path}/close")
    assert sorted(shut) == sorted([EXPERT, EXPERT, STUDENT])


async def test_after_a_time_without_a_line_everybody_is_asked_anew(
    houses: tuple[House, House], exchange: Exchange
) -> None:
    here, there = houses
    path = await here.with_everybody()
    asked: list[str] = []
    there.application.services.doors.watch(
        path[-12:], here.ids[EXPERT], lambda: asked.append("shut"), lambda: asked.append("anew")
    )
    async with there.events(EXPERT) as expert:
        assert len((await expert.told("consultations"))["consultations"]) == 1
        exchange.down = True
        await here.do(HOST, f"{path}/people/{here.ids[EXPERT]}/remove")
        assert asked == []
        exchange.restore()
        assert asked == ["anew"]
        assert (await expert.told("consultations"))["consultations"] == []


async def test_link_used_in_both_processes_at_once_works_once(houses: tuple[House, House]) -> None:
    here, there = houses
    link = await here.link(await here.start())
    async with browser(here) as one, browser(there) as other:
        answers = await asyncio.gather(one.use(link), other.use(link))
    assert sorted(status for status, _ in answers) == [200, 401]


async def test_what_is_done_in_both_processes_at_once_is_done_once(houses: tuple[House, House]) -> None:
    here, there = houses
    path = await here.start(urgent=True, consoles=[await here.on_air()])
    await there.on_air("console-0b")
    await here.on_air("console-0b")
    at_both_doors = [(house.application.services, await entry(house, EXPERT, path)) for house in houses]
    stays = await asyncio.gather(*(entered(shared, who) for shared, who in at_both_doors))
    invitation = {"kind": "person", "id": here.ids[STUDENT]}
    await asyncio.gather(
        *(house.do(HOST, f"{path}/consoles", {"room": "console-0b"}) for house in houses),
        *(house.do(HOST, f"{path}/members", invitation) for house in houses),
    )
    told = await there.told(path, HOST)
    assert len(told["consoles"]) == 2
    assert sorted(one["name"] for one in told["members"]) == [EXPERT, STUDENT]
    assert [one["name"] for one in told["present"]] == [EXPERT]
    for house, stay in zip(houses, stays, strict=True):
        await left(house.application.services, stay)
    assert (await here.told(path, HOST))["present"] == []
    closings = await asyncio.gather(
        *(house.ask(f"{path}/close", HOST, method="POST", json={}) for house in houses)
    )
    assert sorted(answer.status for answer in closings) == [200, 409]


async def test_nonsense_on_the_bus_is_passed_over(
    houses: tuple[House, House], exchange: Exchange, caplog: pytest.LogCaptureFixture
) -> None:
    here, there = houses
    path = await here.with_everybody()
    shut: list[str] = []
    there.application.services.doors.watch(path[-12:], here.ids[EXPERT], lambda: shut.append("shut"))
    sender = exchange.line()
    for message in (b"", b"\xff", b"{}", b'{"deed":"burn","consultation":"x","attendee":null}', b"room \xff"):
        for channel in (changes.CHANNEL, doors.CHANNEL):
            await sender.publish(channel, message)
    assert shut == []
    assert "unknown" in caplog.text
    await here.do(HOST, f"{path}/close")
    assert shut == ["shut"]
