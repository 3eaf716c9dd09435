"""The archive as one process has it open: store, index and ingest, recovered and ready."""

from collections.abc import Callable
from datetime import UTC, datetime
from types import TracebackType

from sqlalchemy.exc import SQLAlchemyError

from core.blocking import BlockingDatabase
from core.engine import sqlite_file
from core.objects import ObjectStore
from core.settings import Settings
from imaging.errors import ArchiveError
from imaging.ingest.commits import settle_committed
from imaging.ingest.ingest import Ingest
from imaging.ingest.space import MIB, Space


def utc_now() -> datetime:
    return datetime.now(UTC)


class Archive:
    """One per process, for all of its threads. Use as ``with Archive.open(settings) as archive``."""

    def __init__(
        self, settings: Settings, store: ObjectStore, database: BlockingDatabase, ingest: Ingest
    ) -> None:
        self.settings = settings
        self.store = store
        self.database = database
        self.ingest = ingest

    @classmethod
    def open(cls, settings: Settings, *, now: Callable[[], datetime] = utc_now) -> "Archive":
        """Create what is missing, bring the schema up to date and recover what killed processes left.

        Blocks for as long as that takes. Raises ArchiveError, DatabaseError.
        """
        database = BlockingDatabase(settings.database_url)
        try:
            database.migrate()
            store = _open_store(settings)
        except BaseException:
            database.close()
            raise
        archive = cls(settings, store, database, Ingest(store, database, _space(settings, database), now))
        try:
            archive.recover()
        except BaseException:
            archive.close()
            raise
        return archive

    def recover(self) -> None:
        """Bring what ended processes left behind to its place, or delete it. Raises ArchiveError."""
        try:
            with self.store.abandoned() as found:
                settle_committed(self.store, self.database, found)
        except (OSError, SQLAlchemyError) as error:
            raise ArchiveError(f"cannot recover the archive: {error}. Check disk and database.") from error

    def close(self) -> None:
        self.store.close()
        self.database.close()

    def __enter__(self) -> "Archive":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _open_store(settings: Settings) -> ObjectStore:
    try:
        return ObjectStore(settings.archive_path)
    except OSError as error:
        raise ArchiveError(
            f"cannot use the archive's folder {settings.archive_path}: {error.strerror}. "
            "Give this user access to it, or set [archive] path."
        ) from error


def _space(settings: Settings, database: BlockingDatabase) -> Space:
    """An SQLite database grows with every image too, perhaps on another disk."""
    file = sqlite_file(database.url)
    folders = (settings.archive_path,) if file is None else (settings.archive_path, file.absolute().parent)
    return Space(folders, settings.archive.reserve_mb * MIB)
