"""A room full of people without browsers: each hears and sees through LiveKit and has the board open."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import aiohttp
import psutil

from benchmarks.livekit_load import Participant
from benchmarks.report import Row
from tests.support.board_client import IMAGE, BoardClient
from tests.support.house import House

POINTERS_PER_S = 10.0
"""How often each one who points moves the pointer."""

POINTING = 3
"""Of all people: the others listen."""

MEASURED_S = 20.0


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one process: share of a core, and memory in MB."""

    cores: float
    memory_mb: float


@asynccontextmanager
async def crowd(house: House, consultation: str, people: int) -> AsyncIterator[None]:
    """So many more people in the room until the block ends."""
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(aiohttp.ClientSession())
        tasks = []
        for number in range(people):
            board = await _enter(stack, http, house, consultation)
            if number < POINTING:
                tasks.append(asyncio.create_task(_point(board, house, number)))
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def cost(house: House, people: int) -> list[Row]:
    """What each of the site's processes takes, now."""
    costs = await asyncio.to_thread(_measure, house)
    return [
        Row(
            f"{people} people in a room: process {name}",
            f"{one.cores * 100:.0f} % of a core, {one.memory_mb:.0f} MB",
        )
        for name, one in costs.items()
    ]


async def _enter(
    stack: AsyncExitStack, http: aiohttp.ClientSession, house: House, consultation: str
) -> BoardClient:
    caller = house.technologist
    for path in (f"{consultation}/token", f"{consultation}/consoles/{house.console}/token"):
        given = await asyncio.to_thread(caller, "POST", f"/api/consultations/{path}")
        participant = Participant(http, given["url"], given["token"])
        await participant.join()
        stack.push_async_callback(participant.close)
    board = await (await asyncio.to_thread(caller.board, consultation)).synced(30)
    stack.push_async_callback(board.leave)
    return board


async def _point(board: BoardClient, house: House, number: int) -> None:
    target = {**IMAGE, "study": house.study, "series": house.series, "instance": house.instances[0]}
    step = 0
    while True:
        angle = step / 10 + number
        place = [256 + 80 * math.cos(angle), 256 + 80 * math.sin(angle)]
        board.show(pointer={"target": target, "point": place})
        step += 1
        await asyncio.sleep(1 / POINTERS_PER_S)


def _measure(house: House) -> Mapping[str, Cost]:
    assert house.site.server is not None
    parts = {name: house.site.server.descendant(name) for name in ("app", "media", "dicom")}
    for part in parts.values():
        part.cpu_percent()
    psutil.Process().cpu_percent(interval=MEASURED_S)
    return {
        name: Cost(part.cpu_percent() / 100, part.memory_info().rss / 1e6) for name, part in parts.items()
    }
