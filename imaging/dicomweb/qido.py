"""Search for studies, series and instances: QIDO-RS (PS3.18 section 10.6)."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
from dataclasses import replace

from aiohttp import web

from imaging.dicomweb.dicom_json import match_json
from imaging.dicomweb.json_answers import cache_headers, media_type, not_modified, takes_gzip
from imaging.dicomweb.qido_parameters import read_query
from imaging.dicomweb.services import services
from imaging.query.model import Level

_GZIP_FROM = 1400
"""Bytes: what fits into one packet gains nothing."""

_MORE = '299 consilium "There are additional results that can be requested"'


async def search_studies(request: web.Request) -> web.StreamResponse:
    return await _search(request, Level.STUDY)


async def search_series(request: web.Request) -> web.StreamResponse:
    """All series, or those of a study."""
    return await _search(request, Level.SERIES)


async def search_instances(request: web.Request) -> web.StreamResponse:
    """All instances, or those of a study or series."""
    return await _search(request, Level.IMAGE)


async def _search(request: web.Request, level: Level) -> web.StreamResponse:
    """200 with the matches; 204 where there are none (PS3.18 section 10.6.3.1)."""
    shared = services(request)
    caller = await shared.authenticate(request)
    kind = media_type(request)
    query = read_query(level, request.query, request.match_info)
    limit = query.limit or 0
    # One more than wanted tells whether there are more.
    found = await shared.catalogue.find(caller, replace(query, limit=limit + 1 if limit else 0))
    if not found:
        return web.Response(status=204)
    root = shared.base_url(request)
    objects = [match_json(match, root, names=caller.names) for match in found[:limit]]
    body = json.dumps(objects, ensure_ascii=False, separators=(",", ":")).encode()
    packed = takes_gzip(request) and len(body) >= _GZIP_FROM
    etag = hashlib.sha256(f"{kind}|{packed}|".encode() + body).hexdigest()[:32]
    headers = cache_headers(etag) | {"Content-Type": kind}
    if len(found) > limit > 0:
        headers["Warning"] = _MORE
    if not_modified(request, etag):
        return web.Response(status=304, headers=headers)
    if packed:
        body = await asyncio.to_thread(gzip.compress, body, 1, mtime=0)
        headers["Content-Encoding"] = "gzip"
    return web.Response(body=body, headers=headers)
