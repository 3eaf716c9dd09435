"""Finds a Node.js that can build the page: the system's, else the virtual environment's.

Run as a program it passes its arguments to npm inside `web/`: `python3 deploy/node.py run typecheck`.
Standard library only, because set-up uses it before anything is installed.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV_BIN = ROOT / ".venv" / "bin"
OLDEST = (20, 19)
"""What Vite 8 asks for."""


def version(node: str) -> tuple[int, int]:
    """Major and minor of a node binary; (0, 0) where it does not run."""
    try:
        text = subprocess.run(
            [node, "--version"], capture_output=True, text=True, check=True, timeout=20
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return (0, 0)
    match = re.match(r"v(\d+)\.(\d+)", text)
    return (int(match[1]), int(match[2])) if match else (0, 0)


def bin_folder() -> Path | None:
    """The folder with a usable `node` and `npm`, the system's first; None where there is none."""
    system = shutil.which("node")
    folders = [Path(system).parent] if system else []
    for folder in [*folders, VENV_BIN]:
        if (folder / "npm").exists() and version(str(folder / "node")) >= OLDEST:
            return folder
    return None


def environment(folder: Path) -> dict[str, str]:
    """The environment in which `npm` and its scripts find this `node`."""
    return {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ.get('PATH', '')}"}


def main() -> int:
    folder = bin_folder()
    if folder is None:
        sys.stderr.write("No Node.js found: run `make setup` first.\n")
        return 1
    command = [str(folder / "npm"), *sys.argv[1:]]
    return subprocess.run(command, cwd=ROOT / "web", env=environment(folder), check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
