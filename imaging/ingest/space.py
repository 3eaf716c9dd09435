"""Whether there is room: a full disk refuses clearly, before anything is half done."""

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from imaging.errors import StorageFailed, StorageFull

MIB = 1 << 20

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
_POSTGRESQL_DISK_FULL = "53100"


StorageError = StorageFull | StorageFailed


class Space:
    """Guards the free space of the folders that grow with every image."""

    def __init__(self, folders: tuple[Path, ...], reserve: int) -> None:
        """`reserve`: bytes to leave free on the disk of each folder, so that the site itself goes on."""
        self._folders = folders
        self._reserve = reserve

    def require(self, size: int) -> None:
        """Raises StorageFull where `size` more bytes would eat into the reserve."""
        for folder in self._folders:
            disk = os.statvfs(folder)
            free = disk.f_bavail * disk.f_frsize
            if free < self._reserve + size:
                raise StorageFull(
                    f"the disk of {folder} has {free // MIB} MiB left, {self._reserve // MIB} MiB of it kept "
                    "free: make some room, or lower [archive] reserve_mb, then send again."
                )


@contextmanager
def storage_errors() -> Iterator[None]:
    """Turns what disk and database say into StorageFull and StorageFailed."""
    try:
        yield
    except OSError as error:
        raise storage_error(error) from error
    except SQLAlchemyError as error:
        raise storage_error(error) from error


def storage_error(error: OSError | SQLAlchemyError) -> StorageError:
    """What to tell the sender about `error`."""
    if is_full(error):
        return StorageFull(f"the disk is full: free some space, then send again ({_first_line(error)}).")
    return StorageFailed(f"the archive could not keep it: {_first_line(error)}. Send it again.")


def is_full(error: OSError | SQLAlchemyError) -> bool:
    """Whether `error` means that a disk, or somebody's share of it, is used up."""
    if isinstance(error, OSError):
        return error.errno in _NO_ROOM
    cause: Any = error.orig if isinstance(error, DBAPIError) else None
    return (
        getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
        or getattr(cause, "sqlstate", None) == _POSTGRESQL_DISK_FULL
    )


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
