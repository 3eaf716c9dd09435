"""The people of a crowd, as a program: they enter, listen and point until it is told to end (SIGTERM),
or until whoever called them together is gone.

python -m benchmarks.room.crowd_process INVITATION      (JSON of `Invitation`)
"""

from __future__ import annotations

import asyncio
import json
import math
import os
import signal
import sys
from collections.abc import Mapping
from contextlib import AsyncExitStack, suppress
from dataclasses import asdict, dataclass

import aiohttp

from benchmarks.livekit_load import Participant
from benchmarks.peerconnection import Connection, Drain
from tests.support.board_client import BoardClient
from tests.support.meeting import Caller

POINTERS_PER_S = 10.0
"""How often each one who points moves the pointer."""

POINTING = 3
"""Of all people: the others listen."""

THERE = "everybody is there"
"""Its only line of output."""

_NICENESS = 5
"""They come behind those who are measured, as they would if they had computers of their own."""

_CONNECT_TIMEOUT_S = 30.0
_LOOK_S = 1.0
"""How often they look whether their host is still there."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """Whose guests they are, where to, and how many."""

    url: str
    token: str
    """API token of the person in whose name all of them come."""
    consultation: str
    console: str
    people: int
    target: Mapping[str, object]
    """Picture that they point at."""

    def as_json(self) -> str:
        return json.dumps(asdict(self))


async def attend(invitation: Invitation) -> None:
    """Everybody in the room, until SIGTERM or the end of the process that started this one."""
    told_to_end = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, told_to_end.set)
    async with AsyncExitStack() as stack, asyncio.TaskGroup() as group:
        http = await stack.enter_async_context(aiohttp.ClientSession())
        watching: list[Connection] = []
        boards: list[BoardClient] = []
        for _ in range(invitation.people):
            boards.append(await _enter(stack, http, invitation, watching))
        async with asyncio.timeout(_CONNECT_TIMEOUT_S):
            await asyncio.gather(*(connection.connected() for connection in watching))
        # aiortc would decode every picture; a crowd that only takes them leaves the machine to the others.
        stack.callback(Drain(watching).stop)
        tasks = [
            group.create_task(_point(board, invitation.target, number))
            for number, board in enumerate(boards[:POINTING])
        ]
        print(THERE, flush=True)
        await _until(told_to_end)
        for task in tasks:
            task.cancel()


async def _enter(
    stack: AsyncExitStack, http: aiohttp.ClientSession, invitation: Invitation, watching: list[Connection]
) -> BoardClient:
    caller = Caller(invitation.url, invitation.token)
    consultation = f"/api/consultations/{invitation.consultation}"
    for path in ("token", f"consoles/{invitation.console}/token"):
        given = await asyncio.to_thread(caller, "POST", f"{consultation}/{path}")
        participant = Participant(http, given["url"], given["token"])
        await participant.join()
        stack.push_async_callback(participant.close)
    # Nobody speaks in the consultation's own room: only the console has something to send.
    watching.append(participant.subscriber)
    board = await (await asyncio.to_thread(caller.board, invitation.consultation)).synced(30)
    stack.push_async_callback(board.leave)
    return board


async def _point(board: BoardClient, target: Mapping[str, object], number: int) -> None:
    step = 0
    while True:
        angle = step / 10 + number
        place = [256 + 80 * math.cos(angle), 256 + 80 * math.sin(angle)]
        board.show(pointer={"target": target, "point": place})
        step += 1
        await asyncio.sleep(1 / POINTERS_PER_S)


async def _until(told_to_end: asyncio.Event) -> None:
    """A benchmark that was killed sends nobody home."""
    host = os.getppid()
    while not told_to_end.is_set() and os.getppid() == host:
        with suppress(TimeoutError):
            await asyncio.wait_for(told_to_end.wait(), _LOOK_S)


if __name__ == "__main__":
    os.nice(_NICENESS)
    asyncio.run(attend(Invitation(**json.loads(sys.argv[1]))))
