"""Routes that tell which consoles are on air: once as JSON, and as a stream of server-sent events."""

import json

from aiohttp import web

from consultation.requests import find_person, signed_in
from consultation.services import Services, services

KEEP_ALIVE_S = 15.0
"""A comment this often keeps proxies from closing an idle stream; the session is checked again each time."""

RETRY_MS = 1000


def _consoles_json(shared: Services) -> dict[str, object]:
    return {"consoles": [console.as_json() for console in shared.directory.on_air()]}


async def consoles(request: web.Request) -> web.Response:
    await signed_in(request)
    return web.json_response(_consoles_json(services(request)))


async def events(request: web.Request) -> web.StreamResponse:
    """Event `consoles` at once and on every change (WHATWG HTML, section 9.2, server-sent events)."""
    await signed_in(request)
    shared = services(request)
    response = web.StreamResponse(
        headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    )
    await response.prepare(request)
    await response.write(f"retry: {RETRY_MS}\n\n".encode())
    seen = -1
    try:
        while not shared.feed.closed:
            if await shared.feed.wait(seen, KEEP_ALIVE_S):
                seen = shared.feed.version
                data = json.dumps(_consoles_json(shared), ensure_ascii=False)
                await response.write(f"event: consoles\ndata: {data}\n\n".encode())
            elif await find_person(request) is None:
                break
            else:
                await response.write(b": still here\n\n")
    except ConnectionResetError:
        return response  # the page was closed, which is how these streams end
    return response
