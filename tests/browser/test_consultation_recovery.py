"""A consultation whose line is cut or whose server is killed: what was drawn is merged, nothing is lost."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import require_browser
from tests.conftest import require
from tests.support.attending import Attending, arrive
from tests.support.chromium import PROGRAM, chromium
from tests.support.house import STORED, House, house
from tests.support.line import Line, line
from tests.support.site import EXPERT, TECHNOLOGIST, Site
from tests.support.visitor import eventually

pytestmark = pytest.mark.browser

CUT_MS = 60_000
KILLS = 2


@pytest.fixture(scope="module")
def open_house(tmp_path_factory: pytest.TempPathFactory, shared_data: Path) -> Iterator[House]:
    """A site that listens to the far end of a line too."""
    require_browser()
    site = Site(tmp_path_factory.mktemp("house"))
    ct = shared_data / "ct_head" / "ge_infarct"
    with house(site, ct, "--host", "0.0.0.0") as running:
        yield running


@pytest.fixture
def village() -> Iterator[Line]:
    require(os.geteuid() == 0, "a network namespace needs root")
    with line() as made:
        yield made


async def both_show(one: Attending, other: Attending, wanted: set[str], timeout_s: float) -> None:
    """Waits until both pages show exactly these marks."""

    async def look() -> bool:
        shown = [{mark.id for mark in await page.marks()} for page in (one, other)]
        return shown == [wanted, wanted]

    await eventually(f"{len(wanted)} marks on both pages", look, timeout_s)


async def test_what_both_sides_drew_while_the_network_was_cut_is_merged(
    open_house: House, village: Line, tmp_path: Path
) -> None:
    consultation = open_house.consultation()
    site = open_house.site
    async with (
        chromium(webgl=True) as near,
        chromium(program=village.program(tmp_path, PROGRAM), webgl=True) as far,
    ):
        city = await arrive(near, site.url, EXPERT, consultation)
        await city.side_by_side()
        clinic = await arrive(far, f"http://{village.near}:{site.port}", TECHNOLOGIST, consultation)
        await clinic.drawn(STORED)
        await city.drawn(STORED)
        before = await city.draw("length", STORED, (0.3, 0.3), (0.5, 0.3))
        await clinic.mark(before.id)
        village.cut()
        drawn = {before.id}
        for number in range(3):
            y = 0.4 + 0.1 * number
            drawn.add((await city.draw("arrow", STORED, (0.3, y), (0.4, y))).id)
            drawn.add((await clinic.draw("ellipse", STORED, (0.5, y), (0.6, y + 0.05))).id)
        await clinic.page.wait_for_timeout(CUT_MS)
        await clinic.board_is("offline")
        assert await clinic.find("board-connection").get_attribute("data-unsaved") != "0"
        village.mend()
        await both_show(city, clinic, drawn, 30)
        await clinic.board_is("synced")
        latecomer = await arrive(near, site.url, TECHNOLOGIST, consultation)
        await latecomer.drawn(STORED)
        await both_show(latecomer, clinic, drawn, 15)
        assert city.errors == clinic.errors == []


async def test_strokes_that_another_has_seen_survive_a_killed_application(open_house: House) -> None:
    consultation = open_house.consultation()
    server = open_house.site.server
    assert server is not None
    async with chromium(webgl=True) as browser:
        city = await arrive(browser, open_house.site.url, EXPERT, consultation)
        await city.side_by_side()
        clinic = await arrive(browser, open_house.site.url, TECHNOLOGIST, consultation)
        await city.drawn(STORED)
        await clinic.drawn(STORED)
        drawn: set[str] = set()
        for kill in range(KILLS):
            y = 0.2 + 0.2 * kill
            seen = await city.draw("arrow", STORED, (0.3, y), (0.4, y))
            await clinic.mark(seen.id)
            server.descendant("app").send_signal(signal.SIGKILL)
            unseen = await city.draw("arrow", STORED, (0.5, y), (0.6, y))
            drawn |= {seen.id, unseen.id}
            await both_show(city, clinic, drawn, 40)
        assert city.errors == clinic.errors == []
