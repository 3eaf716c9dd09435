"""The queue of an SQLite database's writers, of all processes: whoever waits is next, and nobody polls."""

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from sqlalchemy.engine import URL

from core.engine import sqlite_file


class WritersQueue:
    """Two locked files beside the database; the kernel releases what a killed process held.

    SQLite's own busy handler sleeps and tries again, so that a process which commits in quick succession
    starves the others. Here whoever is next holds the first file while it waits for the second: whoever has
    just finished cannot overtake it. Other databases, and one in memory, have no file and need no queue.
    """

    def __init__(self, url: URL) -> None:
        database = sqlite_file(url)
        self._files = None if database is None else (f"{database}-next", f"{database}-turn")
        self._of_this_loop = asyncio.Lock()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Block this thread until it may write; the turn ends with the block. Raises OSError."""
        if self._files is None:
            yield
            return
        held = _wait(*self._files)
        try:
            yield
        finally:
            os.close(held)

    @asynccontextmanager
    async def async_turn(self) -> AsyncIterator[None]:
        """The same for a coroutine. Raises OSError."""
        if self._files is None:
            yield
            return
        # At most one thread waits for a whole loop: more could take up every thread of its executor.
        async with self._of_this_loop:
            held = await _wait_in_thread(*self._files)
            try:
                yield
            finally:
                os.close(held)


def _wait(next_file: str, turn_file: str) -> int:
    """Wait for the turn; it is over when the file descriptor that is returned gets closed."""
    next_one = _open(next_file)
    try:
        fcntl.flock(next_one, fcntl.LOCK_EX)
        turn = _open(turn_file)
        try:
            fcntl.flock(turn, fcntl.LOCK_EX)
        except BaseException:
            os.close(turn)
            raise
    finally:
        os.close(next_one)
    return turn


def _open(path: str) -> int:
    # Opened for every turn: flock belongs to the open file, so threads exclude each other like processes.
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)


async def _wait_in_thread(next_file: str, turn_file: str) -> int:
    waiting = asyncio.ensure_future(asyncio.to_thread(_wait, next_file, turn_file))
    try:
        return await asyncio.shield(waiting)
    except asyncio.CancelledError:
        # The thread gets its turn all the same, and has to give it back.
        waiting.add_done_callback(_give_back)
        raise


def _give_back(waited: "asyncio.Future[int]") -> None:
    if not waited.cancelled() and waited.exception() is None:
        os.close(waited.result())
