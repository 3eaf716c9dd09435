"""The parts of an upload, one after the other and piece by piece (PS3.18 section 10.5.1)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import TypeVar

from aiohttp import BodyPartReader, MultipartReader, web
from aiohttp.hdrs import CONTENT_TRANSFER_ENCODING, CONTENT_TYPE
from aiohttp.helpers import parse_mimetype
from aiohttp.http_exceptions import BadHttpMessage, LineTooLong

from imaging.dicomweb.errors import Refused, bad_request
from imaging.dicomweb.negotiation import DICOM, MULTIPART

Result = TypeVar("Result")

PIECE = 1 << 20
"""Bytes that are gathered before they are handed on: each hand-over costs a change of thread."""

BOUNDARY_MAX = 256
"""Characters. RFC 2046 section 5.1.1 allows 70, and Orthanc sends 73: two UUIDs with a hyphen in between."""

_CHUNK = 1 << 18
_PLAIN = frozenset({"binary", "8bit", "7bit"})


class Truncated(Exception):
    """The body is no multipart body, or ends before its last boundary; the text says which."""


class Part:
    """One part. Read it to its end before the next one is asked for."""

    def __init__(self, content_type: str, encoding: str, read: Callable[[], Awaitable[bytes]]) -> None:
        self.content_type = content_type
        self.encoding = encoding
        self._read = read

    @property
    def problem(self) -> str:
        """Why it cannot be an instance; empty where it can."""
        if self.content_type != DICOM:
            return f"The part is {self.content_type}, not {DICOM}."
        return "" if self.encoding in _PLAIN else f"Transfer encoding {self.encoding} is not supported."

    async def pieces(self) -> AsyncIterator[bytes]:
        """PIECE bytes each or a little more, fewer at the end.

        Raises Truncated, and what aiohttp raises where the client went away.
        """
        gathered: list[bytes] = []
        size = 0
        while chunk := await self._read():
            gathered.append(chunk)
            size += len(chunk)
            if size >= PIECE:
                yield b"".join(gathered)
                gathered, size = [], 0
        yield b"".join(gathered)


class _Reader(MultipartReader):
    """aiohttp's reader with the limit for boundaries of `_check_type` in place of its own."""

    def _get_boundary(self) -> str:
        return parse_mimetype(self.headers[CONTENT_TYPE]).parameters["boundary"]


async def parts(request: web.Request) -> AsyncIterator[Part]:
    """The instances in the request's body. Raises Refused 400 and 415, and Truncated."""
    if request.content_type == DICOM:
        yield Part(DICOM, "binary", lambda: request.content.read(_CHUNK))
        return
    _check_type(request)
    reader = _Reader(_headers(request), request.content)
    while (part := await _checked(reader.next)) is not None:
        if isinstance(part, MultipartReader):
            raise Truncated("A part is itself of several parts.")
        yield _part(part)


def _check_type(request: web.Request) -> None:
    if request.content_type != MULTIPART:
        raise Refused(415, "wrong_type", f'Send instances as {MULTIPART}; type="{DICOM}", or one as {DICOM}.')
    parameters = parse_mimetype(request.headers[CONTENT_TYPE]).parameters
    if parameters.get("type", DICOM).lower() != DICOM:
        raise Refused(
            415, "wrong_type", f"Parts of type {parameters['type'][:80]} are not taken; send {DICOM}."
        )
    if not 0 < len(parameters.get("boundary", "")) <= BOUNDARY_MAX:
        raise bad_request(f"The Content-Type has no boundary of 1 to {BOUNDARY_MAX} characters.")


def _headers(request: web.Request) -> Mapping[str, str]:
    return {CONTENT_TYPE: request.headers[CONTENT_TYPE]}


def _part(part: BodyPartReader) -> Part:
    content_type = parse_mimetype(part.headers.get(CONTENT_TYPE, DICOM))
    encoding = part.headers.get(CONTENT_TRANSFER_ENCODING, "binary").lower()

    async def read() -> bytes:
        chunk = await _checked(lambda: part.read_chunk(_CHUNK))
        if not chunk and not part.at_eof():
            # aiohttp's reader ends a part quietly where the body ends: half an instance would be stored.
            raise Truncated("The body ends within a part.")
        return chunk

    return Part(f"{content_type.type}/{content_type.subtype}", encoding, read)


async def _checked(step: Callable[[], Awaitable[Result]]) -> Result:
    try:
        return await step()
    except (ValueError, AssertionError, BadHttpMessage, LineTooLong) as error:
        # What aiohttp's reader raises for a body that is malformed or ends too soon.
        raise Truncated(f"The body is no whole multipart body: {error}.") from error
