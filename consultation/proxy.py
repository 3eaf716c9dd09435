"""Passes LiveKit's HTTP on to the engine (`/rtc…`, `/twirp…`), so that a site opens one port only."""

import logging

import aiohttp
from aiohttp import web
from multidict import CIMultiDict
from yarl import URL

from consultation.requests import client_address
from consultation.services import services
from consultation.tunnel import engine_unavailable, run_tunnel

log = logging.getLogger(__name__)

REQUEST_TIMEOUT_S = 30.0

_FORWARDED_HEADERS = ("Authorization", "Content-Type", "User-Agent", "Accept", "X-Livekit-Request-Id")
_RETURNED_HEADERS = ("Content-Type", "Retry-After")


async def signal(request: web.Request) -> web.StreamResponse:
    """`/rtc…`: a WebSocket upgrade becomes a tunnel, anything else (validation) one request."""
    if request.headers.get("Upgrade", "").lower() == "websocket":
        engine = services(request).settings.engine_url
        return await run_tunnel(request, f"{engine}{request.rel_url.raw_path_qs}", forwarded(request))
    return await plain(request)


async def plain(request: web.Request) -> web.Response:
    """One request there, its answer back with status and body unchanged."""
    shared = services(request)
    # `encoded`: the engine must see the very path that our routes have matched, not a normalised one.
    url = URL(f"{shared.engine.base_url}{request.rel_url.raw_path_qs}", encoded=True)
    try:
        async with shared.http.request(
            request.method,
            url,
            headers=forwarded(request),
            data=await request.read() or None,
            allow_redirects=False,
            timeout=aiohttp.ClientTimeout(total=REQUEST_TIMEOUT_S),
        ) as answer:
            return web.Response(
                status=answer.status,
                body=await answer.read(),
                headers={name: answer.headers[name] for name in _RETURNED_HEADERS if name in answer.headers},
            )
    except aiohttp.ClientConnectionError as error:
        log.info("the engine cannot be reached: %s", error)
        return engine_unavailable()
    except TimeoutError:
        return web.Response(status=504, text="The media engine did not answer in time.")
    except aiohttp.ClientError as error:
        log.warning("the engine answered badly: %s", error)
        return web.Response(status=502, text="The media engine gave no proper answer.")


def forwarded(request: web.Request) -> CIMultiDict[str]:
    """The request's headers that mean something to the engine, and where it came from."""
    headers = CIMultiDict(
        (name, request.headers[name]) for name in _FORWARDED_HEADERS if name in request.headers
    )
    headers["X-Forwarded-For"] = client_address(request)
    return headers
