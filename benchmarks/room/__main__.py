"""Runs the room's benchmarks and prints one table; never passes or fails.

python -m benchmarks.room               everything
python -m benchmarks.room following     one part: board, following, opening or crowd
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.report import Row, machine, table
from benchmarks.room import board, crowd, following, opening
from consilium.demo_studies import CHEST
from imaging.phantom import dicom
from imaging.phantom.chest import make_chest
from tests.support.attending import arrive
from tests.support.chromium import chromium
from tests.support.house import STORED, House, house
from tests.support.site import EXPERT, TECHNOLOGIST, Site

PARTS = ("board", "following", "opening", "crowd")
FEW, MANY = 3, 20
IN_BROWSERS = 3


def main() -> None:
    wanted = sys.argv[1:] or PARTS
    print(machine())
    with tempfile.TemporaryDirectory(prefix="consilium-bench-") as temporary:
        folder = Path(temporary)
        dicom.write(make_chest(), CHEST, folder / "chest")
        with house(Site(folder), folder / "chest") as running:
            rows = asyncio.run(_rows(running, folder, wanted))
    print(table(rows))


async def _rows(running: House, folder: Path, wanted: Sequence[str]) -> list[Row]:
    rows: list[Row] = []
    if "board" in wanted:
        rows += await board.rows(running, folder)
    if "opening" in wanted:
        async with chromium(webgl=True) as browser:
            rows += await opening.rows(running, browser)
    if "following" in wanted:
        rows += await _following(running)
    if "crowd" in wanted:
        consultation = await asyncio.to_thread(running.consultation, "crowd")
        async with crowd.crowd(running, consultation, MANY):
            rows += await crowd.cost(running, MANY)
    return rows


async def _following(running: House) -> list[Row]:
    """Three browsers, alone and among seventeen people without one."""
    consultation = await asyncio.to_thread(running.consultation, "following")
    rows: list[Row] = []
    async with chromium(webgl=True) as browser:
        url = running.site.url
        actor = await arrive(browser, url, EXPERT, consultation)
        await actor.side_by_side()
        others = [await arrive(browser, url, TECHNOLOGIST, consultation) for _ in range(IN_BROWSERS - 1)]
        for one in (actor, *others):
            await one.drawn(STORED)
        rows += await following.rows(actor, others[0], FEW)
        async with crowd.crowd(running, consultation, MANY - IN_BROWSERS):
            rows += await following.rows(actor, others[0], MANY)
    return rows


if __name__ == "__main__":
    main()
