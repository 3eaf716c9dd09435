"""The application in a process of its own that starts at once and can be killed."""

from __future__ import annotations

import asyncio
from multiprocessing.context import ForkServerProcess

from core.settings import Settings
from tests.support.killing import serve_app, started


class AppProcess:
    """Listens at `settings.server.port`; can be killed and started again."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._process: ForkServerProcess | None = None

    async def start(self) -> None:
        """Returns once it listens."""
        self._process = await asyncio.to_thread(started, self._settings, serve_app)

    def kill(self) -> None:
        """SIGKILL; returns once it is gone."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
