"""Which route of this folder goes where."""

from aiohttp import web

ROUTES: tuple[web.RouteDef, ...] = ()
