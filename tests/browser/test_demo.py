"""What a newcomer does after `make demo`: the consultation, the archive, and the pictures of the README."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator

import pytest
from playwright.async_api import Browser

from tests.conftest import ROOT, require
from tests.support.attending import Attending, ShownMark
from tests.support.chromium import PROGRAM
from tests.support.house import LIVE, STORED
from tests.support.processes import Child, consilium, free_port, wait_for
from tests.support.site import Person
from tests.support.visitor import Visitor, eventually

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

PICTURES = ROOT / "test-results"
"""Where the screenshots go; docs/images holds those that were chosen."""
START_TIMEOUT_S = 120.0
ACCOUNT = re.compile(r"^\s+(?P<name>\w+)\s+(?P<password>demo-\w+)", re.MULTILINE)


def printed(demo: Child) -> tuple[str, Person, Person]:
    """The address and both accounts, as the terminal shows them: the expert's first."""
    address = re.search(r"http://\S+", demo.text)
    accounts = [Person(found["name"], found["password"], "", "", "") for found in ACCOUNT.finditer(demo.text)]
    assert address is not None
    expert, clinic = accounts
    return address.group(), expert, clinic


@pytest.fixture(scope="module")
def webgl() -> bool:
    return True


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Child]:
    """`consilium demo` with everything that it printed."""
    tmp_path = tmp_path_factory.mktemp("demo")
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


async def test_the_accounts_that_the_demo_prints_meet_in_its_consultation(
    demo: Child, browser: Browser
) -> None:
    """Everything the terminal proposes to try, in one visit; takes the pictures of the README."""
    address, expert, clinic = printed(demo)
    PICTURES.mkdir(exist_ok=True)
    people = [
        await Attending.arrive(browser, address, account, width=1440, height=900)
        for account in (expert, clinic)
    ]
    city, county = people
    await city.picture_on_card()
    await city.page.screenshot(path=PICTURES / "home.png")
    for one in people:
        await one.find("consultation-enter").first.click()
        await one.find("lobby-enter").click()
        await one.board_is("synced")
        await one.shows(LIVE, "console")
        await one.drawn(STORED)
        await one.live_picture(LIVE)
    # What was drawn before: the arrow on the running picture, the length on the CT's very slice.
    tools = {mark.tool: mark for mark in await both_marks(city)}
    assert tools["length"].measured.endswith(" mm")
    assert tools["length"].author != tools["arrow"].author

    await talk(city, county)
    measured = await county.draw("ellipse", STORED, (0.62, 0.45), (0.69, 0.50))
    await city.mark(measured.id)
    await city.find("tab-findings").click()
    await county.find("tab-findings").click()
    finding = county.find("finding").first
    await finding.get_by_test_id("finding-agree").click()
    await city.find("finding").filter(has_text="李技师").first.wait_for()
    await city.take("pointer")
    await city.page.mouse.move(*await city.at(STORED, (0.5, 0.9)))
    await county.take("pointer")
    await county.page.mouse.move(*await county.at(LIVE, (0.3, 0.6)))
    await county.page.mouse.move(*await county.at(LIVE, (0.36, 0.62)), steps=5)
    await city.find("pointer").first.wait_for(state="attached")
    # What the screening outlines on the running ultrasound.
    outlined = city.cell(LIVE).locator('[data-testid="screening-note"][data-kinds~="anechoic"]')
    await outlined.wait_for(state="attached")
    await city.page.screenshot(path=PICTURES / "consultation.png")

    await county.cell(LIVE).get_by_test_id("freeze").click()
    await city.cell(LIVE).get_by_test_id("frozen-picture").first.wait_for()
    await county.cell(LIVE).get_by_test_id("keep").click()
    await county.find("keep-confirm").click()
    await county.find("keep-done").wait_for()
    await county.page.keyboard.press("Escape")
    await county.cell(LIVE).get_by_test_id("release").click()
    await city.live_picture(LIVE)
    assert [one.errors for one in people] == [[], []]


async def both_marks(attending: Attending) -> list[ShownMark]:
    async def look() -> list[ShownMark]:
        marks = await attending.marks()
        return marks if {mark.tool for mark in marks} >= {"length", "arrow"} else []

    return await eventually("the marks of both hospitals", look, 10)


async def talk(one: Attending, other: Attending) -> None:
    """Both switch on microphone and camera, and are heard and seen."""
    for speaker in (one, other):
        await speaker.find("mic-toggle").click()
        await speaker.find("camera-toggle").click()

    async def heard_and_seen() -> bool:
        cameras = await one.page.locator('[data-testid="camera-tile"] video').count()
        return cameras == 2 and await other.loudness() > 0.05

    await eventually("both cameras and a voice", heard_and_seen, 20)


async def test_the_demo_has_studies_to_open(demo: Child, browser: Browser) -> None:
    address, person, _clinic = printed(demo)
    PICTURES.mkdir(exist_ok=True)
    visitor = await Visitor.arrive(browser, address, person, width=1440, height=900)
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
    address, person, _clinic = printed(demo)
    phone = await Visitor.arrive(browser, address, person, width=390, height=844)
    await phone.open_console()
    await phone.picture()
    await phone.page.screenshot(path=PICTURES / "phone.png")
    assert await phone.page.evaluate("document.documentElement.scrollWidth") <= 390
    video = await phone.find("live-video").bounding_box()
    leave = await phone.find("leave-room").bounding_box()
    assert video is not None
    assert leave is not None
    assert leave["y"] + leave["height"] <= 844


async def test_consultation_fits_a_phone(demo: Child, browser: Browser) -> None:
    address, person, _clinic = printed(demo)
    phone = await Attending.arrive(browser, address, person, width=390, height=844)
    await phone.find("consultation-enter").first.click()
    await phone.find("lobby-enter").click()
    await phone.board_is("synced")
    await phone.live_picture(LIVE)
    await phone.drawn(STORED)
    await phone.page.screenshot(path=PICTURES / "consultation-phone.png")
    assert await phone.page.evaluate("document.documentElement.scrollWidth") <= 390
    leave = await phone.find("leave-room").bounding_box()
    assert leave is not None
    assert leave["y"] + leave["height"] <= 844
    await phone.find("sheet-chat").click()
    await phone.find("chat-message").first.wait_for()
    assert phone.errors == []
