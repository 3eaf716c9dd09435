"""Orthanc with its DICOMweb plug-in on free ports: another archive to send to, ask and measure beside."""

from __future__ import annotations

import json
import shutil
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.support.processes import Child, free_port, wait_for

EXECUTABLE = "/usr/sbin/Orthanc"
PLUGINS = Path("/usr/share/orthanc/plugins")
START_WITHIN_S = 30.0

Modality = tuple[str, str, int]
"""AE title, host and port."""


def available() -> bool:
    return shutil.which("Orthanc") is not None or Path(EXECUTABLE).exists()


class Orthanc:
    """Started with `start`, ended with `stop`. `modalities` are the DICOM nodes that it knows, by name."""

    def __init__(
        self, folder: Path, modalities: Mapping[str, Modality] | None = None, aet: str = "ORTHANC"
    ) -> None:
        self.folder = folder
        self.aet = aet
        self.dicom_port = free_port()
        self.http_port = free_port()
        self._modalities = modalities or {}
        self._process: Child | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.http_port}"

    def start(self, **more: object) -> None:
        """`more` are further settings, by Orthanc's names."""
        self.folder.mkdir(parents=True, exist_ok=True)
        settings = {
            "Name": "Orthanc",
            "DicomAet": self.aet,
            "DicomPort": self.dicom_port,
            "HttpPort": self.http_port,
            "StorageDirectory": str(self.folder / "storage"),
            "IndexDirectory": str(self.folder / "storage"),
            "RemoteAccessAllowed": False,
            "AuthenticationEnabled": False,
            "DicomModalities": {name: list(modality) for name, modality in self._modalities.items()},
            "DicomCheckCalledAet": False,
            # It answers queries in this character set, whatever they ask in.
            "DefaultEncoding": "Utf8",
            "Plugins": [str(PLUGINS / "libOrthancDicomWeb.so")],
            "DicomWeb": {"Enable": True, "Root": "/dicom-web/"},
            **more,
        }
        configuration = self.folder / "orthanc.json"
        configuration.write_text(json.dumps(settings))
        # Debian's build leaves Nagle's algorithm on: without this it waits 40 ms for each image.
        environment = {"TCP_NODELAY": "1"}
        self._process = Child([EXECUTABLE, str(configuration)], self.folder / "orthanc.log", environment)
        try:
            wait_for("Orthanc", self._answers, START_WITHIN_S)
        except TimeoutError as error:
            raise TimeoutError(f"{error}\n{self._process.text}") from error

    def stop(self) -> None:
        if self._process is not None:
            self._process.stop()

    def get(self, path: str) -> Any:
        with urllib.request.urlopen(self.url + path, timeout=30) as answer:
            return json.load(answer)

    def post(self, path: str, body: object) -> Any:
        """JSON in, JSON out; raw bytes and plain text go as they are (``/instances``)."""
        match body:
            case bytes():
                data = body
            case str():
                data = body.encode()
            case _:
                data = json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, method="POST")
        with urllib.request.urlopen(request, timeout=60) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def delete(self, path: str) -> None:
        request = urllib.request.Request(self.url + path, method="DELETE")
        with urllib.request.urlopen(request, timeout=60):
            pass

    def instances(self) -> set[str]:
        """The SOP Instance UIDs that it holds."""
        listed = self.get("/instances?expand")
        return {one["MainDicomTags"]["SOPInstanceUID"] for one in listed}

    def _answers(self) -> bool:
        try:
            return bool(self.get("/system"))
        except (urllib.error.URLError, OSError):
            return False
