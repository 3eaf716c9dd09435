"""Which route of this folder goes where."""

from aiohttp import web

from consultation.consultations.entrance import PATH
from consultation.screening import console_choice, episodes

_CONSOLE = r"/api/consoles/{room:console-[\w.-]{1,56}}/screening"

ROUTES: tuple[web.RouteDef, ...] = (
    web.get(_CONSOLE, console_choice.read),
    web.put(_CONSOLE, console_choice.change),
    web.get(f"{PATH}/screening", episodes.read),
    web.put(f"{PATH}/screening/{{episode:[0-9a-f]{{12}}}}/verdict", episodes.judge),
)
