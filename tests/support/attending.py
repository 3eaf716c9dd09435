"""Somebody in a consultation: enters, arranges the stage, draws, points, talks, and reads what is there."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from playwright.async_api import Browser, Locator

from tests.support.house import LIVE, STORED
from tests.support.look import Picture, grab
from tests.support.site import Person
from tests.support.visitor import PATIENCE_S, Visitor, eventually

Point = tuple[float, float]

READ_MARKS = """
() => [...document.querySelectorAll('[data-testid="mark"]')].map(({ dataset }) => ({ ...dataset }))
"""

PEAK = """
async (seconds) => {
  const context = (window.listening ??= new AudioContext());
  await context.resume();
  const analyser = context.createAnalyser();
  analyser.fftSize = 8192;
  for (const element of window.players) {
    if (!element.paused && !element.muted && element.srcObject?.getAudioTracks().length) {
      context.createMediaStreamSource(element.srcObject).connect(analyser);
    }
  }
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const levels = new Float32Array(analyser.frequencyBinCount);
  analyser.getFloatFrequencyData(levels);
  const loudest = levels.indexOf(Math.max(...levels));
  return [loudest * context.sampleRate / analyser.fftSize, levels[loudest]];
}
"""
"""The strongest frequency (Hz) of all that the page plays, and its level (dB of full scale)."""


@dataclass(frozen=True, slots=True)
class ShownMark:
    """A mark as it is drawn on somebody's page."""

    id: str
    tool: str
    author: str
    measured: str


