"""Runs the room's benchmarks and prints one table; never passes or fails.

python -m benchmarks.room               everything
python -m benchmarks.room following     one part: board, following, opening or crowd
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from benchmarks.report import Row, machine, table
from benchmarks.room import board, crowd, following, opening
from consilium.demo_studies import CHEST
from imaging.phantom import dicom
from imaging.phantom.chest import make_chest
from tests.support.chromium import chromium
from tests.support.house import House, house
from tests.support.site import Site

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
            for part in wanted:
                # Part by part: what is measured is not lost with what fails after it.
                print(table(asyncio.run(_rows(running, folder, part))), flush=True)


async def _rows(running: House, folder: Path, part: str) -> list[Row]:
    match part:
        case "board":
            return await board.rows(running, folder)
        case "opening":
            async with chromium(webgl=True) as browser:
                return await opening.rows(running, browser)
        case "following":
            return await _following(running)
        case "crowd":
            consultation = await asyncio.to_thread(running.consultation, "crowd")
            async with crowd.crowd(running, consultation, MANY) as people:
                return await crowd.cost(running, people, MANY)
        case _:
            raise SystemExit(f"no part {part!r}: choose from {', '.join(PARTS)}")


async def _following(running: House) -> list[Row]:
    """Three browsers of either kind, and of one kind among seventeen people without a browser."""
    rows: list[Row] = []
    for webgl in (True, False):
        consultation = await asyncio.to_thread(running.consultation, "following")
        people = following.browsers(running.site.url, consultation, IN_BROWSERS, webgl=webgl)
        async with people as (actor, other, *_):
            rows += await following.rows(actor, other, FEW, webgl=webgl)
            if not webgl:
                async with crowd.crowd(running, consultation, MANY - IN_BROWSERS):
                    rows += await following.rows(actor, other, MANY, webgl=webgl)
    return rows


if __name__ == "__main__":
    main()
