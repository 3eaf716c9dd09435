"""Tells Linux to begin writing a file to the disk, without waiting for it (sync_file_range(2))."""

import ctypes
import sys

_SYNC_FILE_RANGE_WRITE = 2


def begin_write_back(descriptor: int) -> None:
    """Only a hint: what comes later still has to be synced. Does nothing where there is no such call."""
    if _sync_file_range is not None:
        _sync_file_range(descriptor, 0, 0, _SYNC_FILE_RANGE_WRITE)


def _find_call() -> "ctypes._NamedFuncPointer | None":
    if not sys.platform.startswith("linux"):
        return None
    call = getattr(ctypes.CDLL(None), "sync_file_range", None)
    if call is not None:
        call.argtypes = (ctypes.c_int, ctypes.c_int64, ctypes.c_int64, ctypes.c_uint)
    return call


_sync_file_range = _find_call()
