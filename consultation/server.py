"""Runs the application: opens the database and the archive, listens, and serves until told to stop."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from aiohttp import ClientSession, ClientTimeout, web

from consultation.app import make_app
from consultation.certificates import server_context
from consultation.services import make_services
from core.bus import Bus, LocalBus
from core.database import Database
from core.errors import ConsiliumError, SettingsError
from core.passwords import Passwords
from core.settings import Settings
from imaging.archive import Archive

RUNNER_OPTIONS: Mapping[str, Any] = {
    # It would hold access tokens: clients put them into the query.
    "access_log": None,
    "handler_cancellation": True,
    "shutdown_timeout": 3.0,
    # LiveKit's clients put a compressed session description into the request line.
    "max_line_size": 64 * 1024,
}


class ListenError(ConsiliumError):
    """A port or address cannot be listened on."""


async def run_app(
    settings: Settings, stop: asyncio.Event, *, ready: Callable[[int], None] | None = None
) -> None:
    """Serve until `stop` is set; `ready(port)` is called once requests are taken.

    Raises a ConsiliumError when the certificate, the database, the archive or a port cannot be used.
    """
    context = server_context(settings)
    passwords = Passwords()
    try:
        async with (
            Database(settings.database_url) as database,
            ClientSession(timeout=ClientTimeout(total=10)) as http,
            AsyncExitStack() as stack,
        ):
            await database.migrate()
            archive = await stack.enter_async_context(opened_archive(settings))
            bus = make_bus(settings)
            stack.push_async_callback(bus.close)
            services = make_services(settings, database, passwords, http, archive, bus)
            stack.push_async_callback(services.access.close)
            app = make_app(services)
            runner = web.AppRunner(app, **RUNNER_OPTIONS)
            await runner.setup()
            try:
                port = await _listen(runner, settings, context)
                if ready is not None:
                    ready(port)
                await stop.wait()
            finally:
                await runner.cleanup()
    finally:
        passwords.close()


def make_bus(settings: Settings) -> Bus:
    """How the processes of this installation hear of each other. Raises SettingsError."""
    if not settings.redis.url:
        return LocalBus()
    try:
        from core.redis_bus import RedisBus

        return RedisBus(settings.redis.url)
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"[redis] url is set, but '{error.name}' is not installed: pip install {error.name}"
        ) from error
    except ValueError as error:
        raise SettingsError(
            f"[redis] url is not usable: {error}. Example: redis://:password@host:6379/0"
        ) from error


@asynccontextmanager
async def opened_archive(settings: Settings) -> AsyncIterator[Archive]:
    """The archive, opened and closed in a thread: both wait for the disk. Raises ArchiveError."""
    archive = await asyncio.to_thread(Archive.open, settings)
    try:
        yield archive
    finally:
        await asyncio.to_thread(archive.close)


async def _listen(runner: web.AppRunner, settings: Settings, context: ssl.SSLContext | None) -> int:
    server = settings.server
    await _open(runner, server.host, server.port, context)
    port: int = runner.addresses[0][1]
    if context is not None and server.internal_port:
        await _open(runner, "127.0.0.1", server.internal_port, None)
    return port


async def _open(runner: web.AppRunner, host: str, port: int, context: ssl.SSLContext | None) -> None:
    try:
        await web.TCPSite(runner, host, port, ssl_context=context).start()
    except OSError as error:
        raise ListenError(
            f"cannot listen on {host} port {port}: {error.strerror or error}. "
            "Stop the program that uses it, or choose another with --port."
        ) from error
