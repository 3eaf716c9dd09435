"""The aiohttp application: which route goes where, and what runs beside the requests."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

from aiohttp import web

from consultation import (
    audit_routes,
    console_routes,
    event_routes,
    health,
    page,
    proxy,
    room_routes,
    security,
    session_routes,
    webhook_routes,
)
from consultation.archive import callers
from consultation.archive.routes import ROUTES as ARCHIVE_ROUTES
from consultation.board.hub import Hub
from consultation.board.routes import ROUTES as BOARD_ROUTES
from consultation.board.socket import HUB
from consultation.consultations.routes import ROUTES as CONSULTATION_ROUTES
from consultation.keeping.keep_routes import KEEPING
from consultation.keeping.pictures import opened_pictures
from consultation.keeping.routes import ROUTES as KEEPING_ROUTES
from consultation.lockout import Lockout
from consultation.paths import WEBHOOK_PATH
from consultation.problems import problems
from consultation.requests import own_url
from consultation.screening.forgetting import Forgetting
from consultation.screening.routes import ROUTES as SCREENING_ROUTES
from consultation.services import SERVICES, Services
from consultation.tunnel import TUNNELS, close_tunnels
from consultation.watch import ConsoleWatch
from imaging.dicomweb.routes import add_routes as add_dicomweb_routes
from imaging.dicomweb.services import ROOT as DICOMWEB_ROOT
from imaging.dicomweb.services import DicomwebServices

MAX_BODY_BYTES = 1024 * 1024

# Only the shapes of LiveKit's own paths are passed on, so that the engine's other routes stay inside.
_RTC_PATH = r"/rtc{rest:(/v\d+)?(/validate)?}"
_TWIRP_PATH = r"/twirp/{service:\w+(\.\w+)*}/{method:\w+}"


def make_app(services: Services) -> web.Application:
    app = web.Application(middlewares=[problems, security.same_origin], client_max_size=MAX_BODY_BYTES)
    app[SERVICES] = services
    app[TUNNELS] = set()
    app[webhook_routes.WATCH] = ConsoleWatch(services.engine, services.directory, services.feed)
    app[callers.CALLERS] = callers.ArchiveCallers()
    app[HUB] = Hub(services.database, services.bus, services.now)
    app[health.HEALTH] = health.EngineHealth(services.engine)
    app.on_response_prepare.append(security.add_headers)
    app.on_shutdown.append(_end_streams)
    app.on_shutdown.append(close_tunnels)
    app.on_shutdown.append(_end_boards)
    app.cleanup_ctx.append(audit_routes.sealing)
    app[KEEPING] = asyncio.Lock()
    app.cleanup_ctx.append(opened_pictures)
    app.cleanup_ctx.append(_work_beside_requests)
    app.cleanup_ctx.append(_boards)
    app.add_routes(
        [
            web.post("/api/session", session_routes.sign_in),
            web.get("/api/session", session_routes.current),
            web.delete("/api/session", session_routes.sign_out),
            web.get("/api/consoles", console_routes.consoles),
            web.get("/api/events", event_routes.events),
            web.post("/api/rooms/{room}/token", room_routes.room_token),
            web.post("/api/agent/token", room_routes.agent_token),
            *ARCHIVE_ROUTES,
            *audit_routes.ROUTES,
            *CONSULTATION_ROUTES,
            *BOARD_ROUTES,
            *KEEPING_ROUTES,
            *SCREENING_ROUTES,
            web.get("/api/clock", health.clock),
            web.get("/api/health", health.health),
            web.post(WEBHOOK_PATH, webhook_routes.livekit_webhook),
            web.route("*", "/api{rest:(/.*)?}", _no_such_interface),
            web.get(_RTC_PATH, proxy.signal),
            web.post(_TWIRP_PATH, proxy.plain),
        ]
    )
    add_dicomweb_routes(app, _dicomweb(services))
    # What is left is answered by the page, which shows its own "not found".
    app.add_routes(
        [
            web.route("*", DICOMWEB_ROOT + "{rest:(/.*)?}", _no_such_interface),
            web.get("/{path:.*}", page.page),
        ]
    )
    return app


def _dicomweb(services: Services) -> DicomwebServices:
    return DicomwebServices(
        archive=services.archive,
        catalogue=services.catalogue,
        authenticate=callers.archive_caller,
        base_url=lambda request: own_url(request) + DICOMWEB_ROOT,
    )


async def _no_such_interface(request: web.Request) -> web.StreamResponse:
    raise web.HTTPNotFound()


async def _work_beside_requests(app: web.Application) -> AsyncIterator[None]:
    services = app[SERVICES]
    watch = app[webhook_routes.WATCH]
    forgetting = Forgetting(services.database, services.now)
    works = (watch, Lockout(services), services.stays, forgetting)
    listening = [await services.changes.listen(watch.notice), await services.doors.listen()]
    tasks = [asyncio.create_task(work.run()) for work in works]
    yield
    for task in tasks:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    for subscription in listening:
        await subscription.end()


async def _boards(app: web.Application) -> AsyncIterator[None]:
    async with app[HUB].running():
        yield


async def _end_boards(app: web.Application) -> None:
    app[HUB].close_pages()


async def _end_streams(app: web.Application) -> None:
    app[SERVICES].feed.close()
