"""Keeps alive the stays whose connections this process holds, so that those of a dead process end."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import SQLAlchemyError

from consultation.consultations.tables import Attendance, Consultation, State
from core.database import Database

KNOWN_FOR = timedelta(seconds=45)
"""For how long somebody counts as there without a new sign of it: a process that died says nothing."""

RENEW_EVERY_S = 15.0

log = logging.getLogger(__name__)


class Stays:
    """The stays held in this process, by their ids in the table of attendances."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now
        self._held: set[str] = set()

    def hold(self, stay: str) -> None:
        self._held.add(stay)

    def release(self, stay: str) -> None:
        self._held.discard(stay)

    async def run(self) -> None:
        """Say again and again who is still there; never returns."""
        while True:
            await asyncio.sleep(RENEW_EVERY_S)
            try:
                await self.renew()
            except SQLAlchemyError:
                # A busy database must not end it: everybody would seem to have left.
                log.exception("cannot record who is still there")

    async def renew(self) -> None:
        """Put off the end of all stays that are held, except in consultations that are closed."""
        if not self._held:
            return
        unfinished = select(Consultation.id).where(Consultation.state != State.CLOSED)
        statement = (
            update(Attendance)
            .where(Attendance.id.in_(self._held), Attendance.consultation_id.in_(unfinished))
            .values(left_at=self._now() + KNOWN_FOR)
        )
        async with self._database.write() as session:
            await session.execute(statement)
