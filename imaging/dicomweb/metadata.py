"""Metadata of a study, series or instance (PS3.18 section 10.4.1.1.2), as it was written at ingest."""

from __future__ import annotations

import asyncio
import hashlib
import zlib

from aiohttp import web

from imaging.dicomweb.json_answers import cache_headers, media_type, not_modified, takes_gzip
from imaging.dicomweb.services import services
from imaging.query.document import Document

_GZIP_WINDOW = 16 + zlib.MAX_WBITS


async def study_metadata(request: web.Request) -> web.StreamResponse:
    return await _answer(request, request.match_info["study"])


async def series_metadata(request: web.Request) -> web.StreamResponse:
    return await _answer(request, request.match_info["study"], request.match_info["series"])


async def instance_metadata(request: web.Request) -> web.StreamResponse:
    wanted = (request.match_info[name] for name in ("study", "series", "instance"))
    return await _answer(request, *wanted)


async def _answer(request: web.Request, *uids: str) -> web.StreamResponse:
    shared = services(request)
    caller = await shared.authenticate(request)
    kind = media_type(request)
    document = await shared.catalogue.metadata(caller, *uids)
    base_url, gzip = shared.base_url(request), takes_gzip(request)
    headers = cache_headers(_etag(document, base_url, kind, gzip)) | {"Content-Type": kind}
    if not_modified(request, _etag(document, base_url, kind, gzip)):
        return web.Response(status=304, headers=headers)
    if gzip:
        headers["Content-Encoding"] = "gzip"
    if document.whole:
        body = await (document.gzip(base_url) if gzip else document.json(base_url))
        return web.Response(body=body, headers=headers)
    return await _stream(request, document, base_url, headers)


def _etag(document: Document, base_url: str, kind: str, gzip: bool) -> str:
    """A strong one: it differs for each address, media type and coding (RFC 9110, section 8.8.3)."""
    return hashlib.sha256(f"{document.etag}|{base_url}|{kind}|{gzip}".encode()).hexdigest()[:32]


async def _stream(
    request: web.Request, document: Document, base_url: str, headers: dict[str, str]
) -> web.StreamResponse:
    response = web.StreamResponse(headers=headers)
    await response.prepare(request)
    packer = zlib.compressobj(1, wbits=_GZIP_WINDOW) if "Content-Encoding" in headers else None
    async for chunk in document.chunks(base_url):
        await response.write(await asyncio.to_thread(packer.compress, chunk) if packer else chunk)
    if packer:
        await response.write(packer.flush())
    await response.write_eof()
    return response