class Attending(Visitor):
    """One person, or guest, with the room of one consultation open."""

    async def call(self, method: str, path: str, body: object = None) -> Mapping[str, object]:
        """A request of the page's own; its JSON answer. Raises AssertionError for an error status."""
        answer = await self.page.request.fetch(
            self.url + path,
            method=method,
            headers={"Content-Type": "application/json"},
            data=None if method == "GET" else json.dumps(body or {}),
        )
        text = await answer.text()
        assert answer.ok, f"{method} {path}: {answer.status} {text}"
        found: Mapping[str, object] = json.loads(text) if text else {}
        return found

    async def enter(self, consultation: str) -> None:
        """Goes to the consultation's address and in."""
        await self.page.goto(self.url + path_of(consultation))
        await self.go_in()

    async def go_in(self) -> None:
        """Through the lobby into the room, with the board there."""
        await self.find("lobby-enter").click()
        await self.find("consultation-room").wait_for()
        await self.board_is("synced")

    async def board_is(self, phase: str, timeout_s: float = PATIENCE_S) -> None:
        selector = f'[data-testid="board-connection"][data-phase="{phase}"]'
        await self.page.locator(selector).wait_for(state="attached", timeout=timeout_s * 1000)

    def cell(self, at: int) -> Locator:
        return self.page.locator(f'[data-testid="stage-cell"][data-cell="{at}"]')

    async def shows(self, at: int, kind: str, timeout_s: float = PATIENCE_S) -> None:
        """Waits until a cell holds a console, series or screen."""
        selector = f'[data-testid="stage-cell"][data-cell="{at}"][data-kind="{kind}"]'
        await self.page.locator(selector).wait_for(timeout=timeout_s * 1000)

    async def side_by_side(self) -> None:
        """Puts the first console into the first cell and the first series into the second."""
        await self.find("layout-1x2").click()
        await self.put(LIVE, "console")
        await self.put(STORED, "series")

    async def put(self, at: int, kind: str) -> None:
        """Puts the first source of this kind into a cell."""
        await self.cell(at).get_by_test_id("add-source").click()
        await self.page.locator(f'[data-testid="source-option"][data-kind="{kind}"]').first.click()
        await self.shows(at, kind)

    async def sees_both(self) -> None:
        """Waits until console and CT are on the stage, and the CT is drawn."""
        await self.shows(LIVE, "console")
        await self.shows(STORED, "series")
        await self.drawn(STORED)

    async def live_picture(self, at: int, timeout_s: float = PATIENCE_S) -> Picture:
        """The running picture in a cell, as soon as there is one that is not black."""

        async def look() -> list[Picture] | None:
            shown = await grab(self.page, f'[data-testid="stage-cell"][data-cell="{at}"] video')
            return [shown] if shown is not None and shown.max() > 40 else None

        return (await eventually(f"a live picture in cell {at}", look, timeout_s))[0]

    async def drawn(self, at: int, timeout_s: float = PATIENCE_S) -> None:
        """Waits until a stored picture is drawn in a cell."""
        await (
            self.cell(at)
            .locator('[data-drawn="true"]')
            .first.wait_for(state="attached", timeout=timeout_s * 1000)
        )

    async def take(self, tool: str) -> None:
        await self.find(f"tool-{tool}").click()

    async def at(self, cell: int, point: Point) -> Point:
        """Of a point given in fractions of a cell: its place on the page, CSS pixels."""
        box = await self.cell(cell).bounding_box()
        assert box is not None
        return box["x"] + point[0] * box["width"], box["y"] + point[1] * box["height"]

    async def drag(self, cell: int, *points: Point) -> None:
        """Draws through points given in fractions of the cell."""
        places = [await self.at(cell, point) for point in points]
        await self.page.mouse.move(*places[0])
        await self.page.mouse.down()
        for place in places[1:]:
            await self.page.mouse.move(*place, steps=6)
        await self.page.mouse.up()

    async def draw(self, tool: str, cell: int, *points: Point) -> ShownMark:
        """Takes a tool, draws, and returns the new mark once it is there."""
        before = {mark.id for mark in await self.marks()}
        await self.take(tool)
        await self.drag(cell, *points)

        async def look() -> ShownMark | None:
            return next((mark for mark in await self.marks() if mark.id not in before), None)

        return await eventually(f"a new {tool}", look, PATIENCE_S)

    async def marks(self) -> list[ShownMark]:
        found = await self.page.evaluate(READ_MARKS)
        return [
            ShownMark(mark["id"], mark["tool"], mark["author"], mark.get("measured", "")) for mark in found
        ]

    async def mark(self, wanted: str, timeout_s: float = PATIENCE_S) -> ShownMark:
        """The mark of this id, as soon as this page shows it."""

        async def look() -> ShownMark | None:
            return next((mark for mark in await self.marks() if mark.id == wanted), None)

        return await eventually(f"mark {wanted}", look, timeout_s)

    async def mark_gone(self, unwanted: str, timeout_s: float = PATIENCE_S) -> None:
        async def look() -> bool:
            return all(mark.id != unwanted for mark in await self.marks())

        await eventually(f"mark {unwanted} gone", look, timeout_s)

    async def slice_of(self, at: int) -> int:
        """Index of the picture shown in a cell with a series, from 0."""
        overlay = self.cell(at).locator("[data-index]").first
        return int(await overlay.get_attribute("data-index") or -1)

    async def slice_becomes(self, at: int, index: int, timeout_s: float = PATIENCE_S) -> None:
        async def look() -> bool:
            return await self.slice_of(at) == index

        await eventually(f"slice {index} in cell {at}", look, timeout_s)

    async def scroll(self, at: int, notches: int) -> None:
        await self.page.mouse.move(*await self.at(at, (0.5, 0.5)))
        for _ in range(abs(notches)):
            await self.page.mouse.wheel(0, 100 if notches > 0 else -100)

    async def peak(self, seconds: float = 1.0) -> tuple[float, float]:
        frequency, level = await self.page.evaluate(PEAK, seconds)
        return float(frequency), float(level)


async def arrive(
    browser: Browser,
    url: str,
    person: Person,
    consultation: str,
    size: Sequence[int] = (1366, 768),
    scale: float = 1.0,
) -> Attending:
    """Opens the consultation by its address, signs in and enters."""
    attending = await Attending.arrive(
        browser, url, person, path_of(consultation), width=size[0], height=size[1], scale=scale
    )
    assert isinstance(attending, Attending)
    await attending.go_in()
    return attending


def path_of(consultation: str) -> str:
    """Where the page shows a consultation."""
    return f"/consultation/{consultation}"
