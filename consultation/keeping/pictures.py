"""Pictures that people froze or put into the chat: checked, made durable, found by their SHA-256."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from aiohttp import web
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from consultation.consultations.attendees import Attendee
from consultation.consultations.tables import Picture
from consultation.problems import Problem
from consultation.services import SERVICES
from core import audit
from core.audit import Action, Event
from core.database import Database
from core.objects import ObjectStore, Sealed
from imaging.derived.still import Still, read_still
from imaging.errors import StorageFull
from imaging.ingest.space import MIB, Space, storage_errors

MAX_BYTES = 8 * MIB
MAX_PICTURES = 2000
"""Of one consultation: one every few seconds of a long one."""

_FOLDER = "pictures"
"""Beside the archive's own objects: whoever moves the archive to a larger disk moves both."""


@dataclass(frozen=True, slots=True)
class NewPicture:
    """Bytes that somebody brings into a consultation."""

    consultation_id: str
    data: bytes
    media_type: str
    attendee: Attendee
    address: str
    at: datetime


class Pictures:
    """One per process, for its event loop; see `opened_pictures`."""

    def __init__(self, store: ObjectStore, space: Space, database: Database) -> None:
        self._store = store
        self._space = space
        self._database = database
        self._decoding = asyncio.Semaphore(1)
        """A decoded picture takes up to a hundred megabytes: one at a time."""

    async def add(self, new: NewPicture) -> Picture:
        """Keep a picture; the same one again is found, not kept twice. What is answered is durable.

        Raises BadPicture, StorageFull, StorageFailed, Problem 409 where the consultation has too many.
        """
        async with self._decoding:
            still = await asyncio.to_thread(read_still, new.data, new.media_type)
            size = (still.width, still.height)
            # Its pixels are not needed any more.
            del still
        sealed = await asyncio.to_thread(self._seal, new.data)
        try:
            row = await self._record(new, sealed.digest, size)
        except (Problem, StorageFull):
            await asyncio.to_thread(self._store.discard, sealed)
            raise
        # After other errors, and when the client goes away, the row may have been committed all the same:
        # the bytes then stay where they are, found and safe, and the next start decides.
        await asyncio.to_thread(self._store.settle, sealed)
        return row

    async def find(self, consultation_id: str, sha256: str) -> Picture:
        """Raises Problem 404."""
        async with self._database.read() as session:
            row = await session.get(Picture, (consultation_id, sha256))
        if row is None:
            raise Problem(404, "no_such_picture", "This consultation has no such picture.")
        return row

    def path(self, sha256: str) -> Path:
        """The file of a picture that `find` knows. Raises FileNotFoundError."""
        return self._store.path(sha256)

    async def still(self, picture: Picture) -> Still:
        """The picture, decoded. Raises StorageFailed."""
        async with self._decoding:
            return await asyncio.to_thread(self._read, picture)

    async def recover(self) -> None:
        """Bring what an ended process left behind to its place, or delete it. Raises OSError."""
        await asyncio.to_thread(self._recover, await self._known())

    def _seal(self, data: bytes) -> Sealed:
        self._space.require(len(data))
        with storage_errors(), self._store.draft() as draft:
            draft.write(data)
            sealed = draft.seal()
            self._store.sync()
        return sealed

    async def _record(self, new: NewPicture, digest: str, size: tuple[int, int]) -> Picture:
        with storage_errors():
            async with self._database.write() as session:
                row = await session.get(Picture, (new.consultation_id, digest))
                if row is None:
                    await _require_few(session, new.consultation_id)
                    row = _row(new, digest, size)
                    session.add(row)
                    audit.record(session, _added(new, digest))
        return row

    def _read(self, picture: Picture) -> Still:
        with storage_errors():
            data = self._store.path(picture.sha256).read_bytes()
        return read_still(data, picture.media_type)

    async def _known(self) -> frozenset[str]:
        async with self._database.read() as session:
            return frozenset(await session.scalars(select(Picture.sha256).distinct()))

    def _recover(self, known: frozenset[str]) -> None:
        with self._store.abandoned() as found:
            for sealed in found:
                if sealed.digest in known:
                    self._store.settle(sealed)


async def opened_pictures(app: web.Application) -> AsyncIterator[None]:
    """Clean-up context of the application: the pictures are open while it runs."""
    shared = app[SERVICES]
    settings = shared.settings
    folder = settings.archive_path / _FOLDER
    store = await asyncio.to_thread(ObjectStore, folder)
    space = Space((folder,), settings.archive.reserve_mb * MIB)
    app[PICTURES] = Pictures(store, space, shared.database)
    try:
        await app[PICTURES].recover()
        yield
    finally:
        await asyncio.to_thread(store.close)


PICTURES: web.AppKey[Pictures] = web.AppKey("pictures", Pictures)


async def _require_few(session: AsyncSession, consultation_id: str) -> None:
    counting = select(func.count()).where(Picture.consultation_id == consultation_id)
    if (await session.scalar(counting) or 0) >= MAX_PICTURES:
        raise Problem(409, "too_many_pictures", f"A consultation holds {MAX_PICTURES} pictures at most.")


def _row(new: NewPicture, digest: str, size: tuple[int, int]) -> Picture:
    return Picture(
        consultation_id=new.consultation_id,
        sha256=digest,
        media_type=new.media_type,
        size=len(new.data),
        width=size[0],
        height=size[1],
        added_by=new.attendee.id,
        added_at=new.at,
    )


def _added(new: NewPicture, digest: str) -> Event:
    detail: dict[str, str | int | bool] = {"picture": digest, "size": len(new.data)}
    return Event(
        new.at, new.attendee.actor, Action.PICTURE_ADD, new.consultation_id, new.address, detail=detail
    )
