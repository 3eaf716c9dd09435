"""The same database for threads: blocking transactions in SQLAlchemy Core, without the ORM's cost."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.engine import URL, Dialect

from core.database import migration_errors, upgrade_schema
from core.engine import WRITES, make_engine, prepare_sqlite
from core.writers import WritersQueue

CONNECTIONS = 40
"""How many threads may have a transaction open at once; further ones wait."""


class BlockingDatabase:
    """One opened database, shared by all threads of a process. Close it at the end."""

    def __init__(self, url: str) -> None:
        """`url` as for `core.database.Database`. Raises DatabaseError for an unusable one."""
        self._engine = make_engine(url, _blocking_driver, _create_engine)
        self._queue = WritersQueue(self._engine.url)
        self._writing = self._engine.execution_options(**{WRITES: True})
        # SQLite's are like that anyway; PostgreSQL's default gives each statement a view of its own.
        self._reading = (
            self._engine
            if self._engine.dialect.name == "sqlite"
            else self._engine.execution_options(isolation_level="REPEATABLE READ")
        )

    @property
    def url(self) -> URL:
        """With the driver that is used."""
        return self._engine.url

    @property
    def dialect(self) -> Dialect:
        """Which SQL it speaks; complete once it has been connected to."""
        return self._engine.dialect

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent view of the data; what is changed in it is not kept."""
        with self._reading.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction: committed at the end of the block, rolled back if it raises."""
        with self._queue.turn(), self._writing.begin() as connection:
            yield connection

    def migrate(self) -> None:
        """Create the schema or bring it up to date, in one transaction. Raises DatabaseError."""
        with migration_errors(self.url.render_as_string(hide_password=True)), self.write() as connection:
            upgrade_schema(connection)


def _blocking_driver(url: URL) -> URL:
    return url.set(drivername="sqlite+pysqlite") if url.get_backend_name() == "sqlite" else url


def _create_engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_size=CONNECTIONS, max_overflow=0, pool_pre_ping=True)
    engine = create_engine(url, pool_size=CONNECTIONS, max_overflow=0)
    prepare_sqlite(engine)
    return engine
