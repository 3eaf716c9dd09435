"""Runs the DICOM node of one process until it is told to stop."""

import asyncio
import ssl
import threading
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial

from pynetdicom.ae import ApplicationEntity

from core.database import Database
from core.settings import Settings
from imaging.access import Access
from imaging.archive import Archive
from imaging.errors import ArchiveError
from imaging.node.admission import Admission
from imaging.node.bridge import Bridge
from imaging.node.entity import application_entity, configure_library
from imaging.node.server import NodeServer, Services
from imaging.node.storing import begin_store
from imaging.node.tls import server_context


async def run_node(settings: Settings, stop: asyncio.Event, ready: Callable[[int], None]) -> None:
    """Serve until `stop` is set; `ready(port)` is called once associations are accepted.

    Raises ArchiveError where the port cannot be had.
    """
    configure_library()
    archive = await asyncio.to_thread(Archive.open, settings)
    try:
        async with Database(settings.database_url) as database:
            access = Access(database)
            try:
                await _serve(settings, archive, database, access, stop, ready)
            finally:
                await access.close()
    finally:
        await asyncio.to_thread(archive.close)


async def _serve(
    settings: Settings,
    archive: Archive,
    database: Database,
    access: Access,
    stop: asyncio.Event,
    ready: Callable[[int], None],
) -> None:
    bridge = Bridge()
    services = Services(
        Admission(database, bridge, settings.dicom.aet), partial(begin_store, archive.ingest), []
    )
    entity = application_entity(settings.dicom.aet)
    with ExitStack() as listening:
        for port, tls in _ports(settings):
            server = _listen(entity, settings.dicom_host, port, services, tls)
            listening.callback(server.end)
        ready(server.port)
        await stop.wait()


def _ports(settings: Settings) -> list[tuple[int, ssl.SSLContext | None]]:
    """What to listen on: with TLS too where there is a certificate."""
    tls = server_context(settings.dicom)
    secured = [] if tls is None else [(settings.dicom.tls_port, tls)]
    return [*secured, (settings.dicom.port, None)]


def _listen(
    entity: ApplicationEntity,
    host: str,
    port: int,
    services: Services,
    tls: ssl.SSLContext | None,
) -> NodeServer:
    """Start to accept. Raises ArchiveError."""
    try:
        server = NodeServer(entity, (host, port), services, tls)
    except OSError as error:
        option = "[dicom] tls_port" if tls else "--dicom-port"
        raise ArchiveError(
            f"the DICOM node cannot listen on {host} port {port}: {error.strerror}. "
            f"Stop the program that uses the port, or choose another with {option}."
        ) from error
    threading.Thread(target=server.serve_forever, name=f"dicom-{server.port}", daemon=True).start()
    return server
