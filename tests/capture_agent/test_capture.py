"""Running a source: losses are noticed, told and mended, and no queue builds up."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager

import av
import numpy as np
import pytest

from capture_agent.capture import Capture, NoSignal, Signal
from capture_agent.errors import SourceError
from capture_agent.geometry import Framing, Rect
from capture_agent.mailbox import Mailbox
from capture_agent.picture import Picture, Prepared, Preparer
from capture_agent.sources import Source, create_source
from tests.capture_agent.camera import Camera
from tests.support.processes import wait_for

PATIENCE_S = 15.0


def picture(level: int = 90, *, width: int = 64, height: int = 48) -> Picture:
    frame = av.VideoFrame.from_ndarray(np.full((height, width), level, np.uint8), format="gray")
    return Picture(frame, time.monotonic(), 30.0)


class Scripted:
    """A source that does what a test tells it: each opening runs the next step of the script, the last for
    ever."""

    label = "scripted"
    timecode = False

    def __init__(self, *script: Callable[[threading.Event], Generator[Picture]]) -> None:
        self._script = list(script)
        self.openings = 0

    def pictures(self, stop: threading.Event) -> Generator[Picture]:
        step = self._script[min(self.openings, len(self._script) - 1)]
        self.openings += 1
        yield from step(stop)


def runs(stop: threading.Event) -> Generator[Picture]:
    while not stop.wait(0.01):
        yield picture()


def shows_then_fails(stop: threading.Event) -> Generator[Picture]:
    yield picture()
    raise SourceError("the cable was pulled")


def hangs(stop: threading.Event) -> Generator[Picture]:
    yield picture()
    stop.wait()


def misconfigured(_: threading.Event) -> Generator[Picture]:
    yield from ()
    raise SourceError("no such file", permanent=True)


def raising(error: Exception) -> None:
    raise error


@contextmanager
def capturing(
    source: Source, deliver: Callable[[Prepared], None] = lambda _: None, *, framing: Framing | None = None
) -> Iterator[Capture]:
    capture = Capture(
        source,
        Preparer(framing or Framing()),
        max_fps=None,
        deliver=deliver,
        changed=lambda: None,
        failed=raising,
    )
    capture.start()
    try:
        yield capture
    finally:
        capture.stop()


def signal_comes(capture: Capture) -> Signal:
    def look() -> Signal | None:
        state = capture.state(time.monotonic())
        return state if isinstance(state, Signal) else None

    return wait_for("a signal", look, PATIENCE_S)


def signal_goes(capture: Capture) -> NoSignal:
    def look() -> NoSignal | None:
        state = capture.state(time.monotonic())
        return state if isinstance(state, NoSignal) and not state.starting else None

    return wait_for("the loss of the signal", look, PATIENCE_S)


def test_a_running_source_has_a_signal_with_its_size_and_rate() -> None:
    with capturing(Scripted(runs)) as capture:
        assert signal_comes(capture) == Signal(64, 48, 30.0)


def test_before_the_first_picture_nothing_is_wrong_yet() -> None:
    capture = Capture(
        Scripted(runs),
        Preparer(Framing()),
        max_fps=None,
        deliver=lambda _: None,
        changed=lambda: None,
        failed=raising,
    )
    state = capture.state(0.0)
    assert isinstance(state, NoSignal)
    assert state.starting


def test_a_lost_source_is_told_and_opened_again() -> None:
    source = Scripted(shows_then_fails, shows_then_fails, runs)
    with capturing(source) as capture:
        wait_for("two more openings", lambda: source.openings >= 3, PATIENCE_S)
        assert signal_comes(capture)


def test_the_reason_of_a_loss_is_the_sources_own() -> None:
    with capturing(Scripted(shows_then_fails, hangs)) as capture:
        assert signal_goes(capture).reason == "the cable was pulled"


def test_silence_counts_as_no_signal() -> None:
    """A grabber whose cable is pulled often just stops delivering."""
    with capturing(Scripted(hangs)) as capture:
        signal_comes(capture)
        state = capture.state(time.monotonic() + 10.0)
        assert isinstance(state, NoSignal)
        assert "no picture from scripted for" in state.reason


def test_a_slow_source_is_not_taken_for_silent() -> None:
    def once_a_second(stop: threading.Event) -> Generator[Picture]:
        yield Picture(picture().frame, time.monotonic(), 1.0)
        stop.wait()

    with capturing(Scripted(once_a_second)) as capture:
        signal_comes(capture)
        assert isinstance(capture.state(time.monotonic() + 4.0), Signal)


def test_a_source_that_can_never_work_is_fatal() -> None:
    with capturing(Scripted(misconfigured)) as capture:
        fatal = signal_goes(capture).fatal
        assert fatal is not None
        assert str(fatal) == "no such file"


def test_a_source_that_has_worked_is_never_given_up() -> None:
    with capturing(Scripted(shows_then_fails, misconfigured)) as capture:
        wait_for("the second failure", lambda: "no such file" in signal_goes(capture).reason, PATIENCE_S)
        assert signal_goes(capture).fatal is None


def test_a_crop_that_does_not_fit_the_source_is_fatal() -> None:
    with capturing(Scripted(runs), framing=Framing(crop=Rect(0, 0, 640, 480))) as capture:
        fatal = signal_goes(capture).fatal
        assert fatal is not None
        assert "does not lie within the source's 64x48 picture" in str(fatal)


def test_a_slow_encoder_gets_the_newest_picture_and_no_queue() -> None:
    ages: list[float] = []

    def slow(prepared: Prepared) -> None:
        ages.append(time.monotonic() - prepared.captured_s)
        time.sleep(0.1)

    with capturing(Scripted(runs), slow) as capture:
        wait_for("twelve pictures", lambda: len(ages) >= 12, PATIENCE_S)
        counts = capture.counts()
    assert counts.replaced > 2 * counts.prepared
    # Whatever waits is at most one picture old, however long the encoder has been too slow.
    assert sorted(ages)[len(ages) // 2] < 0.1


def test_the_rate_cap_drops_before_preparing() -> None:
    prepared: list[float] = []

    def fast(stop: threading.Event) -> Generator[Picture]:
        for number in range(200):
            yield Picture(picture().frame, number / 100, 100.0)
            stop.wait(0.001)
        stop.wait()

    capture = Capture(
        Scripted(fast),
        Preparer(Framing()),
        max_fps=25,
        deliver=lambda one: prepared.append(one.captured_s),
        changed=lambda: None,
        failed=raising,
    )
    capture.start()
    wait_for("all pictures", lambda: capture.counts().captured == 200, PATIENCE_S)
    signal = signal_comes(capture)
    counts = capture.counts()
    capture.stop()
    assert signal.fps == 25
    assert counts.captured - counts.capped == pytest.approx(50, abs=1)


def test_a_fault_in_a_thread_is_passed_on() -> None:
    def broken(_: Prepared) -> None:
        raise ZeroDivisionError

    faults: list[Exception] = []
    capture = Capture(
        Scripted(runs),
        Preparer(Framing()),
        max_fps=None,
        deliver=broken,
        changed=lambda: None,
        failed=faults.append,
    )
    capture.start()
    wait_for("the fault", lambda: faults, PATIENCE_S)
    capture.stop()
    assert isinstance(faults[0], ZeroDivisionError)


def test_a_source_that_never_delivers_is_told_after_a_while() -> None:
    def silent(stop: threading.Event) -> Generator[Picture]:
        stop.wait()
        yield from ()

    with capturing(Scripted(silent)) as capture:
        state = capture.state(time.monotonic() + 11.0)
        assert isinstance(state, NoSignal)
        assert not state.starting
        assert "is the console on?" in state.reason


def test_a_stopped_capture_leaves_no_thread_behind() -> None:
    before = threading.active_count()
    with capturing(Scripted(runs)) as capture:
        signal_comes(capture)
    assert threading.active_count() == before


def test_a_camera_that_was_unplugged_comes_back() -> None:
    camera = Camera()
    try:
        with capturing(create_source(camera.url)) as capture:
            assert signal_comes(capture) == Signal(320, 240, 25.0)
            camera.unplug()
            assert "rtsp://127.0.0.1" in signal_goes(capture).reason
            camera.plug_in()
            assert signal_comes(capture)
            assert camera.watchers == 2
    finally:
        camera.close()


def test_the_mailbox_keeps_only_the_newest() -> None:
    mailbox: Mailbox[int] = Mailbox()
    for number in range(5):
        mailbox.put(number)
    assert mailbox.take() == 4
    assert mailbox.replaced == 4


def test_closing_the_mailbox_wakes_who_waits() -> None:
    mailbox: Mailbox[int] = Mailbox()
    got: list[int | None] = []
    waiting = threading.Thread(target=lambda: got.append(mailbox.take()))
    waiting.start()
    mailbox.close()
    waiting.join(PATIENCE_S)
    assert got == [None]
