"""The engine's HTTP routes: signal WebSocket, token validation, Twirp, metrics, health."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from functools import partial

from aiohttp import web
from prometheus_client import generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from . import joining, metrics, requests, tokens, twirp
from .connection import SignalConnection
from .errors import MessageError, Refused, TwirpError
from .grants import Claims
from .joining import JoinParameters
from .messages import parse_signal_request
from .presence import Presence
from .room_service import RoomService
from .rooms import Rooms
from .webhooks import Webhooks

log = logging.getLogger(__name__)

#: LiveKit services that exist but are not served here; calls get a clear answer.
_ABSENT_SERVICES = frozenset(
    {"Egress", "Ingress", "SIP", "AgentDispatchService", "Connector", "PhoneNumberService"}
)


class Routes:
    """Handlers that share the rooms."""

    def __init__(self, rooms: Rooms, webhooks: Webhooks) -> None:
        self._rooms = rooms
        self._settings = rooms.services.settings
        self._clock = rooms.services.clock
        self._methods = RoomService(rooms).methods()
        self._registry = metrics.registry(rooms, webhooks)

    def application(self) -> web.Application:
        app = web.Application(client_max_size=self._settings.limits.request_bytes, middlewares=[_any_origin])
        app.add_routes(
            [
                web.get("/", self._root),
                web.get("/rtc", self._signal_dual),
                web.get("/rtc/v1", self._signal_single),
                web.get("/rtc/validate", self._validate),
                web.get("/rtc/v1/validate", self._validate),
                web.post("/twirp/{service}/{method}", self._twirp),
                web.get("/metrics", self._metrics),
                web.get("/healthz", self._health),
            ]
        )
        return app

    async def _root(self, request: web.Request) -> web.Response:
        return web.Response(text="OK")

    async def _health(self, request: web.Request) -> web.Response:
        return web.json_response({"status": "ok", "rooms": len(self._rooms.all())})

    async def _metrics(self, request: web.Request) -> web.Response:
        return web.Response(
            body=generate_latest(self._registry), headers={"Content-Type": CONTENT_TYPE_LATEST}
        )

    # Joining.

    def _claims(self, request: web.Request) -> Claims:
        """From the Authorization header, or from the query, where browsers have to put it."""
        token = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        token = token or request.query.get("access_token", "")
        if not token:
            raise Refused(401, "no access token")
        return tokens.verify(token, self._settings.keys, self._clock.unix())

    async def _validate(self, request: web.Request) -> web.Response:
        """Browsers ask here why a WebSocket was refused, since they cannot read its response."""
        try:
            self._rooms.check(self._claims(request), request.query.get("room", ""))
        except Refused as error:
            return web.Response(status=error.status, text=error.reason)
        return web.Response(text="success")

    async def _signal_dual(self, request: web.Request) -> web.StreamResponse:
        return await self._signal(request, joining.from_query(request.query))

    async def _signal_single(self, request: web.Request) -> web.StreamResponse:
        try:
            parameters = joining.from_join_request(
                request.query.get("join_request", ""), self._settings.limits.join_bytes
            )
        except MessageError as error:
            self._rooms.services.counters.malformed += 1
            return web.Response(status=400, text=str(error))
        return await self._signal(request, parameters)

    async def _signal(self, request: web.Request, parameters: JoinParameters) -> web.StreamResponse:
        try:
            claims = self._claims(request)
            self._rooms.check(claims, request.query.get("room", ""))
        except Refused as error:
            return web.Response(status=error.status, text=error.reason)
        socket = web.WebSocketResponse(
            max_msg_size=self._settings.limits.signal_bytes,
            heartbeat=self._settings.ping_timeout_s,
            compress=False,
        )
        if not socket.can_prepare(request):
            return web.Response(status=400, text="a WebSocket upgrade is expected here")
        await socket.prepare(request)
        connection = SignalConnection(socket, self._settings.limits, partial(_abort, request))
        try:
            presence = self._enter(claims, parameters, connection)
            if presence is not None:
                await self._converse(presence, connection)
        finally:
            await connection.finish()
        return socket

    def _enter(
        self, claims: Claims, parameters: JoinParameters, connection: SignalConnection
    ) -> Presence | None:
        try:
            if parameters.reconnect:
                return self._rooms.resume(claims, parameters, connection)
            return self._rooms.join(claims, parameters, connection)
        except Refused as error:  # the room filled up, or the gateway did, since the check
            connection.close(error.reason)
            return None

    async def _converse(self, presence: Presence, connection: SignalConnection) -> None:
        participant = presence.participant

        def handle(data: bytes) -> bool:
            if participant.gone or participant.sink is not connection:
                return True  # what a client says after its goodbye is of no interest
            try:
                requests.handle(presence.room, participant, parse_signal_request(data))
            except MessageError:
                self._rooms.services.counters.malformed += 1
                return False
            return True

        try:
            reason = await connection.receive(handle, self._clock.monotonic)
            log.debug("%s/%s: %s", presence.room.name, participant.identity, reason)
        finally:
            self._rooms.signal_lost(presence, connection)

    # Twirp.

    async def _twirp(self, request: web.Request) -> web.Response:
        try:
            reply = await self._call(request)
        except TwirpError as error:
            reply = twirp.failure(error)
        except Refused as error:
            reply = twirp.failure(TwirpError("unauthenticated", error.reason))
        return web.Response(status=reply.status, body=reply.body, content_type=reply.content_type)

    async def _call(self, request: web.Request) -> twirp.Reply:
        service = request.match_info["service"].removeprefix("livekit.")
        name = request.match_info["method"]
        if service in _ABSENT_SERVICES:
            raise TwirpError("unimplemented", f"this server has no {service} service")
        method = self._methods.get(name) if service == "RoomService" else None
        if method is None:
            raise TwirpError("bad_route", f"no method {service}/{name}")
        claims = self._claims(request)
        try:
            body = await request.read()
        except web.HTTPRequestEntityTooLarge as error:
            raise TwirpError("resource_exhausted", "the request body is too large") from error
        message = twirp.decode(method.request, request.content_type, body)
        return twirp.encode(method.call(claims, message), request.content_type)


def _abort(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()


@web.middleware
async def _any_origin(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Tokens, not cookies, give access: pages of any origin may ask, as with LiveKit."""
    response = await handler(request)
    if not response.prepared:
        response.headers["Access-Control-Allow-Origin"] = "*"
    return response
