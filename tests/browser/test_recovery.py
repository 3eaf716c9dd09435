"""What dies comes back by itself, and what is left goes on: agent, engine, tab."""

from __future__ import annotations

import signal

import pytest
from playwright.async_api import Browser

from tests.support.site import EXPERT, TECHNOLOGIST, Site, echo_cine
from tests.support.visitor import Visitor, eventually

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

BACK_WITHIN_S = 10.0


async def more_frames(visitor: Visitor, timeout_s: float) -> None:
    """Waits until the page shows frames it has not shown yet, in the old or in a new picture element."""
    before = await visitor.frames_shown()

    async def look() -> bool:
        nonlocal before
        now = await visitor.frames_shown()
        if now < before:
            before = now
        return now > before + 5

    await eventually("new frames", look, timeout_s)


async def frames_stop(visitor: Visitor) -> None:
    last = -1

    async def look() -> bool:
        nonlocal last
        now, last = last, await visitor.frames_shown()
        return now == last

    await eventually("the picture stands still", look, 10)


async def test_engine_killed_everything_comes_back_by_itself(site: Site, browser: Browser) -> None:
    expert = await Visitor.arrive(browser, site.url, EXPERT)
    technologist = await Visitor.arrive(browser, site.url, TECHNOLOGIST)
    for visitor in (expert, technologist):
        await visitor.open_console()
        await visitor.picture()
    assert site.server is not None
    site.server.descendant("media").send_signal(signal.SIGKILL)
    await frames_stop(expert)
    for visitor in (expert, technologist):
        await more_frames(visitor, BACK_WITHIN_S)
        await visitor.changing_picture()
        assert visitor.errors == []


async def test_agent_killed_room_stays_and_a_new_agent_is_seen_at_once(site: Site, browser: Browser) -> None:
    expert = await Visitor.arrive(browser, site.url, EXPERT)
    await expert.open_console()
    await expert.picture()
    agent = site.agents[0]
    agent.process.kill()
    agent.process.wait()
    await frames_stop(expert)
    site.restart_agent(0)
    await more_frames(expert, BACK_WITHIN_S)
    await expert.changing_picture()
    assert expert.errors == []


async def test_tab_closed_the_other_goes_on(site: Site, browser: Browser) -> None:
    expert = await Visitor.arrive(browser, site.url, EXPERT)
    technologist = await Visitor.arrive(browser, site.url, TECHNOLOGIST)
    for visitor in (expert, technologist):
        await visitor.open_console()
        await visitor.picture()
    row = technologist.find("person").filter(has_text=EXPERT.display_name)
    await row.first.wait_for()
    await expert.leave()
    await more_frames(technologist, 2)
    await row.first.wait_for(state="detached", timeout=30_000)


async def test_second_console_appears_on_the_home_page(site: Site, browser: Browser) -> None:
    expert = await Visitor.arrive(browser, site.url, EXPERT)
    cards = expert.find("console-card")
    await cards.first.wait_for()
    assert await cards.count() == 1
    agent = site.add_agent("超声 2", TECHNOLOGIST.organisation, echo_cine())
    await cards.nth(1).wait_for(timeout=5_000)
    agent.stop()

    async def one_card() -> bool:
        return await cards.count() == 1

    await eventually("the console leaves the page", one_card, 15)
