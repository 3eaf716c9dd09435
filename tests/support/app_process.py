"""The application in a process of its own that starts at once and can be killed."""

from __future__ import annotations

import asyncio
from multiprocessing.context import ForkServerProcess

from consultation.server import run_app
from core.settings import Settings
from tests.support.forking import forking
from tests.support.killing import READY_WITHIN_S
from tests.support.processes import listens, wait_for


def serve(settings: Settings) -> None:
    """Until it is killed."""
    asyncio.run(run_app(settings, asyncio.Event()))


class AppProcess:
    """Listens at `settings.server.port`; can be killed and started again."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._process: ForkServerProcess | None = None

    async def start(self) -> None:
        """Returns once it listens."""
        await asyncio.to_thread(self._start)

    def kill(self) -> None:
        """SIGKILL; returns once it is gone."""
        if self._process is not None:
            self._process.kill()
            self._process.join()

    def _start(self) -> None:
        self._process = forking.Process(target=serve, args=(self._settings,))
        self._process.start()
        wait_for("the application", lambda: listens(self._settings.server.port), READY_WITHIN_S)
