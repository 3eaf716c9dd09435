"""The leases in the database: read, and changed only as they were read."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from analysis.lease import Lease, LeaseWatch, Plan
from core.database import Database
from core.screening import ScreeningLease

State = Mapping[str, Any]


class LeaseStore:
    """The leases of one worker."""

    def __init__(self, database: Database, worker: str, most: int) -> None:
        self._database = database
        self._worker = worker
        self._watch = LeaseWatch(worker, most)

    async def look(
        self, on_air: Collection[str], states: Mapping[str, State], *, now: datetime, clock_s: float
    ) -> frozenset[str]:
        """Renew, give back, take over and claim; the rooms that are this worker's now.

        `states` is told to whoever asks how a console's screening goes. Raises SQLAlchemyError.
        """
        async with self._database.read() as session:
            plan = self._watch.plan(await _all(session), on_air, clock_s)
        if plan.idle:
            return frozenset()
        try:
            async with self._database.write() as session:
                return await self._carry_out(session, plan, states, now)
        except IntegrityError:
            # Another worker was quicker with a console that nobody had: the next look sorts it out.
            return frozenset(lease.room for lease in plan.renew)

    async def release_all(self) -> None:
        """Give everything back, so that the others need not wait. Raises SQLAlchemyError."""
        async with self._database.write() as session:
            await session.execute(delete(ScreeningLease).where(ScreeningLease.worker == self._worker))

    async def _carry_out(
        self, session: AsyncSession, plan: Plan, states: Mapping[str, State], now: datetime
    ) -> frozenset[str]:
        held = set()
        for lease in (*plan.renew, *plan.take_over):
            values = {"worker": self._worker, "beat": lease.beat + 1, "at": now}
            values["state"] = dict(states.get(lease.room, {}))
            if await _touched(session, update(ScreeningLease).where(_unchanged(lease)).values(values)):
                held.add(lease.room)
        for lease in plan.release:
            await session.execute(delete(ScreeningLease).where(_unchanged(lease)))
        for room in plan.claim:
            session.add(ScreeningLease(room=room, worker=self._worker, beat=0, at=now, state={}))
            held.add(room)
        return frozenset(held)


async def _all(session: AsyncSession) -> list[Lease]:
    rows = await session.execute(select(ScreeningLease.room, ScreeningLease.worker, ScreeningLease.beat))
    return [Lease(room, worker, beat) for room, worker, beat in rows]


async def _touched(session: AsyncSession, statement: Any) -> bool:
    result = await session.execute(statement)
    assert isinstance(result, CursorResult)
    return result.rowcount == 1


def _unchanged(lease: Lease) -> ColumnElement[bool]:
    return and_(
        ScreeningLease.room == lease.room,
        ScreeningLease.worker == lease.worker,
        ScreeningLease.beat == lease.beat,
    )
