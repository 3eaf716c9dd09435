"""Two hospitals watch one console: the picture, the voices, the cameras, and what the page measures."""

from __future__ import annotations

import time

import pydicom
import pytest
from playwright.async_api import Browser
from pydicom.data import get_testdata_file
from pydicom.pixels import pixel_array

from tests.support.look import best_match
from tests.support.site import EXPERT, TECHNOLOGIST, Site
from tests.support.visitor import Visitor, eventually

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

SHARP_DB = 28.0
"""A speckled picture of 320 x 240 after VP8 at the agent's bit rate; an unrelated frame gives about 20 dB."""
BACK_AFTER_RELOAD_S = 3.0


async def both_in_the_room(browser: Browser, site: Site) -> tuple[Visitor, Visitor]:
    expert = await Visitor.arrive(browser, site.url, EXPERT)
    technologist = await Visitor.arrive(browser, site.url, TECHNOLOGIST)
    await expert.open_console()
    await technologist.open_console()
    return expert, technologist


async def test_two_hospitals_see_the_real_cine_move(site: Site, browser: Browser) -> None:
    dataset = pydicom.dcmread(get_testdata_file("examples_ybr_color.dcm"))
    cine = pixel_array(dataset)
    for visitor in await both_in_the_room(browser, site):
        seen = set()

        async def several_frames(visitor: Visitor = visitor, seen: set[int] = seen) -> bool:
            match = best_match(await visitor.picture(), cine)
            assert match.psnr > SHARP_DB
            seen.add(match.frame)
            return len(seen) >= 4

        await eventually("four different frames of the cine", several_frames, 15)
        assert visitor.errors == []


async def test_they_hear_and_see_each_other(site: Site, browser: Browser) -> None:
    expert, technologist = await both_in_the_room(browser, site)
    await expert.picture()
    assert await technologist.loudness() < 0.01
    await expert.find("mic-toggle").click()
    await expert.find("camera-toggle").click()

    async def heard() -> bool:
        return await technologist.loudness() > 0.05

    await eventually("the expert's voice", heard, 10)
    camera = technologist.page.locator('[data-testid="camera-tile"] video')

    async def camera_moves() -> bool:
        return bool(
            await camera.first.evaluate(
                "(video) => video.videoWidth > 0 && video.getVideoPlaybackQuality().totalVideoFrames > 10"
            )
        )

    await eventually("the expert's camera", camera_moves, 10)
    speaking = technologist.page.locator('[data-testid="person"][data-speaking="true"]')
    await speaking.first.wait_for(timeout=10_000)
    await expert.find("mic-toggle").click()

    async def silent() -> bool:
        return await technologist.loudness() < 0.01

    await eventually("silence after muting", silent, 10)


async def test_page_measures_latency_frame_rate_and_quality(site: Site, browser: Browser) -> None:
    expert = await Visitor.arrive(browser, site.url, EXPERT)
    await expert.open_console()
    await expert.picture()

    async def measured() -> bool:
        latency = await expert.find("live-latency").get_attribute("data-ms")
        rate = await expert.find("live-fps").get_attribute("data-fps")
        return bool(latency and rate and 0 < float(latency) < 2000 and 15 < float(rate) < 40)

    await eventually("latency and frame rate", measured, 15)
    assert await expert.find("live-quality").get_attribute("data-quality") in {"good", "fair"}


async def test_reload_brings_the_picture_back(site: Site, browser: Browser) -> None:
    expert = await Visitor.arrive(browser, site.url, EXPERT)
    await expert.open_console()
    await expert.picture()
    began = time.monotonic()
    await expert.page.reload(wait_until="commit")
    await expert.picture()
    assert time.monotonic() - began < BACK_AFTER_RELOAD_S


async def test_everyone_in_the_room_is_listed_with_their_hospital(site: Site, browser: Browser) -> None:
    expert, technologist = await both_in_the_room(browser, site)
    await technologist.picture()
    people = expert.find("person")
    for person in (EXPERT, TECHNOLOGIST):
        row = people.filter(has_text=person.display_name)
        await row.first.wait_for(timeout=10_000)
        assert person.organisation in await row.first.inner_text()


async def test_language_is_switched_in_place(site: Site, browser: Browser) -> None:
    expert = await Visitor.arrive(browser, site.url, EXPERT)
    await expert.find("console-card").first.wait_for()
    chinese = await expert.page.inner_text("body")
    await expert.find("language-switch").click()

    async def english() -> bool:
        return await expert.page.inner_text("body") != chinese

    await eventually("the other language", english, 5)
    assert await expert.page.get_attribute("html", "lang") == "en"
