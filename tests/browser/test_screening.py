"""What software finds lies over the picture: on the very frame it was found on, or the newest."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator

from analysis.access import worker_token
from analysis.watching import Watching
from capture_agent import cli
from capture_agent.errors import ExitCode
from core.detectors import BUILT_IN
from core.settings import load_settings
from tests.browser.conftest import prepare_site
from tests.capture_agent.console_screens import NAME, recorded, scan_screen
from tests.support import moving_disc
from tests.support.attending import Attending, arrive
from tests.support.house import LIVE
from tests.support.meeting import Caller, person_id
from tests.support.site import EXPERT, TECHNOLOGIST, Site, echo_cine
from tests.support.visitor import PATIENCE_S, SUPPORT, Visitor, eventually

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

NEVER_OFF_PX = 2.0
"""A frame off is `moving_disc.STEP_PX`."""
FRAMES = 150
FOR_ME, FOR_ALL = 0, 1
"""Columns of the screening menu."""
DISC, CINE, UNRELEASED = "圆盘", "超声 · 心尖四腔", "超声 · 未放行"


@dataclass(frozen=True, slots=True)
class Screened:
    """A site with a disc that moves, which nobody watches yet, and a cine that a worker watches."""

    site: Site
    technologist: Caller
    rooms: dict[str, str]
    """Of the consoles, by their names."""


@pytest.fixture(scope="module")
def screened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screened]:
    folder = tmp_path_factory.mktemp("screened")
    moving_disc.write_video(folder / "disc.mp4")
    site = prepare_site(folder)
    site.screening_workers = 1
    try:
        site.start()
        site.add_agent(CINE, TECHNOLOGIST.organisation, echo_cine())
        site.add_agent(DISC, TECHNOLOGIST.organisation, f"file:{folder / 'disc.mp4'}")
        technologist = Caller.of(site, TECHNOLOGIST)
        consoles = technologist("GET", "/api/consoles")["consoles"]
        rooms = {console["name"]: console["room"] for console in consoles}
        # The site's own worker keeps silent about the disc: the test has its own.
        silent = {"detectors": dict.fromkeys(BUILT_IN, False), "hidden_kinds": []}
        technologist("PUT", f"/api/consoles/{rooms[DISC]}/screening", silent)
        # Reading text is no part of these tests, and takes a processor.
        no_text = {"detectors": {"privacy": False}, "hidden_kinds": []}
        technologist("PUT", f"/api/consoles/{rooms[CINE]}/screening", no_text)
        yield Screened(site, technologist, rooms)
    finally:
        left = site.stop()
    assert left == [], "processes stayed behind"


@asynccontextmanager
async def disc_watched(screened: Screened) -> AsyncIterator[None]:
    """A worker that finds the disc, in place of the site's own."""
    settings = load_settings(screened.site.data, {}).livekit
    room = screened.rooms[DISC]
    url = screened.site.engine_url.replace("http", "ws", 1)
    watching = Watching(
        url, room, lambda: worker_token(settings, room, "disc"), [moving_disc.DiscDetector()], time.time
    )
    task = asyncio.create_task(watching.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def outlines_off(visitor: Visitor, count: int) -> list[float | None]:
    """Of the next frames: how far the outline's middle was off the disc's, in pixels of the picture.

    None where a frame had no outline.
    """
    await visitor.page.evaluate("window.outlines.length = 0")

    async def look() -> Sequence[tuple[float, float | None, float, float | None]] | None:
        seen = await visitor.page.evaluate("window.outlines")
        return seen[:count] if len(seen) >= count else None

    seen = await eventually(f"{count} frames", look, PATIENCE_S)
    return [
        None if across is None or down is None else max(abs(across - x), abs(down - y))
        for x, across, y, down in seen
    ]


async def switch_exact(visitor: Visitor) -> None:
    await visitor.find("screening-menu").click()
    await visitor.page.locator('label:has([data-testid="screening-exact"])').first.click()
    await visitor.page.keyboard.press("Escape")
    await visitor.find("screening-settings").wait_for(state="hidden")


async def test_outlines_lie_on_the_very_frame_they_were_found_on(
    screened: Screened, browser: Browser
) -> None:
    visitor = await Visitor.arrive(browser, screened.site.url, EXPERT, width=800, height=560)
    await visitor.open_console(screened.rooms[DISC])
    await visitor.picture()
    await visitor.page.evaluate((SUPPORT / "outlines.js").read_text())
    await visitor.page.evaluate(f"watchOutlines({moving_disc.WIDTH}, {moving_disc.HEIGHT})")
    async with disc_watched(screened):
        await visitor.find("screening-note").wait_for()
        newest = [off for off in await outlines_off(visitor, 60) if off is not None]
        assert max(newest) >= moving_disc.STEP_PX, "nothing is ever late here: this test could not fail"
        await switch_exact(visitor)
        await visitor.page.locator('[data-testid="screening-overlay"][data-exact="true"]').wait_for()
        matched: list[float] = []
        while len(matched) < FRAMES:
            # Those whose word did not come in time are bare, and nothing else.
            matched += [off for off in await outlines_off(visitor, 50) if off is not None]
        assert max(matched) <= NEVER_OFF_PX
        assert await visitor.find("screening-disclaimer").is_visible()
    # Nobody looks any more: the picture goes on, without outlines.
    await visitor.find("screening-note").wait_for(state="detached")
    assert await outlines_off(visitor, 10) == [None] * 10
    assert visitor.errors == []


async def test_a_picture_is_withheld_until_the_hospital_confirms_its_screen(
    screened: Screened, browser: Browser, tmp_path: Path
) -> None:
    video = recorded(tmp_path / "console.mkv", [scan_screen(number) for number in range(60)])
    config = tmp_path / "agent.toml"
    config.write_text(
        f'source = "file:{video}"\nurl = "{screened.site.url}"\ncredential_file = "agent.credential"\n'
        '[privacy]\nprofiles = "profiles"\n'
    )
    start = (UNRELEASED, TECHNOLOGIST.organisation, f"file:{video}", "--config", str(config))
    await asyncio.to_thread(screened.site.add_agent, *start, until="joined room")

    async def on_air() -> list[str]:
        consoles = screened.technologist("GET", "/api/consoles")["consoles"]
        return [console["room"] for console in consoles if console["name"] == UNRELEASED]

    (room,) = await eventually("its console", on_air, PATIENCE_S)
    visitor = await Visitor.arrive(browser, screened.site.url, EXPERT)
    veil = visitor.page.get_by_text("医院尚未放行此画面")
    await veil.wait_for()  # on its card
    await visitor.open_console(room)
    await visitor.find("live-video").wait_for(state="attached")
    await veil.wait_for()
    assert not await visitor.find("live-video").is_visible()
    name = f"{NAME.x},{NAME.y},{NAME.width}x{NAME.height}"
    for deed in (("learn", "echo", "--seconds", "1", "--mask", name), ("confirm", "echo", "--by", "Li")):
        command = ["profile", *deed, "--config", str(config)]
        assert await asyncio.to_thread(cli.main, command) == ExitCode.STOPPED
    await veil.wait_for(state="detached")
    await visitor.changing_picture()
    assert visitor.errors == []


def kinds_drawn(visitor: Visitor, kind: str) -> Locator:
    return visitor.page.locator(f'[data-testid="screening-note"][data-kinds~="{kind}"]')


async def switch_kind(visitor: Visitor, kind: str, column: int) -> None:
    row = visitor.page.locator(f'[data-testid="screening-kind"][data-kind="{kind}"]')
    await row.locator("input").nth(column).click()


async def no_longer_drawn(visitor: Visitor, kind: str) -> None:
    """Other kinds still are."""

    async def look() -> bool:
        kinds = await visitor.find("screening-note").get_attribute("data-kinds") or ""
        return bool(kinds) and kind not in kinds.split()

    await eventually(f"no {kind}", look, PATIENCE_S)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def together(screened: Screened, open_browser: Browser) -> AsyncIterator[tuple[Attending, Attending]]:
    """Expert and technologist in a consultation with the cine on the stage: pages are slow to open."""
    people = [person_id(screened.technologist, EXPERT)]
    consoles = [screened.rooms[CINE]]
    consultation = screened.technologist.consult("超声", consoles=consoles, studies=[], people=people)
    expert, technologist = await asyncio.gather(
        *(arrive(open_browser, screened.site.url, person, consultation) for person in (EXPERT, TECHNOLOGIST))
    )
    await expert.shows(LIVE, "console")  # as its host finds it
    yield expert, technologist
    assert expert.errors == technologist.errors == []


async def test_a_kind_is_switched_off_for_oneself_and_for_everybody(
    together: tuple[Attending, Attending],
) -> None:
    expert, technologist = together
    for one in together:
        await kinds_drawn(one, "sector").wait_for()
    assert "仅供参考，不作诊断" in await expert.find("screening-note").inner_text()
    await expert.find("screening-menu").click()
    await switch_kind(expert, "sector", FOR_ME)
    await no_longer_drawn(expert, "sector")
    assert await kinds_drawn(technologist, "sector").count() == 1
    await switch_kind(expert, "sector", FOR_ME)
    await kinds_drawn(expert, "sector").wait_for()
    await switch_kind(expert, "sector", FOR_ALL)
    await no_longer_drawn(technologist, "sector")
    await switch_kind(expert, "sector", FOR_ALL)
    await kinds_drawn(technologist, "sector").wait_for()
    await expert.page.keyboard.press("Escape")


async def test_a_verdict_given_in_one_browser_appears_in_the_other(
    together: tuple[Attending, Attending],
) -> None:
    expert, technologist = together
    for one in together:
        await one.find("tab-screening").click()
        await one.find("episode").first.wait_for()
    episode = await expert.find("episode").first.get_attribute("data-episode")

    def card(one: Attending) -> Locator:
        return one.page.locator(f'[data-testid="episode"][data-episode="{episode}"]')

    await card(expert).get_by_test_id("episode-agree").click()
    await card(technologist).get_by_text(f"同意：{EXPERT.display_name}").wait_for()
    await card(technologist).get_by_test_id("episode-dismiss").click()
    await card(expert).get_by_text(f"排除：{TECHNOLOGIST.display_name}").wait_for()
    # Once more takes it back.
    await card(expert).get_by_test_id("episode-agree").click()
    await card(technologist).get_by_text(f"同意：{EXPERT.display_name}").wait_for(state="detached")


FRACTIONS = """([drawn, width, height]) => {
  const video = document.querySelector('[data-testid="live-video"]').getBoundingClientRect();
  const scale = Math.min(video.width / width, video.height / height);
  const [left, top] = [(video.width - width * scale) / 2, (video.height - height * scale) / 2];
  const layer = document.querySelector('[data-testid="pointed-out"]').getBoundingClientRect();
  return drawn.trim().split(' ').map((point) => point.split(',').map(Number)).map(([x, y]) => [
    (x + layer.left - video.left - left) / scale,
    (y + layer.top - video.top - top) / scale,
  ]);
}"""
"""Points of the layer, in pixels of the picture that a video of the same frame shows fitted."""


async def test_what_was_found_is_pointed_out_on_the_live_picture(
    together: tuple[Attending, Attending],
) -> None:
    expert, _ = together
    await expert.find("tab-screening").click()
    card = expert.find("episode").filter(has=expert.page.locator("svg polygon")).first
    sketch = card.locator("svg")
    *_, width, height = (await sketch.get_attribute("viewBox") or "").split()
    outline = await sketch.locator("polygon").get_attribute("points") or ""
    await card.get_by_test_id("episode-show").click()
    shown = await expert.find("pointed-out").locator("polygon").last.get_attribute("points")
    there = await expert.page.evaluate(FRACTIONS, [shown, float(width), float(height)])
    wanted = [[float(part) for part in point.split(",")] for point in outline.split()]
    assert there == [pytest.approx(point, abs=0.5) for point in wanted]
    # Pointed out, no more: it lasts for a moment.
    await expert.find("pointed-out").wait_for(state="detached")
