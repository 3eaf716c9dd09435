"""Thumbnails of a study, series, instance or frame (PS3.18 section 10.4.1.1.4), kept on disk."""

from __future__ import annotations

from aiohttp import web

from imaging.access import Purpose
from imaging.dicomweb import rendering
from imaging.dicomweb.answers import entity_tag, send, unchanged
from imaging.dicomweb.frames import check_numbers
from imaging.dicomweb.pictures import Pictures, pictures
from imaging.dicomweb.requests import frame_numbers, one_instance
from imaging.dicomweb.services import services
from imaging.pixels.render import Rendering, render
from imaging.pixels.viewport import Viewport
from imaging.query.model import InstanceRef

DEFAULT_SIZE = Viewport(256, 256)


async def study(request: web.Request) -> web.StreamResponse:
    return await _of_several(request)


async def series(request: web.Request) -> web.StreamResponse:
    return await _of_several(request)


async def instance(request: web.Request) -> web.StreamResponse:
    ref = await one_instance(request, Purpose.RENDERED)
    check_numbers(ref, (1,))
    return await _send(request, ref, ref.frames // 2)


async def frame(request: web.Request) -> web.StreamResponse:
    numbers = frame_numbers(request)
    ref = await one_instance(request, Purpose.RENDERED)
    check_numbers(ref, numbers)
    return await _send(request, ref, numbers[0] - 1)


async def _of_several(request: web.Request) -> web.StreamResponse:
    shared = services(request)
    caller = await shared.authenticate(request)
    uids = request.match_info["study"], request.match_info.get("series")
    ref = await shared.catalogue.middle(caller, *uids)
    return await _send(request, ref, ref.frames // 2)


async def _send(request: web.Request, ref: InstanceRef, index: int) -> web.StreamResponse:
    wanted = rendering.thumbnail(request, DEFAULT_SIZE)
    etag = entity_tag("thumbnail", ref.digest, index, wanted)
    same = unchanged(request, etag)
    if same is not None:
        return same
    worker = pictures(request)
    return send(
        request, await worker.run(_thumbnail, worker, ref, index, wanted, etag), wanted.media_type, etag
    )


def _thumbnail(worker: Pictures, ref: InstanceRef, index: int, wanted: Rendering, name: str) -> bytes:
    kept = worker.thumbnails.get(name)
    if kept is not None:
        return kept
    made = render(worker.source(ref), index, wanted)
    worker.thumbnails.put(name, made)
    return made
