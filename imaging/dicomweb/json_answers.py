"""DICOM JSON over HTTP: negotiation of its media type, entity tags, and gzip."""

from __future__ import annotations

from aiohttp import web

from imaging.dicomweb.errors import not_acceptable
from imaging.dicomweb.negotiation import ANY, accepts_coding
from imaging.dicomweb.requests import accepted

DICOM_JSON = "application/dicom+json"
_JSON = "application/json"
_RANKED = (DICOM_JSON, _JSON)

PRIVATE = "private, no-cache"
"""May be kept by the browser, which has to ask each time whether it still holds (and may still be seen)."""


def media_type(request: web.Request) -> str:
    """The JSON type that the client takes best (PS3.18 section 8.7.3). Raises Refused 406 if none."""
    ranges = accepted(request)
    weights = {
        kind: max(
            (wanted.quality for wanted in ranges if wanted.media_type in (kind, "application/*", ANY)),
            default=0,
        )
        for kind in _RANKED
    }
    best = max(_RANKED, key=lambda kind: weights[kind])
    if not weights[best]:
        raise not_acceptable(f"This is to be had as {DICOM_JSON} only.")
    return best


def takes_gzip(request: web.Request) -> bool:
    return accepts_coding(",".join(request.headers.getall("Accept-Encoding", ())), "gzip")


def not_modified(request: web.Request, etag: str) -> bool:
    """Whether the client already has what `etag` (without quotes) names."""
    known = request.if_none_match or ()
    return any(tag.value in {etag, "*"} for tag in known)


def cache_headers(etag: str) -> dict[str, str]:
    return {"ETag": f'"{etag}"', "Cache-Control": PRIVATE, "Vary": "Accept, Accept-Encoding"}
