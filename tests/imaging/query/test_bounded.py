"""What would take too long ends with a clear error, and leaves the connection fit for use."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text

from imaging.errors import BadQuery
from imaging.query.bounded import bounded_read
from tests.imaging.query.conftest import Archived

ENDLESS = text(
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n WHERE i < 0"
)


async def test_statement_that_takes_too_long_is_ended(archived: Archived) -> None:
    async with asyncio.timeout(20):
        with pytest.raises(BadQuery, match="look through too much"):
            async with bounded_read(archived.database, limit_s=0.2) as session:
                await session.execute(ENDLESS)
    assert await archived.find() == []


async def test_who_goes_away_leaves_no_statement_running(archived: Archived) -> None:
    async def ask() -> None:
        async with bounded_read(archived.database, limit_s=60) as session:
            await session.execute(ENDLESS)

    asking = asyncio.create_task(ask())
    await asyncio.sleep(0.3)
    asking.cancel()
    # Not awaited within a timeout, which would cancel it a second time.
    await asyncio.wait({asking}, timeout=20)
    assert asking.cancelled()
    assert await archived.find() == []


async def test_limit_ends_with_the_block(archived: Archived) -> None:
    async with bounded_read(archived.database, limit_s=0.1) as session:
        await session.execute(text("SELECT 1"))
    await asyncio.sleep(0.3)
    assert await archived.find() == []
