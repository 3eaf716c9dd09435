"""Forgets what software found while nobody consulted: a console on air day and night would fill the disk."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import delete, exists
from sqlalchemy.exc import SQLAlchemyError

from consultation.screening.episodes import FOUND_WHILE_OPEN
from core.database import Database
from core.screening import ScreeningEpisode

KEPT_FOR = timedelta(days=1)
"""What no consultation was open for; a consultation keeps what was found while it was."""

LOOK_EVERY_S = 600.0

log = logging.getLogger(__name__)


class Forgetting:
    """Runs for the life of the process; where several do the same, nothing is left for the others."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    async def run(self) -> None:
        """Forget again and again; never returns."""
        while True:
            try:
                await self.forget()
            except SQLAlchemyError:
                # A busy database must not end it: it is tried again.
                log.exception("cannot forget what was found outside consultations")
            await asyncio.sleep(LOOK_EVERY_S)

    async def forget(self) -> None:
        """Delete the episodes that ended long ago and belong to no consultation."""
        statement = delete(ScreeningEpisode).where(
            ScreeningEpisode.last_at < self._now() - KEPT_FOR, ~exists().where(FOUND_WHILE_OPEN)
        )
        async with self._database.write() as session:
            await session.execute(statement)
