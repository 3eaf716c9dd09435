"""A consultation whose line is cut or whose server is killed: what was drawn is merged, nothing is lost."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.browser.conftest import require_browser
from tests.conftest import require
from tests.support.attending import Attending, arrive
from tests.support.chromium import PROGRAM, chromium
from tests.support.house import STORED, House, house
from tests.support.line import Line, line
from tests.support.site import EVERYWHERE, EXPERT, TECHNOLOGIST, Site
from tests.support.two_apps import available, two_apps
from tests.support.visitor import PATIENCE_S, eventually

pytestmark = pytest.mark.browser

CUT_S = 60
KILLS = 2


@pytest.fixture(scope="module")
def village() -> Iterator[Line]:
    require(os.geteuid() == 0, "a network namespace needs root")
    with line() as made:
        yield made


@pytest.fixture(scope="module")
def houses(
    village: Line, tmp_path_factory: pytest.TempPathFactory, shared_data: Path
) -> Iterator[tuple[House, House]]:
    """One application with SQLite, and two with PostgreSQL and Redis; both listen to the village's line."""
    require_browser()
    require(available(), "PostgreSQL, Redis or HAProxy is missing: make setup-dev installs them")
    ct = shared_data / "ct_head" / "ge_infarct"
    alone, shared = (tmp_path_factory.mktemp(name) for name in ("one-process", "two-processes"))
    with ExitStack() as stack:
        one = stack.enter_context(house(Site(alone, EVERYWHERE), ct))
        site = stack.enter_context(two_apps(shared, EVERYWHERE))
        yield one, stack.enter_context(house(site, ct))


@dataclass(frozen=True, slots=True)
class Table:
    """An expert in the city and a technologist at one CT, and the marks that there have to be in the end."""

    site: Site
    consultation: str
    city: Attending
    clinic: Attending
    drawn: set[str]

    async def draw(self, who: Attending, tool: str, x: float, y: float) -> str:
        """A short mark at this point of the CT; its id."""
        mark = await who.draw(tool, STORED, (x, y), (x + 0.1, y + 0.05))
        self.drawn.add(mark.id)
        return mark.id

    async def all_shown(self, *pages: Attending) -> None:
        """Waits until these pages show exactly what was drawn."""

        async def look() -> bool:
            shown = [{mark.id for mark in await page.marks()} for page in pages]
            return all(marks == self.drawn for marks in shown)

        await eventually(f"{len(self.drawn)} marks on each page", look, PATIENCE_S)

    def check(self) -> None:
        """Nothing went wrong on either page."""
        assert self.city.errors == self.clinic.errors == []


async def sat_down(house: House, near: Browser, far: Browser, address: str) -> Table:
    """The city through `near`, the clinic through `far`, which knows the site by another address."""
    consultation = house.consultation()
    site = house.site
    city = await arrive(near, site.url, EXPERT, consultation)
    # Without the running picture, which is of no account here, and costs what six pages have not.
    await city.find("layout-1x2").click()
    await city.put(STORED, "series")
    clinic = await arrive(far, f"http://{address}:{site.port}", TECHNOLOGIST, consultation)
    for one in (city, clinic):
        await one.drawn(STORED)
    return Table(site, consultation, city, clinic, set())


async def test_what_both_sides_drew_while_the_network_was_cut_is_merged(
    houses: tuple[House, House], village: Line, tmp_path: Path
) -> None:
    async with (
        chromium() as near,
        chromium(program=village.program(tmp_path, PROGRAM)) as far,
    ):
        # Both sites wait out the same minute.
        tables = [await sat_down(house, near, far, village.near) for house in houses]
        for table in tables:
            seen = await table.draw(table.city, "length", 0.3, 0.3)
            await table.clinic.mark(seen)
        village.cut()
        cut = asyncio.create_task(asyncio.sleep(CUT_S))
        for table in tables:
            await drawn_apart(table)
        await cut
        for table in tables:
            await table.clinic.board_is("offline")
            unsaved = table.clinic.find("board-connection")
            assert await unsaved.get_attribute("data-unsaved") != "0"
        village.mend()
        for table in tables:
            await table.all_shown(table.city, table.clinic)
            await table.clinic.board_is("synced")
            await seen_by_a_latecomer(table, near)
            table.check()


async def drawn_apart(table: Table) -> None:
    """Three marks of each side, in turn."""
    for number in range(3):
        y = 0.4 + 0.1 * number
        await table.draw(table.city, "arrow", 0.3, y)
        await table.draw(table.clinic, "ellipse", 0.5, y)


async def seen_by_a_latecomer(table: Table, browser: Browser) -> None:
    latecomer = await arrive(browser, table.site.url, TECHNOLOGIST, table.consultation)
    await latecomer.drawn(STORED)
    await table.all_shown(latecomer)
    await latecomer.leave()


@pytest.mark.parametrize("number", [0, 1], ids=["one-process", "two-processes"])
async def test_strokes_that_another_has_seen_survive_a_killed_application(
    houses: tuple[House, House], number: int
) -> None:
    async with chromium() as browser:
        table = await sat_down(houses[number], browser, browser, "127.0.0.1")
        for kill in range(KILLS):
            y = 0.2 + 0.2 * kill
            seen = await table.draw(table.city, "arrow", 0.3, y)
            await table.clinic.mark(seen)
            # Of two applications, first one is killed and then the other: each page loses its own once.
            await asyncio.to_thread(table.site.kill_app, kill)
            await table.draw(table.city, "arrow", 0.5, y)
            await table.all_shown(table.city, table.clinic)
            await asyncio.to_thread(table.site.restore_app, kill)
        table.check()
