"""Errors as DICOMweb answers them: a status of PS3.18 section 8.5 and one JSON shape for all of them."""

from __future__ import annotations

import functools
import logging
from collections.abc import Awaitable, Callable
from typing import NoReturn

from aiohttp import web

from imaging.errors import (
    ArchiveError,
    BadQuery,
    NotAllowed,
    NotFound,
    NotSupported,
    StorageFailed,
    StorageFull,
    UnreadableDicom,
)

log = logging.getLogger(__name__)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Refused(ArchiveError):
    """A request that is answered with `status`; `code` is short and stable, for programs."""

    def __init__(self, status: int, code: str, text: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(text)
        self.status = status
        self.code = code
        self.headers = headers or {}


def bad_request(text: str) -> Refused:
    return Refused(400, "bad_request", text)


def not_acceptable(text: str) -> Refused:
    return Refused(406, "not_acceptable", text)


# The first class that fits decides, so what is more special stands first.
_STATUS: tuple[tuple[type[ArchiveError], int, str], ...] = (
    (NotFound, 404, "not_found"),
    (NotAllowed, 403, "not_allowed"),
    (BadQuery, 400, "bad_request"),
    (NotSupported, 406, "not_acceptable"),
    (StorageFull, 507, "storage_full"),
    (StorageFailed, 500, "storage_failed"),
    (UnreadableDicom, 500, "unreadable_dicom"),
    (ArchiveError, 500, "archive_failed"),
)


def answering(handler: Handler) -> Handler:
    """`handler`, with the archive's errors turned into answers; others are left to the application."""

    @functools.wraps(handler)
    async def answered(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except Refused as error:
            return _response(request, error, error.status, error.code, error.headers)
        except ArchiveError as error:
            status, code = status_of(error)
            if status >= 500:
                log.warning("%s %s: %s", request.method, request.path, error)
            return _response(request, error, status, code, {})

    return answered


def status_of(error: ArchiveError) -> tuple[int, str]:
    """HTTP status and code for programs."""
    if isinstance(error, Refused):
        return error.status, error.code
    return next((status, code) for kind, status, code in _STATUS if isinstance(error, kind))


def _response(
    request: web.Request, error: ArchiveError, status: int, code: str, headers: dict[str, str]
) -> web.StreamResponse:
    if request.task is not None and request.writer.output_size > 0:
        _cut_off(request, error)
    # What is wrong in a header may be quoted from it, and not everybody may see what stands there.
    unreadable = isinstance(error, UnreadableDicom)
    text = "The stored instance is damaged: the server's log says where." if unreadable else str(error)
    body = {"error": {"code": code, "message": text}}
    return web.json_response(body, status=status, headers=headers)


def _cut_off(request: web.Request, error: ArchiveError) -> NoReturn:
    """The answer has begun: the only way left to say that it is not whole is to break the connection."""
    if request.transport is not None:
        request.transport.abort()
    raise ConnectionResetError(f"answer given up half way: {error}") from error
