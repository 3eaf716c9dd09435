"""One console under watch: the newest frame is looked at, and what was seen is told and followed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from typing import Any

from livekit import rtc

from analysis import wire
from analysis.decoded import Arrival, arrival
from analysis.detector import Detector
from analysis.episodes import Episode, Episodes
from analysis.picture_room import PictureRoom, entered
from analysis.runner import Pace, Report, Runner

COME_BACK_S = 0.5
"""After a lost line or a refusal; the engine of a console on air is there, so it is worth trying often."""


class Watching:
    """Of the console in `room`; use `run` in a task of its own, and cancel it to leave."""

    def __init__(
        self,
        url: str,
        room: str,
        take_token: Callable[[], str],
        detectors: Sequence[Detector],
        now_s: Callable[[], float],
    ) -> None:
        """`now_s` is the server's clock, as far as this machine knows it."""
        self.room = room
        self._names = sorted(detector.name for detector in detectors)
        self.hidden_kinds: frozenset[str] = frozenset()
        """What nobody is to be shown: it is not told."""
        self._url = url
        self._take_token = take_token
        self._runner = Runner(detectors, time.monotonic)
        self._pace = Pace()
        self._episodes = Episodes()
        self._now_s = now_s
        self._last_frame: int | None = None
        # A thread each: what looks at every frame never waits for what takes seconds.
        self._each_frame = ThreadPoolExecutor(1, f"{room}-each")
        self._beside = ThreadPoolExecutor(1, f"{room}-beside")
        self._beside_task: asyncio.Task[None] | None = None

    def state(self) -> dict[str, Any]:
        """How each detector gets on; those that have not run yet too."""
        figures = self._pace.state(time.monotonic())
        return {name: dict(figures.get(name, {"fps": 0.0})) for name in self._names}

    def to_keep(self) -> Sequence[Episode]:
        """The episodes that are to be written now."""
        return self._episodes.to_keep(self._now_s())

    async def run(self) -> None:
        """Until cancelled; comes back whenever the line is lost."""
        try:
            while True:
                with suppress(rtc.ConnectError):
                    await self._visit()
                await asyncio.sleep(COME_BACK_S)
        finally:
            self._each_frame.shutdown(wait=False, cancel_futures=True)
            self._beside.shutdown(wait=False, cancel_futures=True)

    async def _visit(self) -> None:
        """One stay in the room. Raises rtc.ConnectError."""
        looking: asyncio.Task[None] | None = None
        async with entered(self._url, self._take_token(), self.room) as there:
            try:
                async for track in there.pictures():
                    await _stop(looking)
                    looking = asyncio.create_task(self._look(there, track))
            finally:
                await _stop(looking)
                await _stop(self._beside_task)

    async def _look(self, there: PictureRoom, track: rtc.Track) -> None:
        """At the newest frame, again and again: the stream holds one, and drops what nobody has taken."""
        stream = rtc.VideoStream(track, capacity=1, format=rtc.VideoBufferType.I420)
        loop = asyncio.get_running_loop()
        try:
            async for event in stream:
                arrived = arrival(event, time.monotonic(), self._now_s())
                reports = await loop.run_in_executor(self._each_frame, self._runner.look, arrived.frame)
                skipped = self._skipped(arrived.frame.frame_id)
                await self._tell(there, track.sid, arrived, reports, skipped)
                self._start_beside(there, track.sid, arrived)
        finally:
            await stream.aclose()

    def _skipped(self, frame_id: int | None) -> int:
        last, self._last_frame = self._last_frame, frame_id
        return 0 if last is None or frame_id is None else max(frame_id - last - 1, 0)

    def _start_beside(self, there: PictureRoom, track: str, arrived: Arrival) -> None:
        if self._beside_task is not None and not self._beside_task.done():
            return
        if due := self._runner.due():
            self._beside_task = asyncio.create_task(self._look_beside(there, track, arrived, due))

    async def _look_beside(
        self, there: PictureRoom, track: str, arrived: Arrival, due: Sequence[Detector]
    ) -> None:
        loop = asyncio.get_running_loop()
        for detector in due:
            report = await loop.run_in_executor(self._beside, self._runner.run, detector, arrived.frame)
            if report is not None:
                await self._tell(there, track, arrived, [report], 0)

    async def _tell(
        self, there: PictureRoom, track: str, arrived: Arrival, reports: Sequence[Report], skipped: int
    ) -> None:
        reports = [_without(self.hidden_kinds, report) for report in reports]
        if not reports:
            return
        now, frame = time.monotonic(), arrived.frame
        behind = wire.Behind((now - arrived.arrived_s) * 1000, skipped)
        for report in reports:
            self._pace.note(report.detector, now, report.took_s * 1000, behind.ms, skipped)
            self._episodes.add(report.detector, report.findings, frame.width, frame.height, frame.captured_s)
        size = (frame.width, frame.height)
        told = wire.Told(track, frame.frame_id, arrived.captured_ms, *size, behind, tuple(reports))
        await there.tell(wire.encode(told))


def _without(hidden: frozenset[str], report: Report) -> Report:
    findings = tuple(finding for finding in report.findings if finding.kind not in hidden)
    return replace(report, findings=findings)


async def _stop(task: asyncio.Task[None] | None) -> None:
    if task is not None:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
