"""The database: opening it safely, reading and writing transactions, and bringing its schema up to date."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, InvalidRequestError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from core.errors import DatabaseError

BUSY_TIMEOUT_MS = 10_000
"""How long one SQLite writer waits for another before it gives up."""

_WRITES = "consilium_writes"


class Database:
    """One opened database, shared by all of a process. Use as ``async with Database(url) as database``."""

    def __init__(self, url: str) -> None:
        """`url` is an SQLAlchemy URL of an async driver. Raises DatabaseError for an unusable one."""
        self._engine = _create_engine(url)
        self._name = self._engine.url.render_as_string(hide_password=True)
        self._reading = async_sessionmaker(self._engine, expire_on_commit=False)
        self._writing = async_sessionmaker(
            self._engine.execution_options(**{_WRITES: True}), expire_on_commit=False
        )

    async def __aenter__(self) -> "Database":
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self.close()

    async def close(self) -> None:
        await self._engine.dispose()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """One consistent view of the data; what is changed in it is not kept."""
        async with self._reading() as session:
            yield session

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """One transaction: committed at the end of the block, rolled back if it raises."""
        async with self._writing() as session, session.begin():
            yield session

    async def migrate(self) -> None:
        """Create the schema or bring it up to date, in one transaction. Raises DatabaseError."""
        try:
            async with self._engine.execution_options(**{_WRITES: True}).begin() as connection:
                await connection.run_sync(_upgrade)
        except CommandError as error:
            raise DatabaseError(
                f"the schema of {self._name} is not known to this version ({error}). "
                "Install the version that wrote it, or restore a backup."
            ) from error
        except (SQLAlchemyError, OSError) as error:
            raise DatabaseError(
                f"cannot open the database {self._name}: {error}. Check [database] url and its permissions."
            ) from error


def _create_engine(url: str) -> AsyncEngine:
    try:
        parsed = make_url(url)
        engine = create_async_engine(parsed, pool_pre_ping=True)
    except (ArgumentError, NoSuchModuleError, InvalidRequestError) as error:
        raise DatabaseError(
            f"[database] url is not usable: {error}. Example: postgresql+psycopg://user:password@host/consilium"
        ) from error
    except ModuleNotFoundError as error:
        raise DatabaseError(
            f"the driver '{error.name}' named in [database] url is not installed: pip install {error.name}"
        ) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver's own implicit BEGIN would be deferred and leave DDL outside of transactions.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes the lock at once: a reader that turns writer later fails without waiting
    # (SQLITE_BUSY_SNAPSHOT).
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _upgrade(connection: Connection) -> None:
    command.upgrade(migration_config(connection), "head")


def migration_config(connection: Connection | None = None) -> Config:
    """Alembic configuration for the migrations shipped inside this package."""
    config = Config()
    config.set_main_option("script_location", str(files("core") / "migrations"))
    config.attributes["connection"] = connection
    return config
