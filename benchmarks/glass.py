"""From glass to glass, and from the click to the first picture, in a real Chromium on the real page.

The agent burns frame id and capture time into each picture; the page's <video> is read back frame by frame,
at the time when Chromium says that it will show it. The page's own figure is not used, but stands beside it.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path

from playwright.async_api import Browser

from benchmarks.report import Row, percentile
from tests.support.chromium import chromium
from tests.support.site import EXPERT, Site
from tests.support.visitor import VIDEO, Visitor

SIZE = "640x480@30"
SETTLE_S = 8.0
MEASURE_S = 20.0
CLICKS = 10

FIRST_PICTURE = """
async (selector) => {
  const clicked = performance.now();
  document.querySelector('[data-testid="console-open"]').click();
  for (;;) {
    const video = document.querySelector(selector);
    if (video) {
      return await new Promise((resolve) =>
        video.requestVideoFrameCallback((now) => resolve(now - clicked)));
    }
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}
"""


async def first_pictures(browser: Browser, site: Site) -> list[float]:
    """Milliseconds from the click on a console to its first frame, each time from the home page."""
    taken = []
    visitor = await Visitor.arrive(browser, site.url, EXPERT)
    for _ in range(CLICKS):
        await visitor.find("console-open").first.wait_for()
        await asyncio.sleep(1.0)  # a person reads the page first; prefetching may use the time
        taken.append(float(await visitor.page.evaluate(FIRST_PICTURE, VIDEO)))
        await visitor.find("leave-room").click()
    await visitor.leave()
    return taken


async def ages(browser: Browser, site: Site) -> tuple[list[float], float, float]:
    """Age of each frame when shown (ms), frames per second, and what the page itself says (ms)."""
    visitor = await Visitor.arrive(browser, site.url, EXPERT)
    await visitor.open_console()
    await visitor.picture()
    await asyncio.sleep(SETTLE_S)
    await visitor.watch_timecodes()
    await asyncio.sleep(MEASURE_S)
    codes = await visitor.page.evaluate("timecodes")
    unreadable = await visitor.page.evaluate("unreadable")
    page_says = float(await visitor.find("live-latency").get_attribute("data-ms") or "nan")
    await visitor.leave()
    if unreadable > len(codes) / 20:
        raise RuntimeError(f"{unreadable} of {unreadable + len(codes)} codes could not be read")
    return [code["age"] for code in codes], len(codes) / MEASURE_S, page_says


async def measure(site: Site) -> list[Row]:
    async with chromium() as browser:
        clicks = await first_pictures(browser, site)
        shown, rate, page_says = await ages(browser, site)
    return [
        Row("click to first picture, p50", f"{percentile(clicks, 0.5):.0f} ms", "1000 ms"),
        Row("click to first picture, worst of 10", f"{max(clicks):.0f} ms", "1000 ms"),
        Row("glass to glass p50, 640 x 480 at 30/s", f"{percentile(shown, 0.5):.0f} ms", "100 ms"),
        Row(
            "glass to glass p95",
            f"{percentile(shown, 0.95):.0f} ms",
            "150 ms",
            f"page says {page_says:.0f} ms",
        ),
        Row("frames shown", f"{rate:.1f}/s", "30/s"),
    ]


def rows() -> list[Row]:
    with tempfile.TemporaryDirectory() as name:
        site = Site(Path(name))
        site.add_person(EXPERT)
        try:
            site.start()
            site.add_agent("test", EXPERT.organisation, f"test:{SIZE}")
            return asyncio.run(measure(site))
        finally:
            site.stop()


if __name__ == "__main__":
    from benchmarks.report import machine, table

    started = time.monotonic()
    print(machine(), "\n" + table(rows()), f"\n({time.monotonic() - started:.0f} s)")
