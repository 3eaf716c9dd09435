"""The one check of who may read, and the audit of all reading.

Opening a series is hundreds of requests. The first of each kind is recorded before anything is answered;
what follows within the next minute is counted, and recorded in one closing entry.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from core import audit
from core.audit import Action, Event, Outcome
from core.database import Database
from imaging.errors import NotAllowed, NotFound
from imaging.rights import Caller, may_administer, may_read, may_read_any

WINDOW_S = 60.0
"""For how long further reads of the same are counted instead of recorded one by one."""

KEY_MAX = 200
"""Characters of a query's key that the audit log keeps."""

log = logging.getLogger(__name__)


class Purpose(StrEnum):
    """What is read of a study, as the audit log names it."""

    INSTANCES = "instances"
    METADATA = "metadata"
    FRAMES = "frames"
    RENDERED = "rendered"
    BULK_DATA = "bulk-data"
    DETAILS = "details"


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class _Reading:
    """An event that is being or has been recorded, and how often it happened again since."""

    event: Event
    recording: asyncio.Task[None]
    further: int = 0


class Access:
    """Checks and records what callers read; one per process. `close` it, or the last counts are lost."""

    def __init__(
        self, database: Database, *, now: Callable[[], datetime] = utc_now, window_s: float = WINDOW_S
    ) -> None:
        self._database = database
        self._now = now
        self._window_s = window_s
        self._readings: dict[tuple[object, ...], _Reading] = {}
        self._writing: set[asyncio.Task[None]] = set()

    async def study(self, caller: Caller, organisation_id: str, study_uid: str, purpose: Purpose) -> None:
        """Let `caller` read, or raise NotFound: whoever may not see a study does not learn of it."""
        allowed = may_read(caller, organisation_id, study_uid)
        detail = {"kind": purpose.value}
        await self._record(caller, Action.STUDY_READ, study_uid, allowed, detail)
        if not allowed:
            raise no_such()

    async def query(self, caller: Caller, level: str, keys: Mapping[str, str]) -> bool:
        """Record a query by its keys, and tell whether `caller` may see anything at all."""
        allowed = may_read_any(caller)
        detail = {"level": level} | {keyword: value[:KEY_MAX] for keyword, value in keys.items() if value}
        await self._record(caller, Action.ARCHIVE_QUERY, "", allowed, detail)
        return allowed

    async def administer(self, caller: Caller, action: Action, target: str = "") -> None:
        """Raises NotAllowed, and records it, unless `caller` administers the archive."""
        if not may_administer(caller):
            await self._record(caller, action, target, False, {})
            raise NotAllowed("Only administrators may do this.")

    async def close(self) -> None:
        """Record the counts so far."""
        for key, reading in list(self._readings.items()):
            self._expire(key, reading)
        await asyncio.gather(*self._writing, return_exceptions=True)

    async def _record(
        self, caller: Caller, action: Action, target: str, allowed: bool, detail: Mapping[str, str]
    ) -> None:
        key = (caller.actor, caller.address, action, target, allowed, tuple(detail.items()))
        reading = self._readings.get(key)
        if reading is not None:
            reading.further += 1
        else:
            outcome = Outcome.SUCCESS if allowed else Outcome.REFUSED
            event = Event(self._now(), caller.actor, action, target, caller.address, outcome, {**detail})
            reading = _Reading(event, self._write(event))
            self._readings[key] = reading
            asyncio.get_running_loop().call_later(self._window_s, self._expire, key, reading)
        if not reading.recording.done():
            # One task writes; whoever asks for the same meanwhile waits for it, and may go away.
            await asyncio.shield(reading.recording)
        elif reading.recording.exception() is not None:
            self._readings.pop(key, None)
            reading.recording.result()

    def _expire(self, key: tuple[object, ...], reading: _Reading) -> None:
        if self._readings.get(key) is not reading:
            return
        del self._readings[key]
        if reading.further:
            detail = {**reading.event.detail, "further": reading.further}
            self._write(replace(reading.event, at=self._now(), detail=detail))

    def _write(self, event: Event) -> asyncio.Task[None]:
        task = asyncio.create_task(self._commit(event))
        self._writing.add(task)
        task.add_done_callback(self._written)
        return task

    async def _commit(self, event: Event) -> None:
        async with self._database.write() as session:
            audit.record(session, event)

    def _written(self, task: asyncio.Task[None]) -> None:
        self._writing.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            # Whoever waits for it is told as well; nobody waits for a closing entry.
            log.error("an audit entry could not be written", exc_info=error)


def no_such() -> NotFound:
    """The one answer for what is not there and for what may not be seen, so that nothing tells them apart."""
    return NotFound("There is no such study, series or instance.")
