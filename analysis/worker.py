"""One worker: looks twice a second which consoles are on air, which are its own, and what is wanted there."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from analysis import access
from analysis.detector import Detector
from analysis.episodes import Episode
from analysis.keeping import keep
from analysis.lease_store import LeaseStore
from analysis.watching import Watching
from core.consoles import Console
from core.database import Database
from core.detectors import chosen
from core.rooms import Engine, EngineUnavailable
from core.screening import ScreeningChoice
from core.settings import Settings

log = logging.getLogger(__name__)

LOOK_EVERY_S = 0.5
"""How often the leases are renewed and looked at; choices are followed as quickly."""

LIST_EVERY_S = 1.0
"""How often the engine is asked who is on air, which takes a question for each console."""

MOST_UNWRITTEN = 10_000
"""Episodes that wait for a database that does not answer; beyond it the oldest are given up."""


@dataclass(frozen=True, slots=True)
class _Watched:
    """A console under watch, with the names of the detectors that were wanted."""

    watching: Watching
    wanted: frozenset[str]
    task: asyncio.Task[None]


class Worker:
    """Watches the consoles whose leases it holds."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        engine: Engine,
        make: Callable[[frozenset[str], str], Sequence[Detector]],
        models: Callable[[], Mapping[str, frozenset[str]]],
    ) -> None:
        """What makes a worker.

        `make` makes detectors by name for a console's modality; `models` tells the names and modalities of
        models from outside.
        """
        # An operator finds the process by it; the rest tells workers of several machines apart.
        self.id = f"{os.getpid()}-{secrets.token_hex(4)}"
        self._settings = settings
        self._database = database
        self._engine = engine
        self._make = make
        self._models = models
        self._leases = LeaseStore(database, self.id, settings.analysis.consoles)
        self._watching: dict[str, _Watched] = {}
        self._on_air: Mapping[str, Console] = {}
        self._list_at = 0.0
        self._unwritten: deque[tuple[str, Episode]] = deque(maxlen=MOST_UNWRITTEN)

    async def run(self, stop: asyncio.Event, ready: Callable[[], None]) -> None:
        """Until `stop` is set; then the leases are given back."""
        ready()
        try:
            while not stop.is_set():
                await self._look()
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), LOOK_EVERY_S)
        finally:
            for room in list(self._watching):
                await self._end(room)
            with suppress(SQLAlchemyError):
                await self._leases.release_all()

    async def _look(self) -> None:
        await self._list()
        try:
            states = {room: watched.watching.state() for room, watched in self._watching.items()}
            held = await self._leases.look(
                self._on_air, states, now=datetime.now(UTC), clock_s=time.monotonic()
            )
            await self._keep_episodes()
            await self._follow(held, await self._choices())
        except SQLAlchemyError as error:
            # Nobody may watch without a lease that is alive; the others take over what is not renewed.
            log.warning("the leases cannot be renewed: %s", error)

    async def _list(self) -> None:
        now = time.monotonic()
        if now < self._list_at:
            return
        self._list_at = now + LIST_EVERY_S
        try:
            self._on_air = await self._engine.consoles()
        except EngineUnavailable as error:
            # The leases are kept: whoever watches now comes back by itself as soon as the engine does.
            log.info("%s", error)

    async def _follow(self, held: frozenset[str], choices: Mapping[str, ScreeningChoice]) -> None:
        """Watch what is held, with the detectors that are wanted now; leave everything else."""
        models = self._models()
        switched = {room: made.detectors for room, made in choices.items()}
        wanted = {
            room: chosen(self._on_air[room].modality, models, switched.get(room, {}))
            for room in held
            if room in self._on_air
        }
        for room, watched in list(self._watching.items()):
            if watched.task.done() or wanted.get(room) != watched.wanted:
                await self._end(room)
        for room in wanted.keys() - self._watching.keys():
            self._begin(room, wanted[room])
        for room, watched in self._watching.items():
            watched.watching.hidden_kinds = frozenset(choices[room].hidden_kinds if room in choices else ())

    def _begin(self, room: str, detectors: frozenset[str]) -> None:
        log.info("watching %s with %s", room, ", ".join(sorted(detectors)) or "nothing")
        watching = Watching(
            self._settings.engine_url,
            room,
            lambda: access.worker_token(self._settings.livekit, room, self.id),
            self._make(detectors, self._on_air[room].modality),
            time.time,
        )
        self._watching[room] = _Watched(watching, detectors, asyncio.create_task(watching.run()))

    async def _end(self, room: str) -> None:
        task = self._watching.pop(room).task
        task.cancel()
        try:
            await task
        except asyncio.CancelledError:
            pass
        except Exception:
            # It is begun anew at the next look: whatever it was must not take the other consoles along.
            log.exception("the watch of %s has failed", room)

    async def _keep_episodes(self) -> None:
        for room, watched in self._watching.items():
            self._unwritten.extend((room, episode) for episode in watched.watching.to_keep())
        if not self._unwritten:
            return
        async with self._database.write() as session:
            for room, episode in self._unwritten:
                await keep(session, room, episode)
        self._unwritten.clear()

    async def _choices(self) -> Mapping[str, ScreeningChoice]:
        async with self._database.read() as session:
            return {made.room: made for made in await session.scalars(select(ScreeningChoice))}
