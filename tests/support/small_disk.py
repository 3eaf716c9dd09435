"""A real file system of a few megabytes, to be filled up in a test."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import require


@contextmanager
def small_disk(mebibytes: int) -> Iterator[Path]:
    """Mounts a file system in memory, in a folder that every user may enter; skips where this one may not."""
    folder = Path(tempfile.mkdtemp(prefix="disk-"))
    folder.chmod(0o755)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={mebibytes}m,mode=777", "tmpfs", str(folder)]
    done = subprocess.run(mount, capture_output=True, text=True, timeout=20, check=False)
    if done.returncode:
        folder.rmdir()
    require(done.returncode == 0, f"cannot mount a small disk: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        # Lazily: connections that a test has left open must not keep it mounted.
        subprocess.run(["umount", "-l", str(folder)], timeout=20, check=True)
        folder.rmdir()


def fill(disk: Path, leave: int = 0) -> Path:
    """A file that takes up all of the disk but `leave` bytes; delete it to make room again."""
    ballast = disk / "ballast"
    free = os.statvfs(disk)
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, free.f_bavail * free.f_frsize - leave)
    return ballast
