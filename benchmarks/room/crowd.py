"""A room full of people without browsers, in a process of their own, and what they cost the site."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import psutil

from benchmarks.report import Row
from benchmarks.room import crowd_process
from benchmarks.room.crowd_process import THERE, Invitation
from tests.support.board_client import IMAGE
from tests.support.house import House
from tests.support.processes import Child, wait_for

MEASURED_S = 20.0
ARRIVE_WITHIN_S = 180.0


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one process: share of a core, and memory in MB."""

    cores: float
    memory_mb: float


@asynccontextmanager
async def crowd(house: House, consultation: str, people: int) -> AsyncIterator[Child]:
    """So many more people in the room until the block ends: they hear and see and have the board.

    Their process is not this one, which has to be there for what it measures.
    """
    invitation = Invitation(
        url=house.site.url,
        token=house.technologist.token,
        consultation=consultation,
        console=house.console,
        people=people,
        target={**IMAGE, "study": house.study, "series": house.series, "instance": house.instances[0]},
    )
    command = [sys.executable, "-m", crowd_process.__name__, invitation.as_json()]
    child = Child(command, house.site.folder / f"crowd-of-{people}.log")
    try:
        await asyncio.to_thread(_arrived, child)
        yield child
    finally:
        await asyncio.to_thread(child.stop)


async def cost(house: House, crowd: Child, people: int) -> list[Row]:
    """What each of the site's processes takes, now, and the crowd itself."""
    costs = await asyncio.to_thread(_measure, house, crowd)
    return [
        Row(
            f"{people} people in a room: {name}",
            f"{one.cores * 100:.0f} % of a core, {one.memory_mb:.0f} MB",
        )
        for name, one in costs.items()
    ]


def _arrived(child: Child) -> None:
    """Raises TimeoutError, or RuntimeError with its output where it ended instead."""

    def look() -> bool:
        if child.process.poll() is not None:
            raise RuntimeError(f"the crowd did not come:\n{child.text}")
        return THERE in child.text

    wait_for("the crowd", look, ARRIVE_WITHIN_S)


def _measure(house: House, crowd: Child) -> Mapping[str, Cost]:
    assert house.site.server is not None
    parts = {f"process {name}": house.site.server.descendant(name) for name in ("app", "media", "dicom")}
    parts["the crowd's own process"] = psutil.Process(crowd.process.pid)
    for part in parts.values():
        part.cpu_percent()
    psutil.Process().cpu_percent(interval=MEASURED_S)
    return {
        name: Cost(part.cpu_percent() / 100, part.memory_info().rss / 1e6) for name, part in parts.items()
    }
