"""A real Redis of Debian's on a port of its own, which can be killed and started again."""

from __future__ import annotations

import shutil
import signal
from pathlib import Path

from tests.support.processes import Child, free_port, listens, wait_for

PROGRAM = shutil.which("redis-server")


class RedisServer:
    """Use as ``with RedisServer(folder) as server``."""

    def __init__(self, folder: Path) -> None:
        self._log = folder / "redis.log"
        self._port = free_port()
        self._child: Child | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Start it (again), and wait until it listens."""
        assert PROGRAM is not None
        arguments = ["--port", str(self._port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self._child = Child([PROGRAM, *arguments], self._log)
        wait_for("Redis", lambda: listens(self._port), 10.0)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> None:
        if self._child is not None:
            self._child.stop(number)

    def __enter__(self) -> RedisServer:
        self.start()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.stop()
