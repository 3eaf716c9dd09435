"""Two applications over one database and one bus: what happens in one reaches the people of the other."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer

from tests.consultation.conftest import Application, engine_url, running
from tests.consultation.consultations.conftest import EXPERT, HOST, STUDENT, House
from tests.consultation.fake_engine import FakeEngine, console, speaker
from tests.consultation.shared_bus import Exchange
from tests.consultation.test_consoles import notify

ROOM = "console-0a"


@pytest.fixture
def exchange() -> Exchange:
    return Exchange()


@pytest.fixture
async def houses(
    tmp_path: Path, engine_server: tuple[FakeEngine, TestServer], exchange: Exchange
) -> AsyncIterator[tuple[House, House]]:
    """The same house, by the doors of two processes."""
    engine, server = engine_server
    url = engine_url(server)
    async with (
        running(tmp_path, engine, url, {}, exchange.line()) as here,
        running(tmp_path, engine, url, {}, exchange.line()) as there,
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
    doors = there.application.services.doors
    for person in (EXPERT, STUDENT):
        doors.watch(path[-12:], here.ids[person], lambda name=person: shut.append(name))
    doors.watch("another", here.ids[EXPERT], lambda: shut.append("another"))
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
