"""Between two browsers: from a person's movement to the change on the other's page, as the pages see it."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable

from benchmarks.report import Row, percentile
from tests.support.attending import Attending
from tests.support.house import STORED

SAMPLES = 20
SETTLE_S = 0.25
"""Between two samples: long enough for the pages to be at rest."""

NOTE_INPUT = """
() => {
  window.inputAt = {};
  for (const name of ['pointermove', 'pointerup', 'wheel']) {
    window.addEventListener(name, () => {
      window.inputAt[name] = performance.timeOrigin + performance.now();
    }, { capture: true, passive: true });
  }
}
"""
"""Wall-clock times, which two pages on one machine share."""

WATCH = """
([selector, attribute]) => {
  const read = () => {
    if (attribute === null) return document.querySelectorAll(selector).length;
    const found = document.querySelector(selector);
    if (found === null) return null;
    if (attribute === 'place') {
      const { left, top } = found.getBoundingClientRect();
      return `${left},${top}`;
    }
    return found.getAttribute(attribute);
  };
  const before = read();
  window.changed = new Promise((resolve, reject) => {
    const giveUp = performance.now() + 30_000;
    const look = () => {
      const now = read();
      if (now !== null && now !== before) resolve(performance.timeOrigin + performance.now());
      else if (performance.now() > giveUp) reject(new Error(`no change of ${selector}`));
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}
"""
"""Promises the time of the first animation frame in which something is another than it was."""


async def rows(actor: Attending, other: Attending, people: int) -> list[Row]:
    """Pointer, annotation and view following from `actor` to `other`, milliseconds."""
    await actor.page.evaluate(NOTE_INPUT)
    chance = random.Random(people)
    with_people = f"with {people} participants"
    return [
        _row(f"pointer, {with_people}", await _pointer(actor, other, chance), "50 ms"),
        _row(f"annotation, {with_people}", await _annotation(actor, other, chance), "80 ms"),
        _row(f"view following, {with_people}", await _view(actor, other), "120 ms"),
    ]


def _row(what: str, taken: list[float], goal: str) -> Row:
    seen = f"{percentile(taken, 0.5):.0f} / {percentile(taken, 0.95):.0f} ms"
    return Row(f"{what}, p50 / p95", seen, goal)


async def _pointer(actor: Attending, other: Attending, chance: random.Random) -> list[float]:
    await actor.take("pointer")
    mine = f'[data-testid="pointer"][data-attendee="{await _attendee(actor)}"]'

    async def move() -> None:
        point = (chance.uniform(0.3, 0.7), chance.uniform(0.3, 0.7))
        await actor.page.mouse.move(*await actor.at(STORED, point))

    await move()
    return await _samples(actor, other, (mine, "place"), move, "pointermove")


async def _annotation(actor: Attending, other: Attending, chance: random.Random) -> list[float]:
    await actor.take("arrow")

    async def draw() -> None:
        x, y = chance.uniform(0.3, 0.6), chance.uniform(0.3, 0.6)
        await actor.drag(STORED, (x, y), (x + 0.1, y + 0.1))

    return await _samples(actor, other, ('[data-testid="mark"]', None), draw, "pointerup")


async def _view(actor: Attending, other: Attending) -> list[float]:
    await actor.find("present").click()
    await actor.take("pointer")
    cell = f'[data-testid="stage-cell"][data-cell="{STORED}"] [data-index]'
    steps = iter([1, -1] * SAMPLES)

    async def leaf() -> None:
        await actor.scroll(STORED, next(steps))

    taken = await _samples(actor, other, (cell, "data-index"), leaf, "wheel")
    await actor.find("present-end").click()
    return taken


async def _samples(
    actor: Attending,
    other: Attending,
    watched: tuple[str, str | None],
    act: Callable[[], Awaitable[None]],
    event: str,
) -> list[float]:
    taken = []
    for _ in range(SAMPLES):
        await other.page.evaluate(WATCH, list(watched))
        await act()
        changed_at = await other.page.evaluate("window.changed")
        acted_at = await actor.page.evaluate("(name) => window.inputAt[name]", event)
        taken.append(float(changed_at) - float(acted_at))
        await asyncio.sleep(SETTLE_S)
    return taken


async def _attendee(actor: Attending) -> str:
    answer = await actor.call("GET", "/api/session")
    return str(answer["id"])
