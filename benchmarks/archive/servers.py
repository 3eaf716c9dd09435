"""The two archives that are measured: ours, started as a whole site, and Orthanc; one way to address both."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.orthanc import Orthanc
from tests.support.processes import consilium, run
from tests.support.site import EXPERT, Site

SENDER = "BENCH"


@dataclass(frozen=True, slots=True)
class Server:
    """How an archive is reached. `root` is the path of its DICOMweb services."""

    aet: str
    sender_aet: str
    dicom_port: int
    http_port: int
    root: str
    headers: Mapping[str, str] = field(default_factory=dict)


def ours(site: Site) -> Server:
    """A site with one person and one known sender; the person's token opens DICOMweb."""
    data = ("--data", str(site.data))
    site.add_person(EXPERT)
    run(consilium("peer", "add", *data, "--aet", SENDER, "--host", "127.0.0.1", "--port", "1104"))
    site.start()
    token = run(consilium("api-token", *data, "--user", EXPERT.name)).strip().splitlines()[-1]
    headers = {"Authorization": f"Bearer {token}"}
    return Server("CONSILIUM", SENDER, site.dicom_port, site.port, "/dicomweb", headers)


def orthanc(folder: Path) -> tuple[Orthanc, Server]:
    """Orthanc with its DICOMweb plug-in, its own defaults, and `TCP_NODELAY=1`."""
    peer = Orthanc(folder)
    peer.start()
    return peer, Server(peer.aet, SENDER, peer.dicom_port, peer.http_port, "/dicom-web")


class Reader:
    """One kept-open connection that times its requests."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._connection = http.client.HTTPConnection("127.0.0.1", server.http_port, timeout=60)

    def milliseconds(self, path: str, accept: str) -> tuple[float, int]:
        """Time from the request to the last byte of the answer, and its size. RuntimeError otherwise."""
        headers = {**self._server.headers, "Accept": accept}
        began = time.perf_counter()
        self._connection.request("GET", self._server.root + path, headers=headers)
        answer = self._connection.getresponse()
        body = answer.read()
        took = (time.perf_counter() - began) * 1000
        if answer.status not in {200, 204}:
            raise RuntimeError(f"{self._server.aet} {path}: {answer.status} {body[:300]!r}")
        return took, len(body)

    def json(self, path: str) -> object:
        headers = {**self._server.headers, "Accept": "application/dicom+json"}
        self._connection.request("GET", self._server.root + path, headers=headers)
        return json.load(self._connection.getresponse())
