"""Supervises several processes: all run until told to stop, and a death of one leaves the others alone."""

import asyncio
from types import TracebackType
from typing import Any

from consilium.child import Child, ChildSpec
from core.errors import ConsiliumError

READY_WITHIN_S = 60.0


class NotReady(ConsiliumError):
    """The processes did not all become ready in time."""


class Supervisor:
    """Use as ``async with Supervisor() as supervisor``; leaving the block stops all, last started first."""

    def __init__(self) -> None:
        self._tasks: dict[Child, asyncio.Task[None]] = {}

    async def __aenter__(self) -> "Supervisor":
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for task in reversed(self._tasks.values()):
            task.cancel()
            await asyncio.wait({task})

    def start(self, spec: ChildSpec) -> Child:
        """Start a process and keep it running."""
        child = Child(spec)
        self._tasks[child] = asyncio.create_task(child.run(), name=spec.name)
        return child

    async def until_ready(self, stop: asyncio.Event) -> bool:
        """Wait until every process was ready; False if `stop` came first. Raises ChildFailed, NotReady."""
        everything = asyncio.gather(*(child.ready.wait() for child in self._tasks))
        try:
            async with asyncio.timeout(READY_WITHIN_S):
                return await self.wait_for(asyncio.ensure_future(everything), stop)
        except TimeoutError as error:
            late = ", ".join(child.spec.name for child in self._tasks if not child.ready.is_set())
            raise NotReady(f"not ready after {READY_WITHIN_S:.0f} seconds: {late}.") from error

    async def until_stopped(self, stop: asyncio.Event) -> None:
        """Wait for `stop`. Raises ChildFailed if a process gives up before."""
        await self.wait_for(asyncio.get_running_loop().create_future(), stop)

    async def wait_for(self, wanted: asyncio.Future[Any], stop: asyncio.Event) -> bool:
        """Wait for `wanted` (True) or `stop` (False). Raises the error of `wanted`, and ChildFailed."""
        stopped = asyncio.create_task(stop.wait())
        try:
            done, _ = await asyncio.wait(
                {wanted, stopped, *self._tasks.values()}, return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            stopped.cancel()
            wanted.cancel()
        for task in self._tasks.values():
            if task in done:
                task.result()
        if wanted not in done:
            return False
        wanted.result()
        return True
