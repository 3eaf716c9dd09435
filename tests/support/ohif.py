"""The OHIF viewer as npm has it, unmodified, in front of a site: the page, and the way on to its DICOMweb."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
from aiohttp import web

from deploy.node import bin_folder, environment
from tests.conftest import ROOT

PACKAGE = "@ohif/app"
VERSION = "3.13.2"
DOWNLOAD_TIMEOUT_S = 500
FOLDER = ROOT / ".setup" / "ohif"

CONFIG = """
window.config = {
  routerBasename: null,
  extensions: [],
  modes: [],
  customizationService: {},
  showStudyList: true,
  defaultDataSourceName: 'dicomweb',
  dataSources: [
    {
      namespace: '@ohif/extension-default.dataSourcesModule.dicomweb',
      sourceName: 'dicomweb',
      configuration: {
        friendlyName: 'Consilium',
        name: 'consilium',
        qidoRoot: '/dicomweb',
        wadoRoot: '/dicomweb',
        qidoSupportsIncludeField: true,
        imageRendering: 'wadors',
        thumbnailRendering: 'wadors',
        enableStudyLazyLoad: true,
        supportsFuzzyMatching: true,
        supportsWildcard: true,
        bulkDataURI: { enabled: true },
      },
    },
  ],
};
"""
"""The file that OHIF's own instructions have every site replace: where its data come from."""

PASSED_ON = ("Accept", "Content-Type", "Range", "If-None-Match")


def install() -> Path:
    """The built viewer, downloaded once. Raises LookupError where npm is missing, CalledProcessError else."""
    folder = FOLDER / VERSION
    if not folder.exists():
        node = bin_folder()
        if node is None:
            raise LookupError("no Node.js: make setup installs it")
        FOLDER.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=FOLDER) as work:
            _download(node, Path(work)).rename(folder)
    return folder / "dist"


def _download(node: Path, work: Path) -> Path:
    """Unpacks the package alone: its build is complete, so none of its dependencies are needed."""
    command = [str(node / "npm"), "pack", f"{PACKAGE}@{VERSION}", "--silent", "--ignore-scripts"]
    subprocess.run(command, cwd=work, env=environment(node), check=True, timeout=DOWNLOAD_TIMEOUT_S)
    (archive,) = work.glob("*.tgz")
    with tarfile.open(archive) as packed:
        packed.extractall(work, filter="data")
    archive.unlink()
    return Path(shutil.move(work / "package", FOLDER / f"{work.name}-unpacked"))


@dataclass
class Served:
    """A running viewer."""

    url: str
    asked: list[str] = field(default_factory=list)
    """Paths below /dicomweb that it asked for, with their queries."""
    failed: list[str] = field(default_factory=list)
    """Those that were answered with an error, and the viewer's own files that were not there."""


@asynccontextmanager
async def ohif(dist: Path, site_url: str, token: str) -> AsyncIterator[Served]:
    """Serves the viewer on a free port of loopback; /dicomweb goes to the site with the bearer token."""
    served = Served("")
    headers = {"Authorization": f"Bearer {token}"}
    async with aiohttp.ClientSession(headers=headers, auto_decompress=False) as session:

        async def pass_on(request: web.Request) -> web.StreamResponse:
            served.asked.append(request.path_qs)
            passed = {name: request.headers[name] for name in PASSED_ON if name in request.headers}
            # Addresses inside the metadata have to lead back here.
            passed["Host"] = request.host
            async with session.get(f"{site_url}{request.path_qs}", headers=passed) as answer:
                if answer.status >= 400:
                    served.failed.append(f"{answer.status} {request.path_qs}: {await answer.text()}")
                kept = ("Content-Type", "Content-Encoding", "Content-Range", "ETag")
                return web.Response(
                    status=answer.status,
                    body=await answer.read(),
                    headers={name: answer.headers[name] for name in kept if name in answer.headers},
                )

        async def page(request: web.Request) -> web.StreamResponse:
            file = (dist / request.match_info["path"]).resolve()
            if file.is_relative_to(dist) and file.is_file():
                return web.FileResponse(file)
            if file.suffix:
                served.failed.append(f"404 {request.path}")
                raise web.HTTPNotFound
            return web.FileResponse(dist / "index.html")

        app = web.Application()
        app.router.add_get("/app-config.js", _config)
        app.router.add_get("/dicomweb/{rest:.*}", pass_on)
        app.router.add_get("/{path:.*}", page)
        runner = web.AppRunner(app)
        await runner.setup()
        listener = web.TCPSite(runner, "127.0.0.1", 0)
        await listener.start()
        served.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield served
        finally:
            await runner.cleanup()


async def _config(request: web.Request) -> web.Response:
    return web.Response(text=CONFIG, content_type="text/javascript")
