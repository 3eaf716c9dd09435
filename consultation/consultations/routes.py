"""Which route of this folder goes where."""

from aiohttp import web

from consultation.consultations import (
    bringing,
    chair,
    course,
    creating,
    directory,
    guests,
    inviting,
    listing,
    moderating,
    planning,
    tokens,
    visiting,
)
from consultation.consultations.entrance import PATH

_STUDY = r"{study:[0-9.]{1,64}}"
_CONSOLE = r"{room:console-[\w.-]{1,56}}"
_ATTENDEE = "{attendee:(?:guest-)?[0-9a-f]{12}}"
_GUEST = "{guest:[0-9a-f]{12}}"
_SUBJECT = "{kind:person|organisation}/{subject:[0-9a-f]{12}}"

ROUTES: tuple[web.RouteDef, ...] = (
    web.get("/api/people", directory.people),
    web.get("/api/consultations", listing.listed),
    web.post("/api/consultations", creating.create),
    web.get("/api/unattended-consultations", listing.unattended),
    web.get(PATH, course.one),
    web.patch(PATH, planning.change),
    web.post(f"{PATH}/open", course.open_planned),
    web.post(f"{PATH}/close", course.close),
    web.post(f"{PATH}/members", inviting.invite),
    web.delete(f"{PATH}/members/{_SUBJECT}", inviting.uninvite),
    web.post(f"{PATH}/host", chair.hand_over),
    web.post(f"{PATH}/take-over", chair.take_over),
    web.post(f"{PATH}/studies", bringing.bring_study),
    web.delete(f"{PATH}/studies/{_STUDY}", bringing.take_study),
    web.post(f"{PATH}/consoles", bringing.bring_console),
    web.delete(f"{PATH}/consoles/{_CONSOLE}", bringing.take_console),
    web.post(f"{PATH}/token", tokens.room_token),
    web.post(f"{PATH}/consoles/{_CONSOLE}/token", tokens.console_token),
    web.post(f"{PATH}/people/{_ATTENDEE}/mute", moderating.mute),
    web.post(f"{PATH}/people/{_ATTENDEE}/remove", moderating.remove),
    web.post(f"{PATH}/guests", guests.make_link),
    web.get(f"{PATH}/guests", guests.listed),
    web.post(f"{PATH}/guests/{_GUEST}/admit", guests.admit),
    web.post(f"{PATH}/guests/{_GUEST}/refuse", guests.refuse),
    web.post("/api/guest", visiting.enter),
    web.get("/api/guest", visiting.current),
)
