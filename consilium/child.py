"""One supervised process: started, watched, restarted after a delay when it dies, stopped without remains."""

import asyncio
import logging
import os
import signal
from asyncio.subprocess import Process
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from consilium.lifeline import child_environment
from consilium.process import CONFIGURATION_ERROR
from consilium.restarts import Restarts
from core.errors import ConsiliumError

log = logging.getLogger(__name__)

STOP_WITHIN_S = 8.0


class ChildFailed(ConsiliumError):
    """A process cannot be started with these settings; it has said why itself."""


@dataclass(frozen=True, slots=True)
class ChildSpec:
    """What to run. A child that does not report readiness itself counts as ready once it runs."""

    name: str
    command: tuple[str, ...]
    reports_ready: bool = True
    quiet: bool = False
    """Whether its standard output is dropped."""

    environment: Mapping[str, str] = field(default_factory=dict)


class Child:
    """Runs one ChildSpec for as long as `run` is not cancelled."""

    def __init__(self, spec: ChildSpec) -> None:
        self.spec = spec
        self.ready = asyncio.Event()
        """Set when the process was ready for the first time."""

        self._restarts = Restarts()

    async def run(self) -> None:
        """Keep the process running; when cancelled, stop it first.

        Raises ChildFailed if its settings are wrong at the very first start.
        """
        loop = asyncio.get_running_loop()
        while True:
            started = loop.time()
            status = await self._run_once()
            if status == CONFIGURATION_ERROR and not self.ready.is_set():
                raise ChildFailed(f"the process '{self.spec.name}' cannot start; its message is above.")
            delay = self._restarts.delay_after(loop.time() - started)
            log.warning("%s %s; starting it again in %.1f s", self.spec.name, _ending(status), delay)
            await asyncio.sleep(delay)

    async def _run_once(self) -> int:
        ready_fd, child_fd = os.pipe()
        try:
            process = await asyncio.create_subprocess_exec(
                *self.spec.command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.DEVNULL if self.spec.quiet else None,
                pass_fds=(child_fd,),
                # Its own session: Ctrl-C reaches the supervisor alone, which then stops everything in order.
                start_new_session=True,
                env={**os.environ, **self.spec.environment, **child_environment(child_fd)},
            )
        except OSError:
            os.close(ready_fd)
            raise
        finally:
            os.close(child_fd)
        log.info("%s runs as process %d", self.spec.name, process.pid)
        if not self.spec.reports_ready:
            self.ready.set()
        asyncio.get_running_loop().add_reader(ready_fd, self._heard, ready_fd)
        try:
            return await process.wait()
        except asyncio.CancelledError:
            await _stop(process)
            raise
        finally:
            asyncio.get_running_loop().remove_reader(ready_fd)
            os.close(ready_fd)

    def _heard(self, ready_fd: int) -> None:
        if os.read(ready_fd, 64):
            self.ready.set()
        else:  # closed: there is nothing more to hear
            asyncio.get_running_loop().remove_reader(ready_fd)


async def _stop(process: Process) -> None:
    """Ask the process to end; kill it and its children if it does not within STOP_WITHIN_S."""
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        async with asyncio.timeout(STOP_WITHIN_S):
            await process.wait()
    except TimeoutError:
        log.warning("process %d did not stop within %.0f s and is killed", process.pid, STOP_WITHIN_S)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


def _ending(status: int) -> str:
    return f"was killed by signal {-status}" if status < 0 else f"ended with status {status}"
