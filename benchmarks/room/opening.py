"""Opening a board with 5 000 marks: from the page's WebSocket to the marks on the screen."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from playwright.async_api import Browser
from pycrdt import Map

from benchmarks.report import Row, percentile
from consultation.board.content import new_document
from consultation.consultations.tables import Board, BoardUpdate
from core.database import Database
from tests.support.attending import Attending
from tests.support.house import House
from tests.support.site import EXPERT

MARKS = 5_000
OPENINGS = 5

NOTE_OPENING = """
const Socket = window.WebSocket;
window.WebSocket = class extends Socket {
  constructor(url, ...more) {
    super(url, ...more);
    if (String(url).includes('/board')) window.boardOpenedAt ??= performance.now();
  }
};
"""

UNTIL_SHOWN = """
async () => {
  const frame = () => new Promise(requestAnimationFrame);
  while (!document.querySelector('[data-testid="board-connection"][data-phase="synced"]')) await frame();
  const synced = performance.now() - window.boardOpenedAt;
  while (!document.querySelector('[data-testid="mark"]')) await frame();
  return [synced, performance.now() - window.boardOpenedAt];
}
"""


async def rows(house: House, browser: Browser) -> list[Row]:
    """The first opening reads the log, the others find the board in memory."""
    consultation = house.consultation("full board")
    await _fill(house, consultation)
    taken = [await _open(house, browser, consultation) for _ in range(OPENINGS)]
    shown = [pair[1] for pair in taken]
    return [
        Row(
            f"opening a board with {MARKS} marks, first time, until synced", f"{taken[0][0]:.0f} ms", "500 ms"
        ),
        Row(
            "… again, until synced / until marks are drawn, p50",
            f"{percentile([pair[0] for pair in taken[1:]], 0.5):.0f} / {percentile(shown[1:], 0.5):.0f} ms",
            "500 ms",
        ),
    ]


async def _open(house: House, browser: Browser, consultation: str) -> tuple[float, float]:
    attending = await Attending.arrive(browser, house.site.url, EXPERT)
    try:
        await attending.context.add_init_script(NOTE_OPENING)
        await attending.page.wait_for_url(f"{house.site.url}/")
        await attending.page.goto(f"{house.site.url}/consultation/{consultation}")
        await attending.find("lobby-enter").click()
        synced, shown = await attending.page.evaluate(UNTIL_SHOWN)
        return float(synced), float(shown)
    finally:
        await attending.leave()
        await asyncio.sleep(1)


async def _fill(house: House, consultation: str) -> None:
    """As many updates as there are marks: each was drawn by itself, on one of the CT's slices."""
    document = new_document()
    at = float(round(datetime.now(UTC).timestamp() * 1000))
    author = house.technologist.own_id()
    async with Database(house.database_url) as database, database.write() as session:
        session.add(Board(consultation_id=consultation, last_seq=MARKS))
        await session.flush()
        for number in range(MARKS):
            before = document.get_state()
            if number == 0:
                house.arrange(document)
            document.get("marks", type=Map)[f"mark-{number}"] = Map(_mark(house, number, author, at))
            session.add(
                BoardUpdate(
                    consultation_id=consultation,
                    seq=number + 1,
                    at=datetime.now(UTC),
                    author=author,
                    update=document.get_update(before),
                )
            )


def _mark(house: House, number: int, author: str, at: float) -> dict[str, object]:
    instance = house.instances[number % len(house.instances)]
    x, y = 100.0 + number * 7 % 300, 100.0 + number * 13 % 300
    return {
        "tool": "length",
        "target": {
            "kind": "image",
            "study": house.study,
            "series": house.series,
            "instance": instance,
            "frame": 1.0,
        },
        "points": [[x, y], [x + 20.0, y + 9.0]],
        "label": "",
        "measured": [{"kind": "length", "value": 12.5, "unit": "mm"}],
        "author": author,
        "authorName": "Bench",
        "at": at,
        "stays": True,
    }
