"""What was made from stored instances and can be made again: kept in memory and on disk, within bounds."""

from __future__ import annotations

import logging
import os
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import suppress
from pathlib import Path
from typing import Generic, TypeVar

log = logging.getLogger(__name__)

Kept = TypeVar("Kept")


class MemoryCache(Generic[Kept]):
    """The values last used, up to a total weight; for any number of threads."""

    def __init__(self, capacity: int, weigh: Callable[[Kept], int]) -> None:
        self._capacity = capacity
        self._weigh = weigh
        self._weight = 0
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Kept | None:
        with self._lock:
            value = self._kept.get(key)
            if value is not None:
                self._kept.move_to_end(key)
            return value

    def put(self, key: Hashable, value: Kept) -> None:
        """A value heavier than the whole cache is not kept."""
        weight = self._weigh(value)
        if weight > self._capacity:
            return
        with self._lock:
            before = self._kept.pop(key, None)
            self._weight += weight - (self._weigh(before) if before is not None else 0)
            self._kept[key] = value
            while self._weight > self._capacity:
                _, dropped = self._kept.popitem(last=False)
                self._weight -= self._weigh(dropped)


class DiskCache:
    """Files in a folder of their own, the oldest deleted once they take more than `capacity` bytes.

    Several processes may share the folder, and it may be emptied at any time. Blocking. A disk that is
    full or fails only means that nothing is kept.
    """

    _KEEP = 0.8
    """Part of the capacity that is left after deleting, so that not every new file has to delete."""

    def __init__(self, folder: Path, capacity: int) -> None:
        self._folder = folder
        self._capacity = capacity
        self._written = capacity
        """Bytes written since the folder was last measured; begins full so that it is measured at once."""
        self._lock = threading.Lock()

    def get(self, name: str) -> bytes | None:
        try:
            return (self._folder / name).read_bytes()
        except OSError:
            return None

    def put(self, name: str, data: bytes) -> None:
        temporary = self._folder / f".{secrets.token_hex(8)}"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            temporary.write_bytes(data)
            # Never a half-written file under its name, also for other processes.
            temporary.rename(self._folder / name)
            self._make_room(len(data))
        except OSError as error:
            log.warning("a file is not kept in the cache: %s", error)
            with suppress(OSError):
                temporary.unlink(missing_ok=True)

    def _make_room(self, size: int) -> None:
        with self._lock:
            self._written += size
            if self._written < self._capacity * (1 - self._KEEP):
                return
            self._written = 0
            files = sorted(self._files())
            total = sum(size for _, size, _ in files)
            for _, length, path in files:
                if total <= self._capacity * self._KEEP:
                    return
                path.unlink(missing_ok=True)
                total -= length

    def _files(self) -> list[tuple[float, int, Path]]:
        found = []
        with os.scandir(self._folder) as entries:
            for entry in entries:
                try:
                    status = entry.stat()
                except FileNotFoundError:
                    continue
                found.append((status.st_mtime, status.st_size, Path(entry.path)))
        return found
