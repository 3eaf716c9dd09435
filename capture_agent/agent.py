"""The agent itself: keeps the picture on air for ever, through losses of the source, the line and the
server."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass

from capture_agent import timecode
from capture_agent.backoff import Backoff
from capture_agent.capture import Capture, NoSignal, Signal
from capture_agent.encoding import EncodingChoice, EncodingPlan, plan_encoding
from capture_agent.errors import (
    AgentError,
    ConfigError,
    DuplicateError,
    RefusedError,
    SourceError,
    UnreachableError,
)
from capture_agent.geometry import Framing
from capture_agent.hub import Admission, Hub
from capture_agent.picture import Prepared, Preparer
from capture_agent.publisher import Ending, Outcome, Stay
from capture_agent.report import MinuteReport, Totals
from capture_agent.server_clock import ServerClock
from capture_agent.sources import Source
from capture_agent.withholding import Guard, Withheld

REPORT_EVERY_S = 60.0
LOOK_EVERY_S = 0.25
"""How often the source is checked for having gone silent; everything else wakes the agent by itself."""
STABLE_AFTER_S = 5.0
"""On air for so long, the next loss counts as the first one again."""
REMOVED_PAUSE_S = 30.0
"""Whoever removed the agent from its room meant it; asking again at once would make removal impossible.
Taking back its credential keeps it out for good."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class AgentSettings:
    framing: Framing
    encoding: EncodingChoice
    max_fps: float | None = None
    deinterlace: bool = False
    timecode: bool = False


