"""Which DICOMweb resource is answered by which handler (PS3.18 sections 10.3 to 10.6)."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from aiohttp import web

from imaging.dicomweb import bulkdata, frames, metadata, qido, rendered, retrieve, store, thumbnail
from imaging.dicomweb.errors import Handler, answering
from imaging.dicomweb.pictures import PICTURES, Pictures
from imaging.dicomweb.services import DICOMWEB, ROOT, DicomwebServices
from imaging.dicomweb.store import STORING, THREADS
from imaging.errors import NotFound

_STUDY = "/studies/{study}"
_SERIES = _STUDY + "/series/{series}"
_INSTANCE = _SERIES + "/instances/{instance}"
_FRAMES = _INSTANCE + "/frames/{frames}"

_READ: dict[str, Handler] = {
    "/studies": qido.search_studies,
    "/series": qido.search_series,
    "/instances": qido.search_instances,
    _STUDY + "/series": qido.search_series,
    _STUDY + "/instances": qido.search_instances,
    _SERIES + "/instances": qido.search_instances,
    _STUDY + "/metadata": metadata.study_metadata,
    _SERIES + "/metadata": metadata.series_metadata,
    _INSTANCE + "/metadata": metadata.instance_metadata,
    _STUDY: retrieve.study,
    _SERIES: retrieve.series,
    _INSTANCE: retrieve.instance,
    _FRAMES: frames.frames,
    _INSTANCE + "/bulkdata/{path:.+}": bulkdata.bulkdata,
    _STUDY + "/rendered": rendered.study,
    _SERIES + "/rendered": rendered.series,
    _INSTANCE + "/rendered": rendered.instance,
    _FRAMES + "/rendered": rendered.frames,
    _STUDY + "/thumbnail": thumbnail.study,
    _SERIES + "/thumbnail": thumbnail.series,
    _INSTANCE + "/thumbnail": thumbnail.instance,
    _FRAMES + "/thumbnail": thumbnail.frame,
}
_WRITE: dict[str, Handler] = {
    "/studies": store.store,
    _STUDY: store.store,
}


def add_routes(app: web.Application, services: DicomwebServices) -> None:
    """Mount all of DICOMweb below ROOT; the worker threads it needs live as long as `app`."""
    app[DICOMWEB] = services
    app[PICTURES] = Pictures(services.archive.store)
    app[STORING] = ThreadPoolExecutor(THREADS, thread_name_prefix="store")
    app.on_cleanup.append(_end_threads)
    app.add_routes([web.get(ROOT + path, answering(handler)) for path, handler in _READ.items()])
    app.add_routes([web.post(ROOT + path, answering(handler)) for path, handler in _WRITE.items()])
    # Whatever else is below the root must not fall through to the page.
    app.add_routes([web.get(ROOT + "{rest:(/.*)?}", answering(_no_such_resource))])


async def _no_such_resource(request: web.Request) -> web.StreamResponse:
    raise NotFound(f"There is no such DICOMweb resource: {request.path}")


async def _end_threads(app: web.Application) -> None:
    await asyncio.to_thread(app[PICTURES].close)
    await asyncio.to_thread(app[STORING].shutdown)
