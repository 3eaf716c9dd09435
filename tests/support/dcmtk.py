"""dcmtk's command-line tools: other people's DICOM nodes, as users (SCU) and as a receiver (SCP)."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.support.processes import Child, free_port, wait_for

ENVIRONMENT = {"TCP_NODELAY": "1"}
"""Debian's dcmtk waits 40 ms for every image without it."""

WITHIN_S = 60.0


def available() -> bool:
    return all(shutil.which(tool) for tool in ("echoscu", "storescu", "findscu", "movescu", "getscu"))


@dataclass(frozen=True, slots=True)
class Target:
    """The node to talk to, and the AE title to call from."""

    port: int
    aet: str = "DCMTK"
    called: str = "CONSILIUM"

    @property
    def arguments(self) -> list[str]:
        return ["-aet", self.aet, "-aec", self.called]

    @property
    def address(self) -> list[str]:
        return ["127.0.0.1", str(self.port)]


@dataclass(frozen=True, slots=True)
class Result:
    """How a tool ended, and all that it wrote."""

    status: int
    text: str


def command(tool: str, target: Target, options: Sequence[str], files: Sequence[Path] = ()) -> list[str]:
    return [tool, "-v", *target.arguments, *options, *target.address, *map(str, files)]


def run(
    tool: str, target: Target, *options: str, files: Sequence[Path] = (), folder: Path | None = None
) -> Result:
    """Runs it to its end, in `folder`."""
    done = subprocess.run(
        command(tool, target, options, files),
        capture_output=True,
        timeout=WITHIN_S,
        check=False,
        cwd=folder,
        env={**os.environ, **ENVIRONMENT},
    )
    return Result(done.returncode, (done.stdout + done.stderr).decode("utf-8", "replace"))


def find(target: Target, folder: Path, keys: Mapping[str, str], *options: str) -> list[Path]:
    """The answers of a C-FIND (study root unless `options` say otherwise), each as a file in `folder`."""
    folder.mkdir(exist_ok=True)
    wanted = [part for key, value in keys.items() for part in ("-k", f"{key}={value}")]
    model = () if "-P" in options else ("-S",)
    result = run("findscu", target, *model, "-X", *options, *wanted, folder=folder)
    assert result.status == 0, result.text
    assert "Success" in result.text, result.text
    return sorted(folder.glob("rsp*.dcm"))


class Receiver:
    """storescp: keeps what it is sent, as it comes, in a folder."""

    def __init__(self, folder: Path, aet: str, *options: str) -> None:
        self.folder = folder / aet
        self.folder.mkdir(parents=True)
        self.aet = aet
        self.port = free_port()
        arguments = ["storescp", "-v", "-aet", aet, "-od", str(self.folder), *options, str(self.port)]
        self._child = Child(arguments, folder / f"{aet}.log", ENVIRONMENT)
        probe = Target(self.port, "PROBE", aet)
        wait_for("storescp", lambda: run("echoscu", probe).status == 0, WITHIN_S)

    @property
    def text(self) -> str:
        return self._child.text

    def files(self) -> list[Path]:
        return sorted(path for path in self.folder.iterdir() if path.is_file())

    def stop(self) -> None:
        self._child.stop()


def counted(text: str, what: str) -> int:
    """The last number that movescu or getscu printed for a kind of sub-operations (``Completed``)."""
    found = re.findall(rf"{what}\s+Suboperations\s*:\s*(\d+)", text)
    return int(found[-1]) if found else 0
