"""Runs a source: one thread reads it, one prepares its pictures, and between them waits at most one picture.

The source is reopened for ever when it fails. Who wants to know how it stands asks `state`.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass

from capture_agent.backoff import Backoff, BackoffPolicy
from capture_agent.errors import SourceError
from capture_agent.mailbox import Mailbox
from capture_agent.pacing import RateCap
from capture_agent.picture import Picture, Prepared, Preparer
from capture_agent.sources import Source
from capture_agent.withholding import Guard, OpenGuard, Withheld

REOPEN = BackoffPolicy(limit_s=5.0)
"""A local device costs nothing to try, and a technician who plugs it in watches the screen."""
STALLED_S = 2.0
STALLED_FRAMES = 5
"""No picture for this long, or for this many frame intervals of a slow source, is no signal: most grabbers
just stop delivering when the cable is pulled."""

STARTING_S = 10.0
"""A source may take so long to deliver its first picture before that counts as trouble."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Signal:
    """There is a picture; size and rate are those that leave."""

    width: int
    height: int
    fps: float


@dataclass(frozen=True, slots=True)
class NoSignal:
    reason: str
    starting: bool = False
    """Nothing is wrong yet: the source is being opened for the first time."""
    fatal: SourceError | None = None
    """Set when the source can never work as configured and never has."""


@dataclass(slots=True)
class CaptureCounts:
    """Pictures since the start: read from the source, dropped by the rate cap or for a newer one,
    prepared."""

    captured: int = 0
    capped: int = 0
    replaced: int = 0
    prepared: int = 0


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the newest picture of the source came to, and when."""

    outcome: Signal | Withheld
    fps: float
    seen_s: float


class Capture:
    """`guard` says which pictures may leave (None: all); `deliver` gets every prepared one of them, on the
    preparing thread. `changed` is called on either thread when `state` may answer something new, `failed`
    when a fault of the agent ended one of them."""

    def __init__(
        self,
        source: Source,
        preparer: Preparer,
        *,
        max_fps: float | None,
        guard: Guard | None = None,
        deliver: Callable[[Prepared], None],
        changed: Callable[[], None],
        failed: Callable[[Exception], None],
    ) -> None:
        self._source = source
        self._preparer = preparer
        self._max_fps = max_fps
        self._cap = RateCap(max_fps)
        self._guard = guard or OpenGuard()
        self._deliver = deliver
        self._changed = changed
        self._failed = failed
        self._mailbox: Mailbox[Picture] = Mailbox()
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._latest: _Shown | None = None
        self._lost_s = float("-inf")
        self._trouble = NoSignal(f"waiting for the first picture of {source.label}", starting=True)
        self._captured = self._capped = self._prepared = 0
        # Daemons: a driver that blocks inside the kernel must not keep the agent from ending.
        self._threads = [
            threading.Thread(target=self._guarded, args=(work,), name=f"capture-{name}", daemon=True)
            for name, work in (("read", self._read), ("prepare", self._prepare))
        ]
        self._started_s = float("inf")

    def start(self) -> None:
        self._started_s = time.monotonic()
        for thread in self._threads:
            thread.start()

    def stop(self, timeout_s: float = 2.0) -> None:
        """Ends both threads; one that is stuck in a driver is left behind after `timeout_s`."""
        self._stop.set()
        self._mailbox.close()
        for thread in self._threads:
            thread.join(timeout_s)

    def state(self, now_s: float) -> Signal | Withheld | NoSignal:
        """How the source stands at the monotonic time `now_s`."""
        latest = self._latest
        if latest is None:
            if self._trouble.starting and now_s - self._started_s > STARTING_S:
                return NoSignal(f"no picture from {self._source.label} since the start; is the console on?")
            return self._trouble
        silence_s = now_s - latest.seen_s
        if silence_s > max(STALLED_S, STALLED_FRAMES / latest.fps):
            return NoSignal(f"no picture from {self._source.label} for {silence_s:.0f} s")
        return latest.outcome

    def counts(self) -> CaptureCounts:
        return CaptureCounts(self._captured, self._capped, self._mailbox.replaced, self._prepared)

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001 - a thread's fault has to end the agent, not the thread alone
            self._failed(error)

    def _read(self) -> None:
        backoff = Backoff(REOPEN)
        while not self._stop.is_set():
            try:
                with closing(self._source.pictures(self._stop)) as pictures:
                    for picture in pictures:
                        backoff.succeeded()
                        self._accept(picture)
                if self._stop.is_set():
                    return
                raise SourceError(f"{self._source.label} ended")
            except SourceError as error:
                self._lost(error)
            self._stop.wait(backoff.failed(random.random()))

    def _accept(self, picture: Picture) -> None:
        self._captured += 1
        if self._cap.accepts(picture.captured_s):
            self._mailbox.put(picture)
        else:
            self._capped += 1

    def _prepare(self) -> None:
        while (picture := self._mailbox.take()) is not None:
            masks = self._guard.masks(picture)
            if masks is None:
                self._kept_back(picture)
                continue
            try:
                prepared = self._preparer.prepare(picture, masks)
            except SourceError as error:
                self._lost(error)
                continue
            if prepared is not None:
                self._seen(prepared, picture.fps)
                self._deliver(prepared)

    def _kept_back(self, picture: Picture) -> None:
        self._preparer.forget()
        withheld = self._guard.withheld
        if withheld is not None and self._note(withheld, picture.fps, picture.captured_s):
            log.warning("the picture is withheld: %s", withheld.reason)

    def _seen(self, prepared: Prepared, fps: float) -> None:
        self._prepared += 1
        signal = Signal(prepared.width, prepared.height, min(fps, self._max_fps or fps))
        if self._note(signal, signal.fps, prepared.captured_s):
            log.info("signal %dx%d at %.4g frames/s", signal.width, signal.height, signal.fps)

    def _note(self, outcome: Signal | Withheld, fps: float, captured_s: float) -> bool:
        """Whether this is news."""
        with self._lock:
            if captured_s < self._lost_s:
                return False  # it was still being prepared when the source failed
            before, self._latest = self._latest, _Shown(outcome, fps, time.monotonic())
        if before is not None and before.outcome == outcome:
            return False
        self._changed()
        return True

    def _lost(self, error: SourceError) -> None:
        fatal = error if error.permanent and not self._prepared else None
        trouble = NoSignal(str(error), fatal=fatal)
        if self._latest is not None or trouble.reason != self._trouble.reason:
            log.warning("no signal: %s", error)
        with self._lock:
            self._trouble, self._latest, self._lost_s = trouble, None, time.monotonic()
        self._changed()