class Agent:
    """Runs one source to one room. `announce` gets the summary line each time the picture goes on air.
    `guard` says which pictures may leave; without one all may."""

    def __init__(
        self,
        settings: AgentSettings,
        source: Source,
        hub: Hub,
        announce: Callable[[str], None],
        guard: Guard | None = None,
    ) -> None:
        self._settings = settings
        self._hub = hub
        self._announce = announce
        self._loop = asyncio.get_running_loop()
        self._clock = ServerClock(hub)
        self._changed = asyncio.Event()
        self._fault: asyncio.Future[None] = self._loop.create_future()
        self._stay: Stay | None = None
        self._was_on_air = False
        self._frame_id = 0
        self._sent = 0
        self._capture = Capture(
            source,
            Preparer(settings.framing, deinterlace=settings.deinterlace),
            max_fps=settings.max_fps,
            guard=guard,
            deliver=self._send,
            changed=self._source_changed,
            failed=self._capture_failed,
        )

    async def run(self) -> None:
        """Runs until cancelled, or until an AgentError that no retry can mend."""
        self._capture.start()
        tasks = [
            asyncio.create_task(self._keep_on_air()),
            asyncio.create_task(self._clock.keep()),
            asyncio.create_task(self._report()),
        ]
        try:
            # None of them ever returns: the first that is done has failed.
            done, _ = await asyncio.wait([*tasks, self._fault], return_when=asyncio.FIRST_COMPLETED)
            for failed in done:
                await failed
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await asyncio.to_thread(self._capture.stop)
            await self._hub.aclose()

    async def _keep_on_air(self) -> None:
        backoff = Backoff()
        while True:
            began = time.monotonic()
            try:
                ending = await self._stay_once()
            except (RefusedError, ConfigError) as error:
                if not self._was_on_air:
                    raise
                reason: AgentError | str = error
            except UnreachableError as error:
                reason = error
            else:
                reason = ending.reason
                if time.monotonic() - began > STABLE_AFTER_S:
                    backoff.succeeded()
                if ending.outcome is Outcome.REMOVED:
                    log.warning("removed from the room; asking to join again in %.0f s", REMOVED_PAUSE_S)
                    await asyncio.sleep(REMOVED_PAUSE_S)
            pause = backoff.failed(random.random())
            log.warning("off air: %s; next try in %.1f s (try %d)", reason, pause, backoff.failures)
            await asyncio.sleep(pause)

    async def _stay_once(self) -> Ending:
        """Joins and stays until the stay ends. Raises an AgentError when it cannot join or must not again."""
        admission = await self._hub.admission()
        if not self._clock.measured:
            await self._clock.compare()
        stay = await Stay.join(admission)
        log.info("joined room=%s identity=%s url=%s", admission.room, admission.identity, admission.url)
        try:
            ending = await self._follow_signal(stay, admission)
        finally:
            self._stay = None
            await stay.leave()
        if ending.outcome is Outcome.DUPLICATE:
            raise DuplicateError(
                f"another agent has joined as {admission.identity}; this one stops. "
                "Give each agent its own credential, and run each agent once"
            )
        return ending

    async def _follow_signal(self, stay: Stay, admission: Admission) -> Ending:
        """Keeps what the room sees in step with the source until the stay ends."""
        shown: Signal | Withheld | NoSignal | None = None
        while not stay.ended.done():
            self._changed.clear()
            state = self._capture.state(time.monotonic())
            if type(state) is not type(shown) or (isinstance(state, Signal) and state != shown):
                await _unless_ended(stay, self._apply(stay, state, admission))
                shown = state
            await self._wait(stay)
        return stay.ended.result()

    async def _apply(self, stay: Stay, state: Signal | Withheld | NoSignal, admission: Admission) -> None:
        if isinstance(state, NoSignal):
            if state.fatal is not None:
                raise state.fatal
            if not state.starting:
                log.warning("viewers see that there is no signal: %s", state.reason)
            await stay.hide()
            return
        if isinstance(state, Withheld):
            await stay.withhold()
            return
        if self._settings.timecode and not timecode.fits(state.width, state.height):
            raise SourceError(f"{state.width}x{state.height} is too small for ?timecode=1", permanent=True)
        plan = plan_encoding(self._settings.encoding, state.width, state.height, state.fps)
        await stay.show(state, plan)
        self._stay = stay
        self._was_on_air = True
        self._tell_on_air(state, plan, admission)

    def _tell_on_air(self, signal: Signal, plan: EncodingPlan, admission: Admission) -> None:
        self._announce(
            f"on air: {admission.identity} room={admission.room} {signal.width}x{signal.height} "
            f"{signal.fps:.4g} fps codec={plan.codec}"
        )
        log.info(
            "encoding codec=%s limit=%d kbit/s simulcast=%s gives_way=%s",
            plan.codec,
            plan.bitrate_bps // 1000,
            plan.simulcast,
            plan.gives_way,
        )

    async def _wait(self, stay: Stay) -> None:
        """Until the source may have changed, the stay ended, or it is time to look for silence."""
        changed = asyncio.ensure_future(self._changed.wait())
        try:
            await asyncio.wait(
                (changed, stay.ended), timeout=LOOK_EVERY_S, return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            changed.cancel()

    async def _report(self) -> None:
        report = MinuteReport(REPORT_EVERY_S)
        while True:
            await asyncio.sleep(REPORT_EVERY_S)
            stay = self._stay
            line = await stay.line() if stay is not None else None
            log.info("%s", report.line(Totals(self._capture.counts(), self._sent, line)))

    # The rest runs on the capture's threads.

    def _send(self, prepared: Prepared) -> None:
        """Stamps one picture and hands it to the encoder."""
        stay = self._stay
        if stay is None or not stay.shows(prepared):
            return
        self._frame_id += 1
        server_us = self._clock.server_us(prepared.captured_s)
        if self._settings.timecode:
            timecode.draw(prepared.luma, prepared.chroma, self._frame_id, server_us // 1000)
        stay.send(prepared, frame_id=self._frame_id, server_us=server_us)
        self._sent += 1

    def _source_changed(self) -> None:
        self._loop.call_soon_threadsafe(self._changed.set)

    def _capture_failed(self, error: Exception) -> None:
        self._loop.call_soon_threadsafe(_fail, self._fault, error)


def _fail(future: asyncio.Future[None], error: Exception) -> None:
    if not future.done():
        future.set_exception(error)


async def _unless_ended(stay: Stay, step: Coroutine[None, None, None]) -> None:
    """Runs `step`, but gives it up when the stay ends: the SDK never answers requests on a dead line."""
    task = asyncio.create_task(step)
    try:
        await asyncio.wait((task, stay.ended), return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            await task
    finally:
        task.cancel()
