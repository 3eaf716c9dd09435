"""Guards around every request: response headers, and the refusal of what other sites' pages send."""

import re
from urllib.parse import urlsplit

from aiohttp import web

from consultation.paths import WEBHOOK_PATH
from consultation.problems import Handler, Problem
from consultation.requests import bearer, public_host
from consultation.services import services
from imaging.dicomweb.services import ROOT as DICOMWEB_ROOT

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        # WebAssembly decodes DICOM pixel data.
        "script-src 'self' 'wasm-unsafe-eval'",
        "worker-src 'self'",
        # Component libraries set element styles.
        "style-src 'self' 'unsafe-inline'",
        "connect-src 'self' wss:",
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "font-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(self), microphone=(self), display-capture=(self), geolocation=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

OWN_PAGE = "X-Consilium"
"""Header of requests that are not JSON: a browser lets no other site's page send it."""

_PICTURES = re.compile(r"/api/consultations/[0-9a-f]{12}/pictures")

_HSTS = "max-age=31536000"
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Signal handler of `on_response_prepare`: every answer carries the headers, errors and files too."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.path.startswith("/api"):
        response.headers.setdefault("Cache-Control", "no-store")
    # Not for a self-signed certificate: it would lock people out when it is replaced.
    if services(request).settings.server.tls_files is not None and request.secure:
        response.headers.setdefault("Strict-Transport-Security", _HSTS)


@web.middleware
async def same_origin(request: web.Request, handler: Handler) -> web.StreamResponse:
    """State-changing requests must be JSON and, from a browser, come from our own page (CSRF).

    A picture is sent as it is, with a header that no other site's form or image can set.
    """
    if request.method not in _SAFE_METHODS:
        if request.path.startswith("/api"):
            check_origin(request)
            _check_type(request)
        elif request.path.startswith(DICOMWEB_ROOT) and not bearer(request):
            # What a browser sends of its own accord is the cookie; a token is shown on purpose.
            check_origin(request)
    return await handler(request)


def _check_type(request: web.Request) -> None:
    if request.path == WEBHOOK_PATH or request.content_type == "application/json":
        return
    if _PICTURES.fullmatch(request.path) and request.headers.get(OWN_PAGE) == "1":
        return
    raise Problem(415, "not_json", "Send this request with Content-Type: application/json.")


def check_origin(request: web.Request) -> None:
    origin = request.headers.get("Origin")
    if origin is not None and _netloc(origin) not in {request.host, public_host(request)}:
        raise Problem(403, "foreign_origin", "This request comes from another site's page.")


def _netloc(origin: str) -> str:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""
