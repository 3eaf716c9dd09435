"""Which route of this folder goes where."""

from aiohttp import web

from consultation.consultations.entrance import PATH
from consultation.keeping import keep_routes, picture_routes, summary_routes

ROUTES = (
    web.post(PATH + "/pictures", picture_routes.add),
    web.get(PATH + "/pictures/{sha256:[0-9a-f]{64}}", picture_routes.show),
    web.post(PATH + "/keep", keep_routes.keep),
    web.get(PATH + "/kept", keep_routes.kept),
    web.get(PATH + "/summary.pdf", summary_routes.show),
    web.post(PATH + "/summary", summary_routes.make),
)
