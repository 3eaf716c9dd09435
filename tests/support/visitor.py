"""A person at a browser: signs in, opens a console's room, sees and hears."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from playwright.async_api import Browser, BrowserContext, Page

from tests.support.look import Picture, grab
from tests.support.site import Person

SUPPORT = Path(__file__).resolve().parent
VIDEO = '[data-testid="live-video"]'
POLL_S = 0.1
PATIENCE_S = 90.0
"""For what has to come, and of which nobody is promised how soon: a busy processor also draws the pages."""

T = TypeVar("T")

# Sound is played by elements that need not be in the document, so a test has to notice them when they start.
NOTICE_PLAYERS = """
window.players = new Set();
const play = HTMLMediaElement.prototype.play;
HTMLMediaElement.prototype.play = function () {
  window.players.add(this);
  return play.call(this);
};
"""

LISTEN = """
async (seconds) => {
  const context = (window.listening ??= new AudioContext());
  await context.resume();
  const analysers = [];
  for (const element of window.players) {
    if (element.paused || element.muted || !element.srcObject?.getAudioTracks().length) continue;
    const analyser = context.createAnalyser();
    analyser.fftSize = 2048;
    context.createMediaStreamSource(element.srcObject).connect(analyser);
    analysers.push(analyser);
  }
  const samples = new Float32Array(2048);
  let loudest = 0;
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    for (const analyser of analysers) {
      analyser.getFloatTimeDomainData(samples);
      for (const sample of samples) loudest = Math.max(loudest, Math.abs(sample));
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return loudest;
}
"""


async def eventually(what: str, look: Callable[[], Awaitable[T | None]], timeout_s: float) -> T:
    """Asks `look` until it returns something true; TimeoutError names `what` was waited for."""
    try:
        async with asyncio.timeout(timeout_s):
            while not (found := await look()):  # noqa: ASYNC110 - a page has no event to wait for here
                await asyncio.sleep(POLL_S)
            return found
    except TimeoutError:
        raise TimeoutError(f"{what}: not within {timeout_s:g} s") from None


class Visitor:
    """One person in one browser context."""

    def __init__(self, context: BrowserContext, page: Page, url: str) -> None:
        self.context = context
        self.page = page
        self.url = url
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    @classmethod
    async def arrive(
        cls,
        browser: Browser,
        url: str,
        person: Person,
        path: str = "/",
        *,
        width: int = 1366,
        height: int = 768,
        scale: float = 1.0,
    ) -> Visitor:
        """Opens the page at `path`, which asks to sign in first, and signs in.

        `scale`: pixels of the screen for a CSS pixel.
        """
        context = await browser.new_context(
            viewport={"width": width, "height": height},
            device_scale_factor=scale,
            locale="zh-CN",
            permissions=["camera", "microphone"],
        )
        context.set_default_timeout(PATIENCE_S * 1000)
        await context.add_init_script(NOTICE_PLAYERS)
        visitor = cls(context, await context.new_page(), url)
        await visitor.page.goto(url + path)
        await visitor.find("sign-in-name").fill(person.name)
        await visitor.find("sign-in-password").fill(person.password)
        await visitor.find("sign-in-submit").click()
        # Whoever goes elsewhere before the answer is there is not signed in.
        await visitor.find("sign-in-submit").wait_for(state="detached")
        return visitor

    def find(self, test_id: str):
        return self.page.get_by_test_id(test_id)

    async def open_console(self, room: str | None = None) -> None:
        """Clicks on a console on air: that of `room`, or the first one."""
        card = self.page.locator(f'[data-testid="console-card"][data-room="{room}"]') if room else None
        opener = (card or self.find("console-card").first).get_by_test_id("console-open")
        await opener.click()

    async def picture(self, timeout_s: float = PATIENCE_S) -> Picture:
        """The live picture, as soon as there is one that is not black."""

        async def look() -> list[Picture] | None:
            shown = await grab(self.page, VIDEO)
            return [shown] if shown is not None and shown.max() > 40 else None

        return (await eventually("a live picture", look, timeout_s))[0]

    async def picture_on_card(self, timeout_s: float = PATIENCE_S) -> None:
        """Waits until a console's card on the home page shows its picture."""

        async def look() -> bool:
            shown = await grab(self.page, '[data-testid="console-card"] video')
            return shown is not None and bool(shown.max() > 40)

        await eventually("a thumbnail", look, timeout_s)

    async def changing_picture(self, timeout_s: float = PATIENCE_S) -> None:
        """Waits until the live picture is another than it was."""
        first = await self.picture(timeout_s)

        async def look() -> bool:
            now = await self.picture(timeout_s)
            return now.shape != first.shape or bool(abs(now.astype(int) - first).mean() > 0.5)

        await eventually("a changing picture", look, timeout_s)

    async def frames_shown(self) -> int:
        """Frames that the live picture has presented since it was attached."""
        return int(
            await self.page.evaluate(
                f"document.querySelector('{VIDEO}')?.getVideoPlaybackQuality().totalVideoFrames ?? 0"
            )
        )

    async def loudness(self, seconds: float = 1.6) -> float:
        """The loudest sample (0..1) of all that the page plays; the fake microphone beeps once a second."""
        return float(await self.page.evaluate(LISTEN, seconds))

    async def watch_timecodes(self) -> None:
        await self.page.evaluate((SUPPORT / "timecode.js").read_text())
        await self.page.evaluate(f"watchTimecodes('{VIDEO}')")

    async def leave(self) -> None:
        await self.context.close()
