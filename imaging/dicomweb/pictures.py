"""The stored instances' pixels for the handlers: worker threads, and what is kept between requests."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from aiohttp import web

from imaging.dicomweb.caches import DiskCache, MemoryCache
from imaging.errors import NotFound, StorageFailed
from imaging.pixels.encapsulation import Span
from imaging.pixels.render import Rendering, render
from imaging.pixels.source import PixelSource, open_source
from imaging.pixels.syntaxes import EXPLICIT_LITTLE, IMPLICIT_LITTLE
from imaging.pixels.transcode import transcode_frame

if TYPE_CHECKING:
    from core.objects import ObjectStore
    from imaging.query.model import InstanceRef

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

RENDERED_CACHE_BYTES = 64 << 20
SOURCE_CACHE_BYTES = 64 << 20
THUMBNAIL_CACHE_BYTES = 512 << 20
_SOURCE_WEIGHT = 16 << 10
# Attributes take several times their length in the file, once they are Python objects.
_OBJECTS_PER_BYTE = 8
_FRAME_WEIGHT = 200
# Enough for each core to compute while as many wait for the disk.
_THREADS = 2 * (os.cpu_count() or 1) + 2
_LITTLE = frozenset({EXPLICIT_LITTLE, IMPLICIT_LITTLE})


class Pictures:
    """One per process. All methods but `run` and `known_rendering` block: call them through `run`."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="pixels")
        self._sources: MemoryCache[PixelSource] = MemoryCache(SOURCE_CACHE_BYTES, _weight)
        self._rendered: MemoryCache[bytes] = MemoryCache(RENDERED_CACHE_BYTES, len)
        self.thumbnails = DiskCache(store.cache / "thumbnails", THUMBNAIL_CACHE_BYTES)

    async def run(
        self, work: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> Result:
        """`work` in one of the threads: nothing that reads files or computes belongs on the event loop."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, lambda: work(*args, **kwargs))

    def close(self) -> None:
        self._threads.shutdown(cancel_futures=True)

    def path(self, ref: InstanceRef) -> Path:
        """Where the instance's file is. Raises StorageFailed."""
        try:
            return self._store.path(ref.digest)
        except OSError as error:
            raise StorageFailed("The instance's file is missing from the store.") from error

    def source(self, ref: InstanceRef) -> PixelSource:
        """The instance, opened for its pixels. Raises NotSupported, UnreadableDicom and StorageFailed."""
        path = self.path(ref)
        source = self._sources.get(ref.digest)
        if source is None or source.path != path:
            # A file moves once, to its final place: right after it was stored.
            source = open_source(path)
            self._sources.put(ref.digest, source)
        return source

    def read(self, ref: InstanceRef, offset: int, length: int) -> bytes:
        """`length` bytes of the instance's file from `offset`. Raises StorageFailed."""
        try:
            with self._store.open(ref.digest) as file:
                data = os.pread(file.fileno(), length, offset)
        except OSError as error:
            raise StorageFailed(f"A stored file cannot be read: {error.strerror}.") from error
        if len(data) != length:
            raise StorageFailed("A stored file is shorter than the index says.")
        return data

    def frame(self, ref: InstanceRef, index: int, transfer_syntax: str) -> bytes:
        """Frame `index` (from 0) in `transfer_syntax`. Raises NotFound and NotSupported."""
        span = plain_frame(ref, index) if transfer_syntax == EXPLICIT_LITTLE else None
        if span is not None:
            return self.read(ref, span.offset, span.length)
        return transcode_frame(self.source(ref), index, transfer_syntax)

    def known_rendering(self, ref: InstanceRef, index: int, rendering: Rendering) -> bytes | None:
        """What `rendering` returned before, if it is still there. Does not block."""
        return self._rendered.get((ref.digest, index, rendering))

    def rendering(self, ref: InstanceRef, index: int, rendering: Rendering) -> bytes:
        """Frame `index` (from 0), drawn. Raises NotFound, NotSupported and BadQuery."""
        picture = render(self.source(ref), index, rendering)
        self._rendered.put((ref.digest, index, rendering), picture)
        return picture


def plain_frame(ref: InstanceRef, index: int) -> Span | None:
    """Where an uncompressed frame is by the index alone, so that the file's header need not be read.

    None where it takes more than that: compressed, in bits, with shared colours, or of another length.
    Raises NotFound where there is no such frame.
    """
    if ref.transfer_syntax not in _LITTLE or ref.pixel_offset is None or not ref.pixel_length:
        return None
    if not (ref.rows and ref.columns and ref.samples and ref.bits_allocated) or ref.bits_allocated % 8:
        return None
    length = ref.rows * ref.columns * ref.samples * ref.bits_allocated // 8
    total = length * ref.frames
    if ref.pixel_length not in (total, total + total % 2):
        return None
    if not 0 <= index < ref.frames:
        raise NotFound(f"There is no frame {index + 1}: the instance has {ref.frames}.")
    return Span(ref.pixel_offset + index * length, length)


def _weight(source: PixelSource) -> int:
    pixels = source.frames[0][0].offset if source.frames else source.span.offset if source.span else 0
    header = pixels * _OBJECTS_PER_BYTE
    return _SOURCE_WEIGHT + header + _FRAME_WEIGHT * len(source.frames) + len(source.value or b"")


PICTURES: web.AppKey[Pictures] = web.AppKey("pictures", Pictures)


def pictures(request: web.Request) -> Pictures:
    return request.config_dict[PICTURES]
