"""Runs the DICOM node of one process until it is told to stop."""

import asyncio
import ssl
import threading
from collections.abc import Callable
from functools import partial

from pynetdicom import evt
from pynetdicom.ae import ApplicationEntity

from core.database import Database
from core.settings import Settings
from imaging.access import Access
from imaging.archive import Archive
from imaging.errors import ArchiveError
from imaging.node.admission import Admission
from imaging.node.bridge import Bridge
from imaging.node.committing import Committing
from imaging.node.entity import application_entity, configure_library, quiet_libraries
from imaging.node.finding import Finding
from imaging.node.jobs import Jobs
from imaging.node.remote import Remote
from imaging.node.retrieving import Retrieving
from imaging.node.server import NodeServer, Services
from imaging.node.storing import begin_store
from imaging.node.tls import server_context
from imaging.node.worker import Worker
from imaging.query.catalogue import Catalogue


async def run_node(settings: Settings, stop: asyncio.Event, ready: Callable[[int], None]) -> None:
    """Serve until `stop` is set; `ready(port)` is called once associations are accepted.

    Raises ArchiveError where the port cannot be had.
    """
    configure_library()
    quiet_libraries()
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
    bridge, catalogue, remote = Bridge(), Catalogue(database, access), Remote(settings.dicom)
    services = Services(
        Admission(database, bridge, settings.dicom.aet),
        partial(begin_store, archive.ingest),
        Retrieving(catalogue, database, bridge, archive.store, remote.calling),
        (
            (evt.EVT_C_FIND, Finding(catalogue, bridge, settings.dicom.aet)),
            (evt.EVT_N_ACTION, Committing(database, bridge)),
        ),
    )
    entity = application_entity(settings.dicom.aet)
    worker = asyncio.create_task(Worker(database, Jobs(archive, catalogue, bridge, remote)).run())
    try:
        servers = [
            _listen(entity, settings.dicom_host, port, services, tls) for port, tls in _ports(settings)
        ]
        ready(servers[0].port)
        await _until_stopped(stop, worker)
        # Associations that end may still need the event loop.
        await asyncio.gather(*(asyncio.to_thread(server.end) for server in servers))
    finally:
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)


async def _until_stopped(stop: asyncio.Event, worker: asyncio.Task[None]) -> None:
    """Wait for `stop`. Raises what ended the worker, should it ever end before."""
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait({stopped, worker}, return_when=asyncio.FIRST_COMPLETED)
    if not stopped.done():
        stopped.cancel()
        worker.result()


def _ports(settings: Settings) -> list[tuple[int, ssl.SSLContext | None]]:
    """What to listen on: with TLS too where there is a certificate."""
    tls = server_context(settings.dicom)
    secured = [] if tls is None else [(settings.dicom.tls_port, tls)]
    return [(settings.dicom.port, None), *secured]


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
