"""Rendered pictures of a study, series, instance or frames (PS3.18 section 10.4.1.1.3)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from aiohttp import web

from imaging.access import Purpose
from imaging.dicomweb.ahead import ahead
from imaging.dicomweb.answers import entity_tag, send, send_parts, unchanged
from imaging.dicomweb.frames import check_numbers
from imaging.dicomweb.multipart import MultipartWriter
from imaging.dicomweb.pictures import Pictures, pictures
from imaging.dicomweb.rendering import in_parts, rendering
from imaging.dicomweb.requests import all_instances, frame_numbers, instance_url, one_instance
from imaging.errors import NotSupported
from imaging.pixels.render import Rendering
from imaging.query.model import InstanceRef

_Frame = tuple[InstanceRef, int]
"""An instance and one of its frames, from 1."""


async def study(request: web.Request) -> web.StreamResponse:
    return await _several(request)


async def series(request: web.Request) -> web.StreamResponse:
    return await _several(request)


async def instance(request: web.Request) -> web.StreamResponse:
    """The first frame: a single picture, as the media types here are."""
    wanted = await rendering(request)
    ref = await one_instance(request, Purpose.RENDERED)
    check_numbers(ref, (1,))
    return await _send(request, [(ref, 1)], wanted, multipart=in_parts(request))


async def frames(request: web.Request) -> web.StreamResponse:
    wanted, numbers = await rendering(request), frame_numbers(request)
    ref = await one_instance(request, Purpose.RENDERED)
    check_numbers(ref, numbers)
    multipart = len(numbers) > 1 or in_parts(request)
    return await _send(request, [(ref, number) for number in numbers], wanted, multipart=multipart)


async def _several(request: web.Request) -> web.StreamResponse:
    wanted = await rendering(request)
    refs = await all_instances(request, Purpose.RENDERED)
    shown = [(ref, 1) for ref in refs if ref.frames]
    if not shown:
        raise NotSupported("There is nothing to be shown: none of the instances has pixel data.")
    return await _send(request, shown, wanted, multipart=True)


async def _send(
    request: web.Request, shown: Sequence[_Frame], wanted: Rendering, *, multipart: bool
) -> web.StreamResponse:
    etag = entity_tag(wanted, multipart, *(f"{ref.digest} {number}" for ref, number in shown))
    same = unchanged(request, etag)
    if same is not None:
        return same
    worker = pictures(request)
    # The first before the headers: what cannot be drawn is then answered as such.
    first = await rendered_frame(worker, shown[0], wanted)
    if not multipart:
        return send(request, first, wanted.media_type, etag)
    writer = MultipartWriter(wanted.media_type, etag)

    async def part(frame: _Frame) -> bytes:
        ref, number = frame
        head = writer.head(wanted.media_type, f"{instance_url(request, ref)}/frames/{number}/rendered")
        return head + await rendered_frame(worker, frame, wanted)

    async def parts() -> AsyncIterator[bytes]:
        async for made in ahead(shown, part):
            yield made
        yield writer.tail()

    return await send_parts(request, parts(), writer.content_type(), etag, None)


async def rendered_frame(worker: Pictures, frame: _Frame, wanted: Rendering) -> bytes:
    """A picture of the frame, from memory where it was drawn before."""
    ref, number = frame
    known = worker.known_rendering(ref, number - 1, wanted)
    return known if known is not None else await worker.run(worker.rendering, ref, number - 1, wanted)
