"""Reading with a time limit: what no index serves must end with a clear error, and never hang the server."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from core.database import Database
from imaging.errors import BadQuery

LIMIT_S = 5.0
LOOK_EVERY_S = 0.05
"""How often it is asked whether the reader of an SQLite database has gone."""

_POSTGRESQL = text(
    # The planner takes few matches for certain and would rather sort millions of rows than walk the index
    # that has them in order; this makes it walk.
    "SELECT set_config('statement_timeout', :limit_ms, true), set_config('enable_sort', 'off', true),"
    " set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),"
    " set_config('enable_mergejoin', 'off', true), set_config('enable_bitmapscan', 'off', true),"
    " set_config('jit', 'off', true)"
)
_CANCELLED = "57014"
"""SQLSTATE of a statement that took too long."""


def too_broad() -> BadQuery:
    return BadQuery(
        "This query would have to look through too much: "
        "add a date range, a patient ID, or the beginning of a name."
    )


@asynccontextmanager
async def bounded_read(database: Database, limit_s: float = LIMIT_S) -> AsyncIterator[AsyncSession]:
    """A session for reading. Raises BadQuery when `limit_s` is over before the block ends."""
    async with database.read() as session:
        postgresql = session.get_bind().dialect.name == "postgresql"
        limit = _limit_postgresql if postgresql else _limit_sqlite
        try:
            async with limit(session, limit_s):
                yield session
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) == _CANCELLED or "interrupted" in str(error.orig):
                raise too_broad() from error
            raise


@asynccontextmanager
async def _limit_postgresql(session: AsyncSession, limit_s: float) -> AsyncIterator[None]:
    await session.execute(_POSTGRESQL, {"limit_ms": str(round(limit_s * 1000))})
    yield


@asynccontextmanager
async def _limit_sqlite(session: AsyncSession, limit_s: float) -> AsyncIterator[None]:
    raw = await (await session.connection()).get_raw_connection()
    interrupting = asyncio.create_task(_interrupt(raw.driver_connection, limit_s, _cancellation()))
    try:
        yield
    finally:
        interrupting.cancel()


def _cancellation() -> Callable[[], bool]:
    """Tells whether the task that asks for it here has been cancelled since."""
    reader = asyncio.current_task()
    before = reader.cancelling() if reader else 0
    return lambda: reader is not None and reader.cancelling() > before


async def _interrupt(connection: Any, limit_s: float, cancelled: Callable[[], bool]) -> None:
    """Ends the statement in the connection's thread, where no timeout and no cancellation reaches it.

    A reader that is cancelled does not get to say so: SQLAlchemy first closes the connection, which waits for
    the statement.
    """
    with suppress(TimeoutError):
        async with asyncio.timeout(limit_s):
            while not cancelled():  # noqa: ASYNC110 - a task tells nobody that it was cancelled
                await asyncio.sleep(LOOK_EVERY_S)
    await connection.interrupt()
