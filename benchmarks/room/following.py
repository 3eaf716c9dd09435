"""Between two browsers: from a person's movement to the other's page, and to the frame that shows it."""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from benchmarks.report import Row, percentile
from tests.support.attending import Attending, arrive
from tests.support.chromium import chromium
from tests.support.house import STORED
from tests.support.site import EXPERT, TECHNOLOGIST

SAMPLES = 20
SETTLE_S = 0.25
"""Between two samples: long enough for the pages to be at rest."""

NOTE_INPUT = """
() => {
  window.inputAt = {};
  for (const name of ['pointerrawupdate', 'pointerup', 'wheel']) {
    window.addEventListener(name, ({ timeStamp }) => {
      window.inputAt[name] = performance.timeOrigin + timeStamp;
    }, { capture: true, passive: true });
  }
}
"""
"""When the browser got the input, before any page handled it. Wall clock: pages on one machine share it."""

WATCH = """
([selector, attribute, drawn]) => {
  const wall = () => performance.timeOrigin + performance.now();
  const read = () => attribute === null
    ? document.querySelectorAll(selector).length
    : (document.querySelector(selector)?.getAttribute(attribute) ?? null);
  const before = read();
  const seen = () => { const now = read(); return now !== null && now !== before; };
  window.changed = new Promise((resolve, reject) => {
    const stop = new AbortController();
    const observer = new MutationObserver(() => drawn || look());
    const look = () => {
      if (!seen() || stop.signal.aborted) return;
      const changedAt = wall();
      observer.disconnect();
      stop.abort();
      requestAnimationFrame(() => resolve([changedAt, wall()]));
    };
    if (drawn) {
      window.addEventListener('CORNERSTONE_IMAGE_RENDERED', look, { capture: true, signal: stop.signal });
    }
    observer.observe(document.body, { subtree: true, childList: true, attributes: true });
    setTimeout(() => reject(new Error(`no change of ${selector}`)), 30_000);
  });
}
"""
"""Promises when the page changed (with `drawn`: when its picture was drawn), and when the next frame began.

A loop of animation frames would make a page draw that rests. What changes within a frame
is counted with the next one: never too early.
"""


@dataclass(frozen=True, slots=True)
class Watched:
    """The first element of a selector, or how many there are."""

    selector: str
    attribute: str | None = None
    drawn: bool = False
    """Only once a picture has been drawn, too."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Milliseconds from the input."""

    to_page: float
    to_frame: float


@asynccontextmanager
async def browsers(url: str, consultation: str, count: int, *, webgl: bool) -> AsyncIterator[list[Attending]]:
    """People in one consultation, each in a browser of their own; the first one arranges the stage.

    Without `webgl` a browser draws as on a computer without graphics; with it, the processor computes the
    graphics, for the whole page.
    """
    async with AsyncExitStack() as stack:
        people: list[Attending] = []
        for number in range(count):
            browser = await stack.enter_async_context(chromium(webgl=webgl))
            person = EXPERT if number == 0 else TECHNOLOGIST
            people.append(await arrive(browser, url, person, consultation))
            if number == 0:
                await people[0].side_by_side()
        for one in people:
            await one.drawn(STORED)
        yield people


async def rows(actor: Attending, other: Attending, people: int, *, webgl: bool) -> list[Row]:
    """Pointer, annotation and view following from `actor` to `other`, milliseconds."""
    await actor.page.evaluate(NOTE_INPUT)
    chance = random.Random(people)
    with_people = f"{people} participants, {'graphics by software' if webgl else 'no graphics'}"
    return [
        Row(f"load of the machine, {with_people}", f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"),
        *_rows(f"pointer, {with_people}", await _pointer(actor, other, chance), "50 ms"),
        *_rows(f"annotation, {with_people}", await _annotation(actor, other, chance), "80 ms"),
        *_rows(f"view following, {with_people}", await _view(actor, other), "120 ms"),
    ]


def _rows(what: str, taken: list[Taken], goal: str) -> list[Row]:
    return [
        _row(f"{what}: on the other's page", [one.to_page for one in taken], goal),
        _row(f"{what}: in its next frame", [one.to_frame for one in taken], goal),
    ]


def _row(what: str, taken: list[float], goal: str) -> Row:
    seen = f"{percentile(taken, 0.5):.0f} / {percentile(taken, 0.95):.0f} ms"
    return Row(f"{what}, p50 / p95", seen, goal)


async def _pointer(actor: Attending, other: Attending, chance: random.Random) -> list[Taken]:
    await actor.take("pointer")
    mine = f'[data-testid="pointer"][data-attendee="{await _attendee(actor)}"]'

    async def move() -> None:
        point = (chance.uniform(0.3, 0.7), chance.uniform(0.3, 0.7))
        await actor.page.mouse.move(*await actor.at(STORED, point))

    await move()
    return await _samples(actor, other, Watched(mine, "transform"), move, "pointerrawupdate")


async def _annotation(actor: Attending, other: Attending, chance: random.Random) -> list[Taken]:
    await actor.take("arrow")

    async def draw() -> None:
        x, y = chance.uniform(0.3, 0.6), chance.uniform(0.3, 0.6)
        await actor.drag(STORED, (x, y), (x + 0.1, y + 0.1))

    return await _samples(actor, other, Watched('[data-testid="mark"]'), draw, "pointerup")


async def _view(actor: Attending, other: Attending) -> list[Taken]:
    await actor.find("present").click()
    await actor.take("pointer")
    cell = f'[data-testid="stage-cell"][data-cell="{STORED}"] [data-index]'
    steps = iter([1, -1] * SAMPLES)

    async def leaf() -> None:
        await actor.scroll(STORED, next(steps))

    taken = await _samples(actor, other, Watched(cell, "data-index", drawn=True), leaf, "wheel")
    await actor.find("present-end").click()
    return taken


async def _samples(
    actor: Attending, other: Attending, watched: Watched, act: Callable[[], Awaitable[None]], event: str
) -> list[Taken]:
    taken = []
    for _ in range(SAMPLES):
        await other.page.evaluate(WATCH, [watched.selector, watched.attribute, watched.drawn])
        await act()
        changed_at, frame_at = await other.page.evaluate("window.changed")
        acted_at = float(await actor.page.evaluate("(name) => window.inputAt[name]", event))
        taken.append(Taken(float(changed_at) - acted_at, float(frame_at) - acted_at))
        await asyncio.sleep(SETTLE_S)
    return taken


async def _attendee(actor: Attending) -> str:
    answer = await actor.call("GET", "/api/session")
    return str(answer["id"])
