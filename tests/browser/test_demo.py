"""What a newcomer does after `make demo`: both accounts, one room, and the pictures that the README shows."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.conftest import ROOT, require
from tests.support.chromium import PROGRAM, chromium
from tests.support.processes import Child, consilium, free_port, wait_for
from tests.support.site import Person
from tests.support.visitor import Visitor, eventually

pytestmark = pytest.mark.browser

PICTURES = ROOT / "test-results"
"""Where the screenshots go; docs/images holds those that were chosen."""
START_TIMEOUT_S = 120.0
ACCOUNT = re.compile(r"^\s+(?P<name>\w+)\s+(?P<password>demo-\w+)", re.MULTILINE)


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Child]:
    """`consilium demo` with everything that it printed."""
    require(PROGRAM.exists(), f"no Chromium at {PROGRAM}: make setup-dev installs it")
    ports = ("--port", str(free_port()), "--media-port", str(free_port()), "--udp-port", str(free_port()))
    ports += ("--dicom-port", str(free_port()))
    child = Child(consilium("demo", "--data", str(tmp_path / "demo"), *ports), tmp_path / "log")
    try:
        wait_for("the demo", lambda: "Ctrl-C" in child.text, START_TIMEOUT_S)
        yield child
    finally:
        child.stop(signal.SIGINT)
    assert child.stayed_behind == []


async def test_the_accounts_that_the_demo_prints_meet_in_its_room(demo: Child, browser: Browser) -> None:
    address = re.search(r"http://\S+", demo.text)
    accounts = [Person(found["name"], found["password"], "", "", "") for found in ACCOUNT.finditer(demo.text)]
    assert address is not None
    assert len(accounts) == 2
    PICTURES.mkdir(exist_ok=True)
    visitors = [
        await Visitor.arrive(browser, address.group(), account, width=1440, height=900)
        for account in accounts
    ]
    await visitors[0].picture_on_card()
    await visitors[0].page.screenshot(path=PICTURES / "home.png")
    for visitor in visitors:
        await visitor.open_console()
        await visitor.picture()
        await visitor.find("mic-toggle").click()
        await visitor.find("camera-toggle").click()

    async def everybody_is_seen() -> bool:
        return await visitors[0].page.locator('[data-testid="camera-tile"] video').count() == 2

    await eventually("both cameras", everybody_is_seen, 15)
    await visitors[0].page.mouse.move(700, 300)
    await visitors[0].changing_picture()
    await visitors[0].page.screenshot(path=PICTURES / "room.png")
    assert [visitor.errors for visitor in visitors] == [[], []]


async def test_the_demo_has_studies_to_open(demo: Child) -> None:
    address = re.search(r"http://\S+", demo.text)
    account = ACCOUNT.search(demo.text)
    assert address is not None
    assert account is not None
    person = Person(account["name"], account["password"], "", "", "")
    PICTURES.mkdir(exist_ok=True)
    async with chromium(webgl=True) as browser:
        visitor = await Visitor.arrive(browser, address.group(), person, width=1440, height=900)
        page = visitor.page
        await page.locator('a[href="/archive"]').first.click()
        await visitor.find("study-row").first.wait_for()

        async def thumbnails_are_drawn() -> bool:
            loaded = await page.locator('[data-testid="study-row"] img').evaluate_all(
                "images => images.filter((image) => image.complete && image.naturalWidth > 0).length"
            )
            return int(loaded) >= 5

        await eventually("thumbnails", thumbnails_are_drawn, 20)
        await page.screenshot(path=PICTURES / "archive.png")
        await visitor.find("study-row").filter(has_text="DEMO-002").get_by_test_id("study-open").click()
        await page.locator('[data-testid="viewer-overlay"][data-drawn="true"]').wait_for()
        await page.locator('[data-testid="viewer-progress"][data-complete="true"]').wait_for(
            state="attached", timeout=60_000
        )
        await visitor.find("viewer-planes").click()
        for plane in ("axial", "sagittal", "coronal"):
            await page.locator(f'[data-testid="viewer-plane-texts-{plane}"][data-drawn="true"]').wait_for()
        await page.screenshot(path=PICTURES / "planes.png")
        assert visitor.errors == []


async def test_room_fits_a_phone(demo: Child, browser: Browser) -> None:
    address = re.search(r"http://\S+", demo.text)
    account = ACCOUNT.search(demo.text)
    assert address is not None
    assert account is not None
    person = Person(account["name"], account["password"], "", "", "")
    phone = await Visitor.arrive(browser, address.group(), person, width=390, height=844)
    await phone.open_console()
    await phone.picture()
    await phone.page.screenshot(path=PICTURES / "phone.png")
    assert await phone.page.evaluate("document.documentElement.scrollWidth") <= 390
    video = await phone.find("live-video").bounding_box()
    leave = await phone.find("leave-room").bounding_box()
    assert video is not None
    assert leave is not None
    assert leave["y"] + leave["height"] <= 844
