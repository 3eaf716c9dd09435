"""One site for the browser tests of a session, and one browser for those of a module."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.conftest import ROOT, require
from tests.support.chromium import PROGRAM, chromium
from tests.support.house import CONSOLE
from tests.support.site import EXPERT, HERE, TECHNOLOGIST, Site, echo_cine


def require_browser() -> None:
    """Skips, or fails in CI, where there is no Chromium or no built page."""
    require(PROGRAM.exists(), f"no Chromium at {PROGRAM}: make setup-dev installs it")
    require((ROOT / "web" / "dist" / "index.html").exists(), "the page is not built: make setup builds it")


def prepare_site(folder: Path, host: str = HERE) -> Site:
    """A site with two people of two hospitals, not started yet."""
    require_browser()
    site = Site(folder, host)
    site.add_person(EXPERT)
    site.add_person(TECHNOLOGIST)
    return site


def make_site(folder: Path) -> Site:
    """A running site with real ultrasound on air."""
    site = prepare_site(folder)
    try:
        site.start()
        site.add_agent(CONSOLE, TECHNOLOGIST.organisation, echo_cine())
    except BaseException:
        site.stop()
        raise
    return site


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    running = make_site(tmp_path_factory.mktemp("site"))
    yield running
    assert running.stop() == [], "processes stayed behind"


@pytest.fixture(scope="module")
def webgl() -> bool:
    """Whether the browser of this module draws with WebGL, which costs the processor more."""
    return False


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def open_browser(webgl: bool) -> AsyncIterator[Browser]:
    async with chromium(webgl=webgl) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def browser(open_browser: Browser) -> AsyncIterator[Browser]:
    """The module's browser with no page open: contexts share nothing, and starting one takes seconds."""
    yield open_browser
    for context in open_browser.contexts:
        await context.close()
