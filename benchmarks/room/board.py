"""The board's server beside y-websocket's own: from one client's change to another's, without any browser."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from pycrdt import Doc, Map
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.report import Row, percentile
from consultation.board.protocol import Change, read_message, update_message
from tests.conftest import ROOT
from tests.support.board_client import mark_of
from tests.support.house import House
from tests.support.processes import Child, free_port, listens, wait_for

SAMPLES = 200
PAUSE_S = 0.02
PEER = ROOT / ".setup" / "board-peer" / "node_modules" / "y-websocket" / "bin" / "server.cjs"

Draw = Callable[[], object]


async def rows(house: House, folder: Path) -> list[Row]:
    """The peer keeps nothing: it shows what a server without a log takes on this machine."""
    ours = await _ours(house)
    theirs = await _theirs(folder)
    return [
        Row(
            "mark from client to client (kept on disk first), p50 / p95",
            _milliseconds(ours),
            "",
            f"y-websocket, in memory: {_milliseconds(theirs)}",
        )
    ]


def _milliseconds(taken: list[float]) -> str:
    return f"{percentile(taken, 0.5) * 1000:.1f} / {percentile(taken, 0.95) * 1000:.1f} ms"


async def _ours(house: House) -> list[float]:
    consultation = await asyncio.to_thread(house.consultation, "latency")
    clients = [await asyncio.to_thread(house.technologist.board, consultation) for _ in range(2)]
    drawing, watching = [await client.synced() for client in clients]
    try:

        async def seen(before: int) -> None:
            await watching.until(lambda: len(watching.marks) > before)

        return await _samples(drawing.draw, seen)
    finally:
        await drawing.leave()
        await watching.leave()


async def _theirs(folder: Path) -> list[float]:
    node = shutil.which("node")
    assert node is not None
    port = free_port()
    server = Child([node, str(PEER)], folder / "peer.log", {"PORT": str(port), "HOST": "127.0.0.1"})
    try:
        wait_for("y-websocket's server", lambda: listens(port), 20)
        url = f"ws://127.0.0.1:{port}/latency"
        async with connect(url, compression=None) as drawing, connect(url, compression=None) as watching:
            return await _between(drawing, watching)
    finally:
        server.stop()


async def _between(drawing: ClientConnection, watching: ClientConnection) -> list[float]:
    """The same marks, told by hand: this server asks nobody who they are."""
    document: Doc[Any] = Doc()
    marks = document.get("marks", type=Map)
    updates: list[bytes] = []
    subscription = document.observe(lambda event: updates.append(event.update))
    sending: set[asyncio.Task[None]] = set()

    def draw() -> None:
        marks[f"mark-{len(updates)}"] = Map(mark_of("me", "Bench"))
        task = asyncio.create_task(drawing.send(update_message(updates[-1])))
        sending.add(task)
        task.add_done_callback(sending.discard)

    async def seen(_before: int) -> None:
        while True:
            message = await watching.recv()
            assert isinstance(message, bytes)
            told = read_message(message)
            if isinstance(told, Change) and not told.answer:
                return

    taken = await _samples(draw, seen)
    document.unobserve(subscription)
    return taken


async def _samples(draw: Draw, seen: Callable[[int], Awaitable[None]]) -> list[float]:
    taken = []
    for number in range(SAMPLES):
        began = time.perf_counter()
        draw()
        await seen(number)
        taken.append(time.perf_counter() - began)
        await asyncio.sleep(PAUSE_S)
    return taken
