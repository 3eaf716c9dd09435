"""Which route of `/api/archive` goes where."""

from aiohttp import web

from consultation.archive import peers, remote, set_aside, studies, transfers

ROUTES = (
    web.get("/api/archive/studies", studies.studies),
    web.get("/api/archive/studies/{study}", studies.study),
    web.get("/api/archive/count", studies.count),
    web.get("/api/archive/facets", studies.facets),
    web.get("/api/archive/revision", studies.revision),
    web.get("/api/archive/series/{series}/geometry", studies.geometry),
    web.get("/api/archive/set-aside", set_aside.listed),
    web.get("/api/archive/set-aside/{id}/file", set_aside.file),
    web.post("/api/archive/set-aside/{id}/resolve", set_aside.resolve),
    web.get("/api/archive/peers", peers.listed),
    web.post("/api/archive/peers", peers.add),
    web.delete("/api/archive/peers/{id}", peers.remove),
    web.post("/api/archive/peers/{id}/echo", remote.echo),
    web.post("/api/archive/peers/{id}/query", remote.query),
    web.get("/api/archive/transfers", transfers.listed),
    web.post("/api/archive/transfers", transfers.start),
    web.post("/api/archive/transfers/{id}/retry", transfers.retry),
    web.post("/api/archive/transfers/{id}/cancel", transfers.cancel),
)
