"""Route that tells which consoles are on air."""

from aiohttp import web

from consultation.requests import signed_in
from consultation.services import Services, services


def consoles_json(shared: Services) -> dict[str, object]:
    return {"consoles": [console.as_json() for console in shared.directory.on_air()]}


async def consoles(request: web.Request) -> web.Response:
    await signed_in(request)
    return web.json_response(consoles_json(services(request)))
