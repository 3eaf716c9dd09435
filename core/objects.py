"""The object store: bytes under their own SHA-256 in a local folder; nothing else knows where they live."""

import errno
import fcntl
import hashlib
import itertools
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from core.write_back import begin_write_back

_PART = ".part"
_SHARDS = tuple(f"{number:02x}" for number in range(256))
"""The folders of objects, by the first digits of their digests: 40 000 files in each at 10 million."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """Complete bytes that wait in `incoming` until their row is committed; `path` is theirs alone."""

    digest: str
    size: int
    path: Path


class ObjectStore:
    """One folder, used by any number of processes and threads at once. Close it at the end.

    Bytes arrive in ``incoming/<owner>``, one folder per process, locked as long as the process lives. Once
    complete they are renamed to ``<digest>.<number>`` *before* they are synced: one sync of the file then
    carries the new name along, and a name that a power cut leaves without its bytes betrays itself, because
    it is their digest. `settle` moves what has been committed to ``objects/<shard>/<digest>``.
    """

    def __init__(self, folder: Path) -> None:
        """Creates the folders that are missing. Raises OSError."""
        self._objects = folder / "objects"
        self._incoming = folder / "incoming"
        self.cache = folder / "cache"
        """For whatever can be made again: may be emptied at any time."""

        shards = [self._objects / shard for shard in _SHARDS]
        for path in (*shards, self._incoming, self.cache):
            path.mkdir(parents=True, exist_ok=True)
        self._numbers = itertools.count()
        with _locked(self._incoming):
            self._own = self._incoming / f"{os.getpid()}-{secrets.token_hex(4)}"
            self._own.mkdir()
            self._lock = _lock(self._own)
        for path in (folder.parent, folder, self._objects, self._incoming):
            _sync_folder(path)

    def close(self) -> None:
        """Lets go of the folder for what arrives; what is still in it is for the next process to recover."""
        if not any(self._own.iterdir()):
            self._own.rmdir()
        os.close(self._lock)

    def path(self, digest: str) -> Path:
        """Where the bytes are, and stay. Only for what was committed. Raises FileNotFoundError."""
        settled = self._settled(digest)
        if not settled.exists():
            for waiting in self._incoming.glob(f"*/{digest}.*"):
                # Its owner is about to move it: a reader gets the place it will have, not one that vanishes.
                with suppress(FileExistsError, FileNotFoundError):
                    os.link(waiting, settled)
        if not settled.exists():
            raise FileNotFoundError(errno.ENOENT, "there is no such object", digest)
        return settled

    def holds(self, digest: str) -> bool:
        """Whether there is such an object."""
        try:
            self.path(digest)
        except FileNotFoundError:
            return False
        return True

    def open(self, digest: str) -> BinaryIO:
        """The bytes, for reading. Raises FileNotFoundError."""
        return self.path(digest).open("rb")

    def size(self, digest: str) -> int:
        """In bytes. Raises FileNotFoundError."""
        return self.path(digest).stat().st_size

    def free(self) -> int:
        """Bytes that this user may still write."""
        return shutil.disk_usage(self._objects).free

    def draft(self) -> "Draft":
        """A new object to be written. Raises OSError."""
        return Draft(self._own, next(self._numbers))

    def sync(self) -> None:
        """Makes the names of everything sealed by this process durable. Raises OSError."""
        os.fsync(self._lock)

    def settle(self, sealed: Sealed) -> None:
        """Moves committed bytes to their place. Raises OSError."""
        sealed.path.rename(self._settled(sealed.digest))
        # Where a reader has linked the file to its place, rename(2) does nothing and leaves the old name.
        sealed.path.unlink(missing_ok=True)

    def discard(self, sealed: Sealed) -> None:
        """Deletes bytes that nothing was committed about. Raises OSError."""
        sealed.path.unlink()

    def remove(self, digest: str) -> None:
        """Deletes an object for good; nothing happens where there is none. Raises OSError."""
        self._settled(digest).unlink(missing_ok=True)

    def digests(self) -> Iterator[str]:
        """The names of everything settled, ascending."""
        for shard in _SHARDS:
            yield from sorted(entry.name for entry in os.scandir(self._objects / shard))

    @contextmanager
    def abandoned(self) -> Iterator[list[Sealed]]:
        """What processes that ended left behind, complete and undamaged; the rest is deleted.

        What the block leaves there is deleted after it: settle what has a row. Raises OSError.
        """
        with _locked(self._incoming):
            folders = {path: lock for path in self._others() if (lock := _try_lock(path)) is not None}
        try:
            yield [sealed for folder in folders for sealed in _complete(folder)]
            for folder in folders:
                shutil.rmtree(folder)
        finally:
            for lock in folders.values():
                os.close(lock)

    def _others(self) -> list[Path]:
        return [path for path in self._incoming.iterdir() if path != self._own and path.is_dir()]

    def _settled(self, digest: str) -> Path:
        return self._objects / digest[:2] / digest


class Draft:
    """An object being written. Left without `seal`, the context deletes it."""

    def __init__(self, folder: Path, number: int) -> None:
        self.path = folder / f"{number}{_PART}"
        self.size = 0
        self._number = number
        self._digest = hashlib.sha256()
        self._file = self.path.open("xb", buffering=0)

    def __enter__(self) -> "Draft":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.discard()

    def write(self, data: bytes | memoryview) -> None:
        """Appends. Raises OSError."""
        self._digest.update(data)
        rest = memoryview(data)
        while rest:
            rest = rest[self._file.write(rest) :]
        self.size += len(data)

    def write_back(self) -> None:
        """Asks the kernel to begin writing to the disk what `seal` will have to wait for."""
        begin_write_back(self._file.fileno())

    @property
    def digest(self) -> str:
        """SHA-256 of what was written so far, hex."""
        return self._digest.hexdigest()

    def seal(self) -> Sealed:
        """Names the bytes by their digest and syncs them; `ObjectStore.sync` then makes the name durable.

        Raises OSError; the bytes are then gone.
        """
        sealed = Sealed(self.digest, self.size, self.path.with_name(f"{self.digest}.{self._number}"))
        self.path = self.path.rename(sealed.path)
        os.fsync(self._file.fileno())
        self._file.close()
        return sealed

    def discard(self) -> None:
        """Deletes what was not sealed."""
        if not self._file.closed:
            self._file.close()
            self.path.unlink(missing_ok=True)


def digest_of(path: Path) -> str:
    """SHA-256 of a file, hex. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _complete(folder: Path) -> list[Sealed]:
    sealed = []
    for path in folder.iterdir():
        digest, _, number = path.name.partition(".")
        if number.isdecimal() and path.suffix != _PART and digest_of(path) == digest:
            sealed.append(Sealed(digest, path.stat().st_size, path))
    return sealed


def _lock(folder: Path) -> int:
    """Locks a folder until the file descriptor that is returned gets closed."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    return descriptor


def _try_lock(folder: Path) -> int | None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    descriptor = _lock(folder)
    try:
        yield
    finally:
        os.close(descriptor)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
