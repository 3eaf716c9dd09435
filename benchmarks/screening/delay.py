"""From capture to the drawn outline, in a browser: the newest findings, and each frame with its own.

The moving echo is published by the real agent and looked at by a real worker; the page notes the capture time
of what it has just drawn. All runs on one machine, so that all clocks are one. Beside it stands the delay of
the picture itself in the same browser, without any outline.
"""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from playwright.async_api import Page

from benchmarks.report import Row, percentile
from tests.support.chromium import chromium
from tests.support.site import EXPERT, TECHNOLOGIST, Site, echo_cine
from tests.support.visitor import PATIENCE_S, Visitor, eventually

SAMPLES = 300
GOAL = "250 ms"

NOTE_DRAWN = """
() => {
  window.delays = [];
  const canvas = document.querySelector('[data-testid="screening-overlay"]');
  let last = '';
  new MutationObserver(() => {
    const captured = canvas.dataset.captured;
    if (captured !== last && Number(captured) > 0) {
      last = captured;
      window.delays.push(performance.timeOrigin + performance.now() - Number(captured));
    }
  }).observe(canvas, { attributes: true, attributeFilter: ['data-captured'] });
}
"""


def rows() -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="consilium-bench-") as name:
        site = Site(Path(name), screening_workers=1)
        for person in (EXPERT, TECHNOLOGIST):
            site.add_person(person)
        try:
            site.start()
            site.add_agent("超声", TECHNOLOGIST.organisation, echo_cine())
            return asyncio.run(_measure(site))
        finally:
            site.stop()


async def _measure(site: Site) -> list[Row]:
    async with chromium() as browser:
        visitor = await Visitor.arrive(browser, site.url, EXPERT, width=1024, height=720)
        await visitor.open_console()
        await visitor.picture()
        await visitor.find("screening-note").wait_for()
        newest = await _delays(visitor.page)
        await visitor.find("screening-menu").click()
        await visitor.page.locator('label:has([data-testid="screening-exact"])').first.click()
        await visitor.page.keyboard.press("Escape")
        exact = await _delays(visitor.page)
        picture = await _picture_delay(visitor)
    return [
        Row("capture to drawn outline, the newest, p50 / p95", _said(newest), GOAL, picture),
        Row("capture to drawn outline, each frame its own, p50 / p95", _said(exact), GOAL),
    ]


async def _delays(page: Page) -> list[float]:
    await page.evaluate(NOTE_DRAWN)

    async def look() -> list[float] | None:
        seen: list[float] = await page.evaluate("window.delays")
        return seen[:SAMPLES] if len(seen) >= SAMPLES else None

    return await eventually(f"{SAMPLES} drawn outlines", look, PATIENCE_S)


async def _picture_delay(visitor: Visitor) -> str:
    """As the page itself tells it beside the picture."""
    told = await visitor.find("live-latency").get_attribute("data-ms")
    return f"picture alone {float(told or 'nan'):.0f} ms"


def _said(delays: list[float]) -> str:
    return f"{percentile(delays, 0.5):.0f} / {percentile(delays, 0.95):.0f} ms"
