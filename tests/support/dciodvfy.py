"""dciodvfy of dicom3tools: an independent verifier of DICOM files against PS3.3."""

from __future__ import annotations

import subprocess
from pathlib import Path

PROGRAM = Path("/usr/bin/dciodvfy")
TIMEOUT_S = 60.0
_ERROR = "Error - "


def errors(path: Path) -> list[str]:
    """What it calls an error in a file, each as it says it; [] for a file without any.

    Its exit status does not tell: some errors leave it at 0. Raises AssertionError where it could not tell
    the file's IOD, and so has checked nothing.
    """
    done = subprocess.run(
        [str(PROGRAM), "-new", str(path)], capture_output=True, text=True, timeout=TIMEOUT_S, check=False
    )
    lines = (done.stdout + done.stderr).splitlines()
    found = [line.removeprefix(_ERROR) for line in lines if line.startswith(_ERROR)]
    # The IOD's name stands on a line of its own, without a space: CTImage, SCImage…
    assert found or any(line and " " not in line for line in lines), f"{path} was not checked: {lines}"
    return found
