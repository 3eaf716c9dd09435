"""In a real Chromium: from the click on a study to its first image, and to all 300 of them."""

from __future__ import annotations

import asyncio
from pathlib import Path

from playwright.async_api import Browser

from benchmarks.archive.ingest import store_rate
from benchmarks.archive.servers import Server
from benchmarks.archive.slices import SliceMaker
from benchmarks.report import Row, percentile
from tests.support.chromium import chromium
from tests.support.site import EXPERT, Site
from tests.support.visitor import Visitor

SLICES = 300
CLICKS = 5

OPEN = """
async (patient) => {
  const row = [...document.querySelectorAll('[data-testid="study-row"]')]
    .find((one) => one.textContent.includes(patient));
  const clicked = performance.now();
  row.querySelector('[data-testid="study-open"]').click();
  const until = async (selector) => {
    while (!document.querySelector(selector)) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    return performance.now() - clicked;
  };
  const first = await until('[data-testid="viewer-overlay"][data-drawn="true"]');
  const all = await until('[data-testid="viewer-progress"][data-complete="true"]');
  return [first, all];
}
"""
"""Both times in milliseconds after the click, as the page itself sees them; `drawn` follows the canvas."""


def rows(site: Site, server: Server, maker: SliceMaker, folder: Path) -> list[Row]:
    """Each click is a new browser context: nothing is in its cache but what the archive's page loads."""
    series = maker.series(folder / "viewer", SLICES, "VIEWER")
    store_rate(server, [series])
    taken = asyncio.run(_measure(site))
    first, every = [pair[0] for pair in taken], [pair[1] for pair in taken]
    return [
        Row(
            "click to first image of 300, p50 / worst",
            f"{percentile(first, 0.5):.0f} / {max(first):.0f} ms",
            "1000 ms",
        ),
        Row(
            "click to all 300 images, p50 / worst",
            f"{percentile(every, 0.5) / 1000:.1f} / {max(every) / 1000:.1f} s",
            "10 s",
        ),
    ]


async def _measure(site: Site) -> list[tuple[float, float]]:
    async with chromium(webgl=True) as browser:
        return [await _open_once(browser, site) for _ in range(CLICKS)]


async def _open_once(browser: Browser, site: Site) -> tuple[float, float]:
    visitor = await Visitor.arrive(browser, site.url, EXPERT, width=1366, height=768)
    try:
        await visitor.find("sign-in-name").wait_for(state="detached")
        await visitor.page.goto(f"{site.url}/archive?q=VIEWER")
        # A person reads the row under the pointer before clicking; the page prepares the viewer meanwhile.
        await visitor.find("study-row").first.hover()
        await asyncio.sleep(1.0)
        first, every = await visitor.page.evaluate(OPEN, "VIEWER")
        return float(first), float(every)
    finally:
        await visitor.leave()
