"""Sending what was found: entity tags, byte ranges, files in pieces, and nothing but headers for HEAD."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator

from aiohttp import web

from imaging.dicomweb.errors import Refused
from imaging.dicomweb.json_answers import PRIVATE, not_modified
from imaging.dicomweb.pictures import pictures
from imaging.dicomweb.ranges import ByteRange, Unsatisfiable, parse_range
from imaging.query.model import InstanceRef

CHUNK = 1 << 20
"""Bytes of a file that are read and sent at once."""


def entity_tag(*parts: object) -> str:
    """A strong tag, without quotes, of what `parts` determine to the last byte (RFC 9110 section 8.8.1)."""
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:32]


def unchanged(request: web.Request, etag: str) -> web.Response | None:
    """The answer to a client that has it already."""
    if not not_modified(request, etag):
        return None
    return web.Response(status=304, headers=_validators(etag))


def send(request: web.Request, body: bytes, content_type: str, etag: str) -> web.Response:
    """A body that is in memory, or the part of it that was asked for.

    Of a multipart body the whole is sent: clients mean bytes of what is in it, not of its framing.
    """
    headers = {**_validators(etag), "Content-Type": content_type}
    if content_type.startswith("multipart/"):
        return web.Response(body=body, headers=headers)
    headers["Accept-Ranges"] = "bytes"
    wanted = _range(request, len(body), etag)
    if wanted is None:
        return web.Response(body=body, headers=headers)
    headers["Content-Range"] = wanted.content_range
    return web.Response(status=206, body=body[wanted.first : wanted.last + 1], headers=headers)


async def send_file(
    request: web.Request, ref: InstanceRef, content_type: str, etag: str, *, offset: int = 0, length: int
) -> web.StreamResponse:
    """`length` bytes of an instance's file from `offset`, or the part asked for, in pieces."""
    wanted = _range(request, length, etag)
    headers = {**_validators(etag), "Content-Type": content_type, "Accept-Ranges": "bytes"}
    if wanted is not None:
        headers["Content-Range"] = wanted.content_range
        offset, length = offset + wanted.first, wanted.length
    response = web.StreamResponse(status=200 if wanted is None else 206, headers=headers)
    response.content_length = length
    await response.prepare(request)
    if request.method != "HEAD":
        async for chunk in file_chunks(request, ref, offset, length):
            await response.write(chunk)
    await response.write_eof()
    return response


async def send_parts(
    request: web.Request, parts: AsyncIterator[bytes], content_type: str, etag: str, length: int | None
) -> web.StreamResponse:
    """A body that is made while it is sent; `length` where it is known before."""
    response = web.StreamResponse(headers={**_validators(etag), "Content-Type": content_type})
    response.content_length = length
    await response.prepare(request)
    if request.method != "HEAD":
        async for part in parts:
            await response.write(part)
    await response.write_eof()
    return response


async def file_chunks(
    request: web.Request, ref: InstanceRef, offset: int, length: int
) -> AsyncIterator[bytes]:
    """`length` bytes of an instance's file from `offset`. Raises StorageFailed."""
    worker = pictures(request)
    end = offset + length
    while offset < end:
        chunk = await worker.run(worker.read, ref, offset, min(CHUNK, end - offset))
        offset += len(chunk)
        yield chunk


def _validators(etag: str) -> dict[str, str]:
    return {"ETag": f'"{etag}"', "Cache-Control": PRIVATE, "Vary": "Accept"}


def _range(request: web.Request, size: int, etag: str) -> ByteRange | None:
    # A range of what has changed since would be mixed with old bytes (RFC 9110 section 13.1.5).
    condition = request.headers.get("If-Range")
    if request.method not in ("GET", "HEAD") or (condition is not None and condition != f'"{etag}"'):
        return None
    try:
        return parse_range(request.headers.get("Range"), size)
    except Unsatisfiable as error:
        text = f"The range lies outside of the {size} bytes."
        raise Refused(416, "range", text, {"Content-Range": f"bytes */{size}"}) from error
