"""What the asynchronous and the blocking database share: drivers, SQLite's settings, errors in words."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, InvalidRequestError, NoSuchModuleError

from core.errors import DatabaseError

BUSY_TIMEOUT_MS = 10_000
"""How long one SQLite writer waits for another that did not queue, before it gives up."""

CACHE_KIB = 16 * 1024
"""Pages that each connection keeps: at millions of studies, SQLite's own 2 MiB hold no index's upper part."""

WRITES = "consilium_writes"
"""Execution option of connections whose transactions write."""

_PSYCOPG = "postgresql+psycopg"

EngineT = TypeVar("EngineT")


def make_engine(url: str, driver: Callable[[URL], URL], create: Callable[[URL], EngineT]) -> EngineT:
    """The engine that `create` makes of `url` with the right driver. Raises DatabaseError in plain words."""
    try:
        return create(driver(_with_psycopg(make_url(url))))
    except (ArgumentError, NoSuchModuleError, InvalidRequestError) as error:
        raise DatabaseError(
            f"[database] url is not usable: {error}. Example: postgresql+psycopg://user:password@host/consilium"
        ) from error
    except ModuleNotFoundError as error:
        raise DatabaseError(
            f"the driver '{error.name}' named in [database] url is not installed: pip install {error.name}"
        ) from error


def _with_psycopg(url: URL) -> URL:
    """PostgreSQL is always spoken to by psycopg, which serves asynchronous and blocking callers alike."""
    return url.set(drivername=_PSYCOPG) if url.get_backend_name() == "postgresql" else url


def sqlite_file(url: URL) -> Path | None:
    """The file of an SQLite database; None for other databases and for one in memory."""
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return None
    return Path(str(url.database))


def prepare_sqlite(engine: Engine) -> None:
    """Let every connection of an SQLite engine be durable, concurrent and strict."""
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)


def _set_pragmas(connection: Any, _record: object) -> None:
    # The driver's own implicit BEGIN would be deferred and leave DDL outside of transactions.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    cursor.close()


def _begin(connection: Connection) -> None:
    # A writer takes the lock at once: a reader that turns writer later fails without waiting
    # (SQLITE_BUSY_SNAPSHOT).
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
