"""Errors as the HTTP interfaces answer them: one JSON shape, a code for programs and a text for people."""

import logging
import math
from collections.abc import Awaitable, Callable

from aiohttp import web

from imaging.errors import ArchiveError, BadQuery, NotAllowed, NotFound, PeerError, StorageFull

log = logging.getLogger(__name__)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Problem(Exception):
    """Raised by handlers: becomes ``{"error": {"code", "message"}}`` with `status`."""

    def __init__(self, status: int, code: str, message: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.headers = headers or {}

    def response(self) -> web.Response:
        body = {"error": {"code": self.code, "message": str(self)}}
        return web.json_response(body, status=self.status, headers=self.headers)


def too_many_attempts(wait_s: float) -> Problem:
    """The answer to somebody who has to wait (RFC 6585, section 4)."""
    seconds = math.ceil(wait_s)
    text = f"Too many failed attempts: try again in {seconds} seconds."
    return Problem(429, "too_many_attempts", text, {"Retry-After": str(seconds)})


_CODES = {
    400: "bad_request",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
}


_ARCHIVE: tuple[tuple[type[ArchiveError], int, str], ...] = (
    (NotFound, 404, "not_found"),
    (NotAllowed, 403, "not_allowed"),
    (BadQuery, 400, "bad_request"),
    (PeerError, 409, "peer_error"),
    (StorageFull, 507, "storage_full"),
)


def _archive_problem(error: ArchiveError) -> Problem:
    for kind, status, code in _ARCHIVE:
        if isinstance(error, kind):
            return Problem(status, code, str(error))
    log.error("the archive failed: %s", error)
    return Problem(500, "archive_failed", str(error))


@web.middleware
async def problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn whatever a handler raises into an answer; a surprise is logged and never shown."""
    try:
        return await handler(request)
    except Problem as problem:
        return problem.response()
    except web.HTTPException as error:
        if error.status < 400 or not request.path.startswith("/api"):
            raise
        code = _CODES.get(error.status, "http_error")
        allow = {"Allow": error.headers["Allow"]} if "Allow" in error.headers else {}
        return Problem(error.status, code, error.reason, allow).response()
    except ArchiveError as error:
        return _archive_problem(error).response()
    except ConnectionResetError:
        # The client went away while it was being answered; there is nobody left to tell.
        raise
    except Exception:
        log.exception("%s %s failed", request.method, request.path)
        return Problem(500, "internal", "The server made a mistake; its log says which.").response()
