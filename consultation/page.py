"""Serves the built page: files as they are, every other address of the page as its one HTML document."""

import asyncio
import re
from pathlib import Path

from aiohttp import web

from consultation.services import services

BUILT_PAGE = Path(__file__).resolve().parent.parent / "web" / "dist"
INDEX = "index.html"

_IMMUTABLE = "public, max-age=31536000, immutable"
_REVALIDATE = "no-cache"
_FILE_NAME = re.compile(r"\.[A-Za-z][^./]*$")
"""An extension begins with a letter; the dots of a DICOM UID (`/archive/1.2.840`) are followed by digits."""

_NOT_BUILT = """<!doctype html><meta charset="utf-8"><title>Consilium</title>
<h1>The page has not been built / 页面尚未构建</h1>
<p>Run <code>make setup</code> in the source folder (or <code>npm ci &amp;&amp; npm run build</code> in
<code>web/</code>), then reload. The interfaces under <code>/api</code> work already.</p>
"""


async def page(request: web.Request) -> web.StreamResponse:
    """A built file, or the document for any other path that a browser opens. Unknown files are 404."""
    root = services(request).settings.server.page or BUILT_PAGE
    path = request.match_info["path"]
    file = await asyncio.to_thread(_find, root, path)
    if file is not None:
        hashed = path.startswith("assets/")
        return web.FileResponse(file, headers={"Cache-Control": _IMMUTABLE if hashed else _REVALIDATE})
    if _FILE_NAME.search(path) or path.startswith("assets/"):
        raise web.HTTPNotFound(text="There is no such file.")
    index = await asyncio.to_thread(_find, root, INDEX)
    if index is None:
        return web.Response(status=503, text=_NOT_BUILT, content_type="text/html")
    return web.FileResponse(index, headers={"Cache-Control": _REVALIDATE})


def _find(root: Path, path: str) -> Path | None:
    """The regular file `path` inside `root`; None for anything else, whatever the path tries."""
    if not path or "\0" in path:
        return None
    try:
        file = (root / path).resolve()
        return file if file.is_relative_to(root.resolve()) and file.is_file() else None
    except (OSError, ValueError):
        return None  # a name the file system cannot hold is a file that is not there
