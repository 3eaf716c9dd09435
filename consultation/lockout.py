"""Who was disabled, or whose session has ended, leaves the rooms, the boards and the chair."""

import logging

from consultation.consultations.attendees import still_part
from consultation.consultations.succession import pass_on_chairs
from consultation.credentials import ended
from consultation.grants import owner_of
from consultation.services import Services
from core import accounts
from core.consoles import SESSION
from core.rooms import EngineUnavailable

log = logging.getLogger(__name__)

CHECK_EVERY_S = 3.0
"""A disabled person or console is out after this, also if it comes back with a token from before."""


class Lockout:
    """Runs for the life of the process: accounts are also disabled by commands that know nothing of it."""

    def __init__(self, shared: Services) -> None:
        self._shared = shared
        self._engine = shared.engine
        self._database = shared.database
        self._agents = shared.agents

    async def run(self) -> None:
        """Check again and again; never returns."""
        while True:
            await self._shared.admissions.wait(CHECK_EVERY_S)
            try:
                await self.check()
            except EngineUnavailable as error:
                log.debug("%s", error)  # nobody is in a room that cannot be reached; the watch says so
            except Exception:
                # A busy database or a strange answer must not end it: the disabled would stay unnoticed.
                log.exception("cannot look for disabled people and consoles")

    async def check(self) -> None:
        """Remove whoever is disabled or signed out by now, or a guest whose time is over.

        Raises EngineUnavailable.
        """
        await self._look_at_credentials()
        await self._look_at_boards()
        await pass_on_chairs(self._shared)
        async with self._database.read() as session:
            disabled = await accounts.disabled(session) | await self._agents.disabled(session)
        over = self._shared.admissions.ended()
        if not disabled and not over:
            return
        sessions = {credential.id for credential in over}
        for room, who in await self._engine.everybody():
            if owner_of(who.identity) in disabled or who.attributes.get(SESSION) in sessions:
                log.info("%s is disabled or signed out and leaves %s", who.identity, room)
                await self._engine.remove(room, who.identity)
        self._shared.admissions.settle(over)

    async def _look_at_credentials(self) -> None:
        """Commands revoke without a word to this process; one question tells for all of its lines."""
        admissions = self._shared.admissions
        if held := admissions.held():
            async with self._database.read() as session:
                admissions.end(await ended(session, held, self._shared.now()))

    async def _look_at_boards(self) -> None:
        """Shut out those at this process's boards who are no part of the consultation any more."""
        doors = self._shared.doors
        for consultation_id, attendee in doors.watched():
            async with self._database.read() as session:
                stays = await still_part(session, consultation_id, attendee, self._shared.now())
            if not stays:
                log.info("%s is no part of consultation %s any more", attendee, consultation_id)
                await doors.shut(consultation_id, attendee)
