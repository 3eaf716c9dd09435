"""What every long-running process of ours does alike: uvloop, logging, signals, the supervisor's lifeline."""

import asyncio
import logging
import signal
import sys
from collections.abc import Awaitable, Callable

import uvloop
from aiohttp.http_exceptions import HttpProcessingError

from consilium.lifeline import hold_lifeline
from core.errors import ConsiliumError

CONFIGURATION_ERROR = 78
"""EX_CONFIG of sysexits.h: starting again does not help before somebody changes something."""

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def run_process(
    name: str, work: Callable[[asyncio.Event], Awaitable[None]], *, log_level: str = "info"
) -> None:
    """Run `work(stop)` to its end; `stop` is set by SIGTERM, SIGINT and SIGHUP.

    An error that somebody has to put right is printed without traceback, and exits with CONFIGURATION_ERROR.
    """
    set_up_logging(name, log_level)
    hold_lifeline()
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_until_stopped(work))
    except ConsiliumError as error:
        print(f"consilium {name}: {error}", file=sys.stderr)
        sys.exit(CONFIGURATION_ERROR)


async def _until_stopped(work: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in STOP_SIGNALS:
        loop.add_signal_handler(number, stop.set)
    await work(stop)


def unless_malformed_request(record: logging.LogRecord) -> bool:
    """Logging filter: drops aiohttp's traceback for bytes that are not HTTP.

    Anybody could fill the log with them, and they may hold a part of somebody's access token.
    """
    kind = record.exc_info[0] if record.exc_info else None
    return kind is None or not issubclass(kind, HttpProcessingError)


def set_up_logging(name: str, level: str) -> None:
    logging.basicConfig(
        level=level.upper(),
        format=f"%(asctime)s {name} %(levelname)s %(name)s: %(message)s",
        stream=sys.stderr,
    )
    logging.getLogger("aiohttp.server").addFilter(unless_malformed_request)
    # Tells at every start that there is nothing to do.
    logging.getLogger("alembic").setLevel(logging.WARNING)
    # Prints a traceback for every frame that one of its decoders cannot decode; the verdict says it better.
    logging.getLogger("pydicom").setLevel(logging.CRITICAL)
