"""A real Chromium with a fake camera and microphone, driven by Playwright."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, async_playwright

PROGRAM = Path("/usr/bin/chromium")

FLAGS = (
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    # Tests listen without a person's click first.
    "--autoplay-policy=no-user-gesture-required",
    # A page in the background goes on painting, so that two pages can be watched at once.
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--disable-background-timer-throttling",
)

NO_WEBGL = ("--disable-gpu",)
SOFTWARE_WEBGL = ("--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader")
"""WebGL without a graphics card: the processor draws."""


@asynccontextmanager
async def chromium(*more_flags: str, program: Path = PROGRAM, webgl: bool = False) -> AsyncIterator[Browser]:
    """A browser process of its own; `program` may start it elsewhere."""
    flags = [*FLAGS, *(SOFTWARE_WEBGL if webgl else NO_WEBGL), *more_flags]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=str(program), headless=True, args=flags)
        try:
            yield browser
        finally:
            await browser.close()
