"""A village behind a thin line gets the layer that fits, moving, while the city keeps the full picture."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.browser.conftest import prepare_site
from tests.conftest import require
from tests.support.chromium import PROGRAM, chromium
from tests.support.line import Line, line
from tests.support.site import EVERYWHERE, EXPERT, TECHNOLOGIST, Site
from tests.support.visitor import VIDEO, Visitor, eventually

pytestmark = pytest.mark.browser

FULL = "1280x720"
SETTLE_WITHIN_S = 40.0
MOVING_FRAMES = 25
"""Frames in three seconds that count as moving: more than eight a second."""


@pytest.fixture(scope="module")
def village() -> Iterator[Line]:
    require(os.geteuid() == 0, "a network namespace needs root")
    with line() as made:
        yield made


@pytest.fixture(scope="module")
def site(village: Line, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A scanner on air at a site that listens to the village's line too."""
    running = prepare_site(tmp_path_factory.mktemp("site"), EVERYWHERE)
    try:
        running.start()
        running.add_agent("CT", TECHNOLOGIST.organisation, f"test:{FULL}@30")
        yield running
    finally:
        left = running.stop()
    assert left == []


async def width(visitor: Visitor) -> int:
    return int(await visitor.page.evaluate(f"document.querySelector('{VIDEO}')?.videoWidth ?? 0"))


async def at_the_clinic(browser: Browser, site: Site, village: Line) -> Visitor:
    clinic = await Visitor.arrive(browser, f"http://{village.near}:{site.port}", TECHNOLOGIST)
    await clinic.open_console()
    return clinic


async def smaller_and_moving(visitor: Visitor) -> None:
    """Waits until three seconds bring enough frames of a smaller layer."""

    async def look() -> bool:
        before = await visitor.frames_shown()
        await visitor.page.wait_for_timeout(3000)
        return await width(visitor) < 1280 and await visitor.frames_shown() - before > MOVING_FRAMES

    await eventually("a smaller layer, moving, on a thin line", look, SETTLE_WITHIN_S)


async def test_a_line_that_becomes_thin_gets_a_smaller_layer_that_moves(
    site: Site, village: Line, tmp_path: Path
) -> None:
    village.shape("12mbit")
    async with chromium() as near, chromium(program=village.program(tmp_path, PROGRAM)) as far:
        city = await Visitor.arrive(near, site.url, EXPERT)
        await city.open_console()
        clinic = await at_the_clinic(far, site, village)

        async def full_at_the_clinic() -> bool:
            return await width(clinic) == 1280

        await eventually("the full picture on a good line", full_at_the_clinic, SETTLE_WITHIN_S)
        village.shape("900kbit")
        await smaller_and_moving(clinic)
        assert await width(city) == 1280
        await city.changing_picture()


async def test_who_comes_in_through_a_thin_line_gets_a_smaller_layer_that_moves(
    site: Site, village: Line, tmp_path: Path
) -> None:
    village.shape("900kbit")
    async with chromium(program=village.program(tmp_path, PROGRAM)) as far:
        await smaller_and_moving(await at_the_clinic(far, site, village))
