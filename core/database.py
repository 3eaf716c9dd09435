"""The database: opening it safely, reading and writing transactions, and bringing its schema up to date."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from importlib.resources import files

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from core.engine import WRITES, make_engine, prepare_sqlite
from core.errors import DatabaseError
from core.writers import WritersQueue

_MIGRATION_LOCK = 0x636F6E73
"""Key of the PostgreSQL advisory lock that processes which start together migrate under."""


class Database:
    """One opened database, shared by all of a process. Use as ``async with Database(url) as database``."""

    def __init__(self, url: str) -> None:
        """`url` is an SQLAlchemy URL of an async driver. Raises DatabaseError for an unusable one."""
        self._engine = make_engine(url, lambda parsed: parsed, _create_engine)
        self._queue = WritersQueue(self._engine.url)
        self._name = self._engine.url.render_as_string(hide_password=True)
        self._reading = async_sessionmaker(self._engine, expire_on_commit=False)
        self._writing = async_sessionmaker(
            self._engine.execution_options(**{WRITES: True}), expire_on_commit=False
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
        async with self._queue.async_turn(), self._writing() as session, session.begin():
            yield session

    async def migrate(self) -> None:
        """Create the schema or bring it up to date, in one transaction. Raises DatabaseError."""
        with migration_errors(self._name):
            async with (
                self._queue.async_turn(),
                self._engine.execution_options(**{WRITES: True}).begin() as connection,
            ):
                await connection.run_sync(upgrade_schema)


def _create_engine(url: URL) -> AsyncEngine:
    engine = create_async_engine(url, pool_pre_ping=True)
    if engine.dialect.name == "sqlite":
        prepare_sqlite(engine.sync_engine)
    return engine


@contextmanager
def migration_errors(name: str) -> Iterator[None]:
    """Say in plain words what kept the schema of database `name` from being brought up to date."""
    try:
        yield
    except CommandError as error:
        raise DatabaseError(
            f"the schema of {name} is not known to this version ({error}). "
            "Install the version that wrote it, or restore a backup."
        ) from error
    except (SQLAlchemyError, OSError) as error:
        raise DatabaseError(
            f"cannot open the database {name}: {error}. Check [database] url and its permissions."
        ) from error


def upgrade_schema(connection: Connection) -> None:
    """Run the migrations that are missing, within the caller's transaction; others wait for its end."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
    command.upgrade(migration_config(connection), "head")


def migration_config(connection: Connection | None = None) -> Config:
    """Alembic configuration for the migrations shipped inside this package."""
    config = Config()
    config.set_main_option("script_location", str(files("core") / "migrations"))
    config.attributes["connection"] = connection
    return config
