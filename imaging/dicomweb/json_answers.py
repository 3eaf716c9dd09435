"""DICOM JSON over HTTP: negotiation of its media type, entity tags, and gzip."""

from __future__ import annotations

from aiohttp import web

from imaging.dicomweb.errors import not_acceptable

DICOM_JSON = "application/dicom+json"
_JSON = "application/json"
_RANKED = (DICOM_JSON, _JSON)

PRIVATE = "private, no-cache"
"""May be kept by the browser, which has to ask each time whether it still holds (and may still be seen)."""


def media_type(request: web.Request) -> str:
    """The JSON type that the client takes best (PS3.18 section 8.7.3). Raises Refused 406 if it takes none.

    The query parameter ``accept`` stands for the header where a link has to carry it.
    """
    accepted = request.query.get("accept") or ",".join(request.headers.getall("Accept", ["*/*"])) or "*/*"
    weights = dict.fromkeys(_RANKED, 0.0)
    for wanted, weight in map(_weighted, accepted.split(",")):
        for kind in _RANKED:
            if wanted in {kind, "application/*", "*/*"}:
                weights[kind] = max(weights[kind], weight)
    best = max(_RANKED, key=lambda kind: weights[kind])
    if weights[best] <= 0:
        raise not_acceptable(f"This is to be had as {DICOM_JSON} only, not as {accepted[:200]}.")
    return best


def takes_gzip(request: web.Request) -> bool:
    """Whether ``Accept-Encoding`` names gzip and does not forbid it (RFC 9110, section 12.5.3)."""
    codings = ",".join(request.headers.getall("Accept-Encoding", []))
    return any(
        wanted == "gzip" and weight > 0 for wanted, weight in map(_weighted, codings.lower().split(","))
    )


def not_modified(request: web.Request, etag: str) -> bool:
    """Whether the client already has what `etag` (without quotes) names."""
    known = request.if_none_match or ()
    return any(tag.value in {etag, "*"} for tag in known)


def cache_headers(etag: str) -> dict[str, str]:
    return {"ETag": f'"{etag}"', "Cache-Control": PRIVATE, "Vary": "Accept, Accept-Encoding"}


def _weighted(item: str) -> tuple[str, float]:
    """One entry of an Accept header with its weight; 0 where the weight is no number."""
    name, *parameters = (part.strip() for part in item.split(";"))
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip().lower() == "q":
            try:
                return name.lower(), float(value)
            except ValueError:
                return name.lower(), 0.0
    return name.lower(), 1.0
