"""The DICOM JSON of a study, series or instance (PS3.18 section 10.4.1.1.2), put together from the index.

Each instance's JSON was written at ingest, so that nothing is parsed here: it is unpacked, joined, and the
address under which the client knows us is put before the paths of bulk data.
"""

import asyncio
import gzip
import hashlib
import json
import zlib
from collections import OrderedDict
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from core.database import Database
from imaging.deidentify.dicom_json import deidentified
from imaging.index.tables import Instance, InstanceMetadata

WHOLE_MAX = 2000
"""Instances up to which a document is made in one piece; larger ones are streamed."""

KEPT_BYTES = 64 * 1024 * 1024
"""Of finished documents kept in memory: those that several people open at once, or one reloads."""

_BATCH = 500
_BULK = b'"BulkDataURI":"/studies/'
_GZIP_LEVEL = 1
"""Headers of a series are nearly alike: higher levels take longer and save little."""


def join(packed: Sequence[bytes], base_url: str, *, names: bool) -> bytes:
    """The JSON objects of the zlib-compressed `packed`, comma-separated, bulk data below `base_url`.

    Without `names` they are de-identified.
    """
    unpacked = map(zlib.decompress, packed)
    joined = b",".join(unpacked if names else map(_without_names, unpacked))
    return joined.replace(_BULK, b'"BulkDataURI":"' + base_url.encode() + b"/studies/")


class Bodies:
    """Finished documents, the last used ones, by entity tag, address and coding."""

    def __init__(self, kept_bytes: int = KEPT_BYTES) -> None:
        self._kept_bytes = kept_bytes
        self._bodies: OrderedDict[tuple[str, str, bool], bytes] = OrderedDict()
        self._size = 0

    def get(self, key: tuple[str, str, bool]) -> bytes | None:
        body = self._bodies.get(key)
        if body is not None:
            self._bodies.move_to_end(key)
        return body

    def put(self, key: tuple[str, str, bool], body: bytes) -> None:
        if key in self._bodies or len(body) > self._kept_bytes // 4:
            return
        self._bodies[key] = body
        self._size += len(body)
        while self._size > self._kept_bytes:
            self._size -= len(self._bodies.popitem(last=False)[1])


@dataclass(frozen=True, slots=True)
class Part:
    """One series of a document: its key, its revision and how many instances it has."""

    series_pk: int
    revision: int
    count: int


@dataclass(frozen=True, slots=True)
class Document:
    """A JSON array of instances, which is only read once it is asked for."""

    parts: Sequence[Part]
    instance_pk: int | None
    """The one instance it is of, else None."""
    names: bool
    """Whether it says who the patient is; otherwise it is de-identified."""
    _database: Database = field(repr=False)
    _bodies: Bodies = field(repr=False)

    @property
    def etag(self) -> str:
        """Changes whenever the document does; without quotes."""
        what = f"{self.instance_pk}|{self.names}|" + ",".join(
            f"{part.series_pk}.{part.revision}" for part in self.parts
        )
        return hashlib.sha256(what.encode()).hexdigest()[:24]

    @property
    def whole(self) -> bool:
        """Whether it is small enough for `json` and `gzip`; otherwise stream its `chunks`."""
        return self.instance_pk is not None or sum(part.count for part in self.parts) <= WHOLE_MAX

    async def json(self, base_url: str) -> bytes:
        """The array in UTF-8, bulk data named below `base_url` (no slash at its end)."""
        key = (self.etag, base_url, False)
        body = self._bodies.get(key)
        if body is None:
            packed = [row async for batch in self._batches() for row in batch]
            body = await asyncio.to_thread(_array, packed, base_url, self.names)
            self._bodies.put(key, body)
        return body

    async def gzip(self, base_url: str) -> bytes:
        """The same, compressed (RFC 1952)."""
        key = (self.etag, base_url, True)
        body = self._bodies.get(key)
        if body is None:
            body = await asyncio.to_thread(_gzip, await self.json(base_url))
            self._bodies.put(key, body)
        return body

    async def chunks(self, base_url: str) -> AsyncIterator[bytes]:
        """The array piece by piece, each of at most a few hundred instances."""
        before = b"["
        async for batch in self._batches():
            yield before + await asyncio.to_thread(join, batch, base_url, names=self.names)
            before = b","
        yield b"[]" if before == b"[" else b"]"

    async def _batches(self) -> AsyncIterator[list[bytes]]:
        """Compressed JSON in the order in which instances are shown, series after series."""
        for part in self.parts:
            statement = (
                select(InstanceMetadata.json)
                .join(Instance, Instance.id == InstanceMetadata.instance_pk)
                .where(Instance.series_pk == part.series_pk)
                .order_by(Instance.number, Instance.id)
            )
            if self.instance_pk is not None:
                statement = statement.where(Instance.id == self.instance_pk)
            for start in range(0, part.count, _BATCH):
                # A reader of its own for each: whoever takes the chunks may be slow.
                async with self._database.read() as session:
                    batch = list(await session.scalars(statement.offset(start).limit(_BATCH)))
                if batch:
                    yield batch


def _array(packed: Sequence[bytes], base_url: str, names: bool) -> bytes:
    return b"[" + join(packed, base_url, names=names) + b"]"


def _without_names(metadata: bytes) -> bytes:
    return json.dumps(deidentified(json.loads(metadata)), ensure_ascii=False, separators=(",", ":")).encode()


def _gzip(body: bytes) -> bytes:
    return gzip.compress(body, _GZIP_LEVEL, mtime=0)
