"""How a picture is to be rendered: the query parameters of PS3.18 section 8.3.5, checked."""

from __future__ import annotations

import math
from collections.abc import Sequence

from aiohttp import web

from imaging.dicomweb.errors import bad_request, not_acceptable
from imaging.dicomweb.negotiation import MULTIPART, best_of
from imaging.dicomweb.requests import accepted, sees_names
from imaging.errors import NotAllowed
from imaging.pixels.annotate import Annotation
from imaging.pixels.render import DEFAULT_QUALITY, RENDERED_TYPES, Rendering
from imaging.pixels.viewport import MAX_SIDE, Viewport
from imaging.pixels.windowing import Window, WindowFunction

_FUNCTIONS = {
    "linear": WindowFunction.LINEAR,
    "linear-exact": WindowFunction.LINEAR_EXACT,
    "sigmoid": WindowFunction.SIGMOID,
}


async def rendering(request: web.Request) -> Rendering:
    """What the client asks for. Raises Refused 400 and 406, and NotAllowed where it would show names."""
    query = request.query
    wanted = Rendering(
        _media_type(request),
        _window(query["window"]) if "window" in query else None,
        viewport(query["viewport"]) if "viewport" in query else None,
        _annotations(query.get("annotation", "")),
        _quality(query.get("quality", "")),
    )
    if wanted.annotations and not await sees_names(request):
        raise NotAllowed("Annotations show what your role does not: ask for the picture without them.")
    return wanted


def thumbnail(request: web.Request, default: Viewport) -> Rendering:
    """The same for a thumbnail, which takes a viewport and nothing else (PS3.18 section 10.4.1.1.4)."""
    text = request.query.get("viewport")
    if text is not None and text.count(",") != 1:
        raise bad_request("A thumbnail's viewport is its width and height: viewport=200,200.")
    return Rendering(_media_type(request), viewport=viewport(text) if text is not None else default)


def in_parts(request: web.Request) -> bool:
    """Whether the client takes pictures only as parts."""
    return all(wanted.media_type in (MULTIPART, "multipart/*") for wanted in accepted(request))


def _media_type(request: web.Request) -> str:
    found = best_of(accepted(request), RENDERED_TYPES)
    if found is None:
        raise not_acceptable(f"Rendered pictures are to be had as {', '.join(RENDERED_TYPES)}.")
    return found


def viewport(text: str) -> Viewport:
    """``width,height`` or ``width,height,x,y,region width,region height``; empty numbers are 0."""
    pieces = text.split(",")
    if len(pieces) not in (2, 6):
        raise bad_request("viewport is width,height or width,height,x,y,region width,region height.")
    numbers = [_number(piece or "0", "viewport") for piece in pieces]
    width, height, left, top = (*numbers[:4], 0.0, 0.0)[:4]
    if not (1 <= width <= MAX_SIDE and 1 <= height <= MAX_SIDE) or left < 0 or top < 0:
        raise bad_request(f"viewport: sides are 1 to {MAX_SIDE} pixels, x and y are not negative.")
    return Viewport(int(width), int(height), left, top, *numbers[4:])


def _window(text: str) -> Window:
    pieces = text.split(",")
    if len(pieces) not in (2, 3):
        raise bad_request("window is center,width or center,width,function.")
    center, width = (_number(piece, "window") for piece in pieces[:2])
    name = pieces[2].strip().lower() if len(pieces) == 3 else "linear"
    if name not in _FUNCTIONS:
        raise bad_request(f"window: the function is one of {', '.join(_FUNCTIONS)}.")
    if width <= 0:
        raise bad_request("window: the width is greater than 0.")
    return Window(center, width, _FUNCTIONS[name])


def _annotations(text: str) -> frozenset[Annotation]:
    names: Sequence[str] = [name.strip().lower() for name in text.split(",") if name.strip()]
    unknown = set(names) - set(Annotation)
    if unknown:
        raise bad_request(f"annotation is one or both of {', '.join(Annotation)}.")
    return frozenset(map(Annotation, names))


def _quality(text: str) -> int:
    if not text:
        return DEFAULT_QUALITY
    quality = _number(text, "quality")
    if quality != int(quality) or not 1 <= quality <= 100:
        raise bad_request("quality is a whole number from 1 to 100.")
    return int(quality)


def _number(text: str, parameter: str) -> float:
    try:
        number = float(text)
    except ValueError as error:
        raise bad_request(f"{parameter}: '{text[:40]}' is no number.") from error
    if not math.isfinite(number):
        raise bad_request(f"{parameter}: '{text[:40]}' is no number.")
    return number
