"""Who was disabled leaves the rooms: looks for their participants and removes them."""

import asyncio
import logging

from consultation.engine import Engine, EngineUnavailable
from consultation.grants import owner_of
from core import accounts
from core.credentials import Agents
from core.database import Database

log = logging.getLogger(__name__)

CHECK_EVERY_S = 3.0
"""A disabled person or console is out after this, also if it comes back with a token from before."""


class Lockout:
    """Runs for the life of the process: accounts are also disabled by commands that know nothing of it."""

    def __init__(self, engine: Engine, database: Database, agents: Agents) -> None:
        self._engine = engine
        self._database = database
        self._agents = agents

    async def run(self) -> None:
        """Check again and again; never returns."""
        while True:
            await asyncio.sleep(CHECK_EVERY_S)
            try:
                await self.check()
            except EngineUnavailable as error:
                log.debug("%s", error)  # nobody is in a room that cannot be reached; the watch says so
            except Exception:
                # A busy database or a strange answer must not end it: the disabled would stay unnoticed.
                log.exception("cannot look for disabled people and consoles")

    async def check(self) -> None:
        """Remove whoever is disabled now. Raises EngineUnavailable."""
        async with self._database.read() as session:
            disabled = await accounts.disabled(session) | await self._agents.disabled(session)
        if not disabled:
            return
        for room, identity in await self._engine.everybody():
            if owner_of(identity) in disabled:
                log.info("%s is disabled and leaves %s", identity, room)
                await self._engine.remove(room, identity)
