"""One WebSocket passed on to the engine: messages, back-pressure and closing, in both directions."""

import asyncio
import logging
from collections.abc import Mapping

from aiohttp import WSMsgType, web
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus
from websockets.http11 import Response

log = logging.getLogger(__name__)

TUNNELS: web.AppKey[set[web.WebSocketResponse]] = web.AppKey("tunnels", set)
"""The open tunnels of an application."""

CONNECT_TIMEOUT_S = 10.0
WAIT_FOR_ENGINE_S = 4.0
"""How long an upgrade waits while nobody listens at the engine's port.

Clients come at once when the engine dies, then wait longer and longer between tries (LiveKit's: 0, 0.3, 1.2,
2.7, 4.8 seconds): to refuse them would add that to the outage. Shorter than their own time-out of 5 seconds.
"""

RETRY_EVERY_S = 0.1

MAX_MESSAGE_BYTES = 1024 * 1024
"""A signal message is a few kilobytes; the session description of a full room is the largest."""

_GOING_AWAY, _NO_STATUS, _ABNORMAL, _BAD_GATEWAY = 1001, 1005, 1006, 1014
_UNSENDABLE = frozenset({_NO_STATUS, _ABNORMAL, 1015})
"""Close codes that only ever describe an end and must not be sent (RFC 6455, section 7.4.1)."""


async def run_tunnel(request: web.Request, url: str, headers: Mapping[str, str]) -> web.StreamResponse:
    """Connect to `url` first, so that a refusal can be passed on, then carry messages until either ends."""
    try:
        upstream = await _connect_patiently(url, headers)
    except InvalidStatus as refusal:
        return _passed_on(refusal.response)
    except (InvalidHandshake, TimeoutError, EOFError) as error:
        log.warning("the engine did not complete a WebSocket handshake: %s", error)
        return web.Response(status=502, text="The media engine gave no proper answer.")
    except OSError as error:
        log.info("the engine cannot be reached: %s", error)
        return engine_unavailable()
    try:
        return await _carry(request, upstream)
    finally:
        await upstream.close(_GOING_AWAY)


async def _connect_patiently(url: str, headers: Mapping[str, str]) -> ClientConnection:
    """Like `connect`, but gives an engine that is being restarted the time it takes."""
    now = asyncio.get_running_loop().time
    deadline = now() + WAIT_FOR_ENGINE_S
    while True:
        try:
            return await connect(
                url,
                additional_headers=headers,
                user_agent_header=None,
                compression=None,
                proxy=None,
                open_timeout=CONNECT_TIMEOUT_S,
                ping_interval=None,
                max_size=MAX_MESSAGE_BYTES,
            )
        except ConnectionRefusedError:
            if now() + RETRY_EVERY_S > deadline:
                raise
        await asyncio.sleep(RETRY_EVERY_S)


def engine_unavailable() -> web.Response:
    text = "The media engine is not running at the moment; it is restarted by itself. Try again shortly."
    return web.Response(status=503, text=text, headers={"Retry-After": "1"})


async def close_tunnels(app: web.Application) -> None:
    """Tell the clients that this server goes away (signal handler of `on_shutdown`)."""
    tunnels = app[TUNNELS]
    for downstream in tuple(tunnels):
        await downstream.close(code=_GOING_AWAY)


def _passed_on(response: Response) -> web.Response:
    content_type = response.headers.get("Content-Type")
    return web.Response(
        status=response.status_code,
        body=bytes(response.body or b""),
        headers={"Content-Type": content_type} if content_type else None,
    )


async def _carry(request: web.Request, upstream: ClientConnection) -> web.WebSocketResponse:
    downstream = web.WebSocketResponse(compress=False, max_msg_size=MAX_MESSAGE_BYTES)
    await downstream.prepare(request)
    request.app[TUNNELS].add(downstream)
    tasks = {
        asyncio.create_task(_to_engine(downstream, upstream)),
        asyncio.create_task(_to_client(upstream, downstream)),
    }
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        request.app[TUNNELS].discard(downstream)
        for task in tasks:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
    for result in results:
        if isinstance(result, Exception):
            raise result
    return downstream


async def _to_engine(downstream: web.WebSocketResponse, upstream: ClientConnection) -> None:
    try:
        async for message in downstream:
            if message.type in (WSMsgType.BINARY, WSMsgType.TEXT):
                await upstream.send(message.data)
    except ConnectionClosed:
        await _close_client(upstream, downstream)
        return
    code = downstream.close_code or _ABNORMAL
    await upstream.close(_GOING_AWAY if code in _UNSENDABLE else code)


async def _to_client(upstream: ClientConnection, downstream: web.WebSocketResponse) -> None:
    try:
        async for message in upstream:
            if isinstance(message, bytes):
                await downstream.send_bytes(message)
            else:
                await downstream.send_str(message)
    except ConnectionClosed:
        log.info("the engine's end of a WebSocket broke off")
    except ConnectionResetError:
        return  # the client went away; the other direction tells the engine
    await _close_client(upstream, downstream)


async def _close_client(upstream: ClientConnection, downstream: web.WebSocketResponse) -> None:
    """Pass on how the engine's end was closed; whichever direction notices first does it."""
    code = upstream.close_code or _ABNORMAL
    reason = (upstream.close_reason or "").encode()
    if code == _NO_STATUS:
        await downstream.close()
    else:
        await downstream.close(code=_BAD_GATEWAY if code in _UNSENDABLE else code, message=reason)
