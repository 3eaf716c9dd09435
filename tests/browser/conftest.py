"""One site for the browser tests of a session, and a fresh browser for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.conftest import ROOT, require
from tests.support.chromium import PROGRAM, chromium
from tests.support.house import CONSOLE
from tests.support.site import EXPERT, TECHNOLOGIST, Site, echo_cine


def require_browser() -> None:
    """Skips, or fails in CI, where there is no Chromium or no built page."""
    require(PROGRAM.exists(), f"no Chromium at {PROGRAM}: make setup-dev installs it")
    require((ROOT / "web" / "dist" / "index.html").exists(), "the page is not built: make setup builds it")


def prepare_site(folder: Path) -> Site:
    """A site with two people of two hospitals, not started yet."""
    require_browser()
    site = Site(folder)
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


@pytest.fixture
def own_site(tmp_path: Path) -> Iterator[Site]:
    """A site for a test that breaks things."""
    running = make_site(tmp_path)
    yield running
    running.stop()


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as running:
        yield running
