"""Reading a request: its JSON body, who sent it, from where, and under which address people see us."""

from typing import TypeVar
from urllib.parse import urlsplit

from aiohttp import web
from pydantic import BaseModel, ConfigDict, ValidationError

from consultation.problems import Problem
from consultation.services import services
from core.accounts import Person

SESSION_COOKIE = "consilium_session"
MAX_JSON_BYTES = 64 * 1024


class Body(BaseModel):
    """Base of all JSON bodies: unknown keys are refused, so that a misspelt one is noticed."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


AnyBody = TypeVar("AnyBody", bound=BaseModel)


async def json_body(request: web.Request, model: type[AnyBody]) -> AnyBody:
    """The validated body. Raises Problem 400 or 413."""
    raw = await request.read()
    if len(raw) > MAX_JSON_BYTES:
        raise Problem(413, "too_large", f"The body is larger than {MAX_JSON_BYTES} bytes.")
    try:
        return model.model_validate_json(raw)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        text = f"{where}: {first['msg']}" if where else first["msg"]
        raise Problem(400, "invalid_body", text) from error


async def signed_in(request: web.Request) -> Person:
    """Who sends this request, by session cookie or API token. Raises Problem 401."""
    person = await find_person(request)
    if person is None:
        raise Problem(401, "not_signed_in", "Sign in first.", {"WWW-Authenticate": "Bearer"})
    return person


async def find_person(request: web.Request) -> Person | None:
    shared = services(request)
    token = bearer(request)
    cookie = request.cookies.get(SESSION_COOKIE)
    async with shared.database.read() as session:
        if token:
            return await shared.api_tokens.find(session, token, shared.now())
        if cookie:
            return await shared.sessions.find(session, cookie, shared.now())
    return None


def bearer(request: web.Request) -> str:
    """The token of an ``Authorization: Bearer`` header, or an empty string (RFC 6750, section 2.1)."""
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    return value.strip() if scheme.lower() == "bearer" else ""


def client_address(request: web.Request) -> str:
    """Address of the person's machine; X-Forwarded-For counts only if a trusted proxy wrote it."""
    peer = request.remote or ""
    if peer in services(request).settings.server.trusted_proxies:
        # The last entry is the one our proxy added; those before it are whatever the client claimed.
        forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        return forwarded or peer
    return peer


def public_host(request: web.Request) -> str:
    """Host and port under which the page was opened."""
    public_url = services(request).settings.server.public_url
    return urlsplit(public_url).netloc if public_url else request.host


def is_secure(request: web.Request) -> bool:
    """Whether the browser's own connection is encrypted."""
    return request.secure or services(request).settings.server.public_url.startswith("https:")


def own_url(request: web.Request) -> str:
    """Address of this server as people see it, without a trailing slash."""
    return f"{'https' if is_secure(request) else 'http'}://{public_host(request)}"


def signal_url(request: web.Request) -> str:
    """WebSocket address of this server, which passes it on to the engine."""
    return f"{'wss' if is_secure(request) else 'ws'}://{public_host(request)}"
