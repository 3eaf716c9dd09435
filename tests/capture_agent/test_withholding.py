"""What leaves the hospital: nothing of an unknown screen, and of a known one nothing that is masked."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from capture_agent.capture import Capture, Signal
from capture_agent.geometry import BLEED, Framing, Rect
from capture_agent.layout import Hysteresis
from capture_agent.picture import Picture, Prepared, Preparer
from capture_agent.profile_files import ProfileFolder, path_of, write_profile
from capture_agent.profiles import Profile
from capture_agent.withholding import ClosedGuard, Guard, OpenGuard, ProfileGuard, Withheld, pattern
from tests.capture_agent.console_screens import (
    HEIGHT,
    NAME,
    WIDTH,
    Pixels,
    as_picture,
    patient_list,
    scan_profile,
    scan_screen,
    with_dialog,
    with_moved_name,
)
from tests.support.processes import wait_for

CONFIRMED_ON = date(2026, 3, 4)
INTERVAL_S = 1 / 30
SETTLED = 17
"""Pictures until a known layout is released."""


@pytest.fixture(scope="module")
def profile() -> Profile:
    return scan_profile()


@dataclass
class Bench:
    """A guard and a preparer as the agent has them, and a clock that counts pictures."""

    folder: Path
    framing: Framing = field(default_factory=Framing)
    deinterlace: bool = False
    send_unknown: bool = False
    now_s: float = 0.0

    def __post_init__(self) -> None:
        self.guard: Guard = ProfileGuard(
            ProfileFolder(self.folder), send_unknown=self.send_unknown, clock=lambda: self.now_s
        )
        self.preparer = Preparer(self.framing, deinterlace=self.deinterlace)

    def leaves(self, pixels: Pixels) -> Prepared | None:
        """What leaves of the next picture, as `Capture` does it."""
        self.now_s += INTERVAL_S
        picture = as_picture(pixels, self.now_s)
        masks = self.guard.masks(picture)
        if masks is None:
            self.preparer.forget()
            return None
        return self.preparer.prepare(picture, masks)

    def run(self, screens: Sequence[Pixels]) -> list[Prepared | None]:
        return [self.leaves(screen) for screen in screens]

    @property
    def reason(self) -> str:
        assert self.guard.withheld is not None
        return self.guard.withheld.reason


def scan(count: int, name: str = "DOE, JANE") -> list[Pixels]:
    return [scan_screen(number, name) for number in range(count)]


def confirmed(profile: Profile, folder: Path, name: str = "echo") -> Path:
    path = path_of(folder, name)
    write_profile(path, profile.confirmed_by("Li", CONFIRMED_ON))
    return path


def test_without_a_profile_not_one_picture_leaves(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "none")
    assert bench.run(scan(40)) == [None] * 40
    assert "no confirmed profile" in bench.reason


def test_a_profile_that_nobody_confirmed_releases_nothing(profile: Profile, tmp_path: Path) -> None:
    write_profile(path_of(tmp_path, "echo"), profile)
    assert Bench(tmp_path).run(scan(40)) == [None] * 40


def test_a_confirmation_releases_the_picture_without_a_restart(profile: Profile, tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    write_profile(path_of(tmp_path, "echo"), profile)
    assert bench.run(scan(40)) == [None] * 40
    confirmed(profile, tmp_path)
    left = bench.run(scan(60))
    first = next(number for number, one in enumerate(left) if one is not None)
    assert first * INTERVAL_S <= ProfileFolder.LOOK_EVERY_S + Hysteresis.RELEASED_AFTER_S + 2 * INTERVAL_S
    assert None not in left[first:]
    assert bench.guard.withheld is None


@pytest.mark.parametrize(
    "framing",
    [
        Framing(),
        Framing(max_width=400),
        Framing(crop=Rect(3, 5, 601, 441)),
        Framing(crop=Rect(9, 0, 630, 480), max_width=333),
    ],
    ids=["as it is", "scaled", "cropped", "cropped and scaled"],
)
def test_no_pixel_that_leaves_tells_the_name(profile: Profile, tmp_path: Path, framing: Framing) -> None:
    """Two patients give the same pictures, sample for sample; the mask itself is exactly black."""
    confirmed(profile, tmp_path)
    one, other = (
        Bench(tmp_path, framing).run(scan(SETTLED + 2, name))[-1]
        for name in ("DOE, JANE 1976-06-16", "OYELARAN, OLUWASEUN X")
    )
    assert one is not None
    assert other is not None
    assert np.array_equal(one.i420, other.i420)
    if framing == Framing():
        luma = one.luma[NAME.y : NAME.bottom, NAME.x : NAME.right]
        assert (luma == 16).all()
        chroma = [
            plane[NAME.y // 2 : NAME.bottom // 2, NAME.x // 2 : NAME.right // 2] for plane in one.chroma
        ]
        assert all((plane == 128).all() for plane in chroma)
        assert one.luma[NAME.bottom + BLEED + 1 :].max() > 100


@pytest.mark.parametrize(
    "screen",
    [patient_list(), with_dialog(scan_screen(3)), with_moved_name(scan_screen(3))],
    ids=["list", "dialog", "moved name"],
)
def test_of_a_screen_that_appears_in_between_not_one_picture_leaves(
    profile: Profile, tmp_path: Path, screen: Pixels
) -> None:
    confirmed(profile, tmp_path)
    bench = Bench(tmp_path)
    assert bench.run(scan(SETTLED))[-1] is not None
    assert bench.run([screen] * 40) == [None] * 40
    assert "no confirmed profile knows this layout" in bench.reason
    back = bench.run(scan(SETTLED))
    assert back[0] is None
    assert back[-1] is not None


def test_a_flicker_costs_its_own_pictures_and_is_not_told(profile: Profile, tmp_path: Path) -> None:
    confirmed(profile, tmp_path)
    bench = Bench(tmp_path)
    bench.run(scan(SETTLED))
    assert bench.run([patient_list()] * 3) == [None] * 3
    assert bench.guard.withheld is None
    assert None not in bench.run(scan(3))


def test_the_deinterlacer_lets_nothing_of_an_unknown_screen_through(profile: Profile, tmp_path: Path) -> None:
    """It answers one picture late, and mixes in both neighbours."""
    confirmed(profile, tmp_path)
    bench = Bench(tmp_path, deinterlace=True)
    bench.run(scan(SETTLED))
    left = bench.run([patient_list(), patient_list(), *scan(6), patient_list(), *scan(6)])
    usual = Bench(tmp_path, deinterlace=True)
    usual.run(scan(SETTLED))
    for prepared in [*left, *usual.run(scan(6))]:
        if prepared is not None:
            # The list is brighter than the scan's empty rim.
            assert prepared.luma[460:, :160].max() <= 18


def test_a_new_size_is_withheld_at_once(profile: Profile, tmp_path: Path) -> None:
    confirmed(profile, tmp_path)
    bench = Bench(tmp_path)
    bench.run(scan(SETTLED))
    smaller = [np.ascontiguousarray(screen[:-16]) for screen in scan(30)]
    assert bench.run(smaller) == [None] * 30
    assert bench.reason.startswith(f"{WIDTH}x{HEIGHT - 16}")
    assert "of this size" in bench.reason


def test_a_damaged_profile_withholds_everything_and_is_named(profile: Profile, tmp_path: Path) -> None:
    """Even what another profile knows: the damaged one may have masked more."""
    confirmed(profile, tmp_path)
    bench = Bench(tmp_path)
    bench.run(scan(SETTLED))
    damaged = path_of(tmp_path, "other")
    damaged.write_text("device = ")
    left = bench.run(scan(60))
    assert left[32:] == [None] * 28
    assert str(damaged) in bench.reason
    damaged.unlink()
    assert bench.run(scan(60))[-1] is not None


def test_the_masks_of_all_profiles_that_know_a_screen_hold(profile: Profile, tmp_path: Path) -> None:
    more = Rect(480, 320, 150, 30)
    confirmed(profile, tmp_path)
    confirmed(scan_profile(masks=(NAME, more)), tmp_path, "strict")
    prepared = Bench(tmp_path).run(scan(SETTLED))[-1]
    assert prepared is not None
    assert (prepared.luma[more.y : more.bottom, more.x : more.right] == 16).all()


def test_a_hospital_may_decide_to_send_unknown_layouts(profile: Profile, tmp_path: Path) -> None:
    confirmed(profile, tmp_path)
    bench = Bench(tmp_path, send_unknown=True)
    known, unknown = bench.run([scan_screen(1), patient_list()])
    assert known is not None
    assert unknown is not None
    assert (known.luma[NAME.y : NAME.bottom, NAME.x : NAME.right] == 16).all()
    assert bench.guard.withheld is None


def test_the_pattern_says_nothing() -> None:
    """Two greys in stripes wider than any letter."""
    luma = pattern()[:180]
    assert set(np.unique(luma)) == {44, 56}
    assert (pattern()[180:] == 128).all()


class Screens:
    """A source that shows what a test puts into `shown`."""

    label = "screens"
    timecode = False

    def __init__(self, shown: Pixels) -> None:
        self.shown = shown

    def pictures(self, stop: threading.Event) -> Generator[Picture]:
        while not stop.wait(0.02):
            yield as_picture(self.shown, time.monotonic())


def capture_of(source: Screens, guard: Guard, sent: list[NDArray[np.uint8]]) -> Capture:
    return Capture(
        source,
        Preparer(Framing()),
        max_fps=None,
        guard=guard,
        deliver=lambda prepared: sent.append(prepared.i420),
        changed=lambda: None,
        failed=lambda error: pytest.fail(str(error)),
    )


def outcome(capture: Capture) -> object:
    return capture.state(time.monotonic())


def test_a_running_capture_tells_that_it_withholds_and_when_it_no_longer_does(
    profile: Profile, tmp_path: Path
) -> None:
    source, sent = Screens(scan_screen(1)), list[NDArray[np.uint8]]()
    capture = capture_of(source, ProfileGuard(ProfileFolder(tmp_path), send_unknown=False), sent)
    capture.start()
    try:
        wait_for("withheld", lambda: isinstance(outcome(capture), Withheld), 10)
        assert not sent
        confirmed(profile, tmp_path)
        wait_for("released", lambda: isinstance(outcome(capture), Signal), 10)
        source.shown = patient_list()
        wait_for("withheld again", lambda: isinstance(outcome(capture), Withheld), 10)
        assert {int(one[470, 100]) for one in sent} == {16}
    finally:
        capture.stop()


@pytest.mark.parametrize(("guard", "leaves"), [(OpenGuard(), True), (ClosedGuard(), False)])
def test_without_a_folder_it_is_all_or_nothing(guard: Guard, *, leaves: bool) -> None:
    assert (guard.masks(as_picture(scan_screen(1), 0.0)) == ()) is leaves
    assert (guard.withheld is None) is leaves
