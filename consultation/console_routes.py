"""Routes that tell which consoles are on air: once as JSON, and as a stream of server-sent events."""

import asyncio
import json

from aiohttp import web

from consultation.requests import find_person, signed_in
from consultation.services import Services, services

KEEP_ALIVE_S = 15.0
"""A comment this often keeps proxies from closing an idle stream; the session is checked again as often."""

RETRY_MS = 1000


def _consoles_json(shared: Services) -> dict[str, object]:
    return {"consoles": [console.as_json() for console in shared.directory.on_air()]}


async def consoles(request: web.Request) -> web.Response:
    await signed_in(request)
    return web.json_response(_consoles_json(services(request)))


async def events(request: web.Request) -> web.StreamResponse:
    """Event `consoles` at once and on every change (WHATWG HTML, section 9.2, server-sent events)."""
    await signed_in(request)
    response = web.StreamResponse(
        headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    )
    await response.prepare(request)
    await response.write(f"retry: {RETRY_MS}\n\n".encode())
    try:
        await _tell_changes(request, response)
    except ConnectionResetError:
        return response  # the page was closed, which is how these streams end
    return response


async def _tell_changes(request: web.Request, response: web.StreamResponse) -> None:
    """Write every change until the server stops or the session ends."""
    shared = services(request)
    now = asyncio.get_running_loop().time
    seen, checked = -1, now()
    while not shared.feed.closed:
        changed = await shared.feed.wait(seen, KEEP_ALIVE_S)
        if now() - checked >= KEEP_ALIVE_S:
            if await find_person(request) is None:
                return
            checked = now()
        if changed:
            seen = shared.feed.version
            data = json.dumps(_consoles_json(shared), ensure_ascii=False)
            await response.write(f"event: consoles\ndata: {data}\n\n".encode())
        else:
            await response.write(b": still here\n\n")
