"""Defects put into real cines are found, and measured right."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from analysis.detectors.signal import Settings, Signal
from analysis.findings import Kind
from analysis.frame import frame_of
from tests.analysis import screens
from tests.analysis.encoding import through_h264
from tests.analysis.material import ANGIOGRAM, ECHO, SMALL_ECHO, Picture, cine, repeated
from tests.analysis.watching_signal import all_findings, findings, kinds, measured, of_kind

CINES = {"echo": ECHO, "small-echo": SMALL_ECHO, "angiogram": ANGIOGRAM}


@pytest.fixture(scope="module", params=CINES)
def pictures(request: pytest.FixtureRequest, shared_data: Path) -> list[Picture]:
    return cine(shared_data / CINES[request.param], 0, 30)


def test_a_picture_that_stands_still_says_for_how_long(pictures: list[Picture]) -> None:
    still = pictures[:10] + [pictures[10]] * 160
    frozen = of_kind(findings(through_h264(still)), Kind.FROZEN)
    # The coder sharpens a still picture for a while, so that it stands still somewhat later.
    assert measured(frozen, "duration") == pytest.approx(159 / 25, abs=1.0)
    assert measured(of_kind(findings(still), Kind.FROZEN), "duration") == pytest.approx(159 / 25)


def test_a_picture_that_moves_again_is_no_longer_frozen(pictures: list[Picture]) -> None:
    found = all_findings([pictures[0]] * 140 + pictures[1:4])
    assert Kind.FROZEN in kinds(found[139])
    assert Kind.FROZEN not in kinds(found[-1])


def test_a_console_of_still_pictures_may_stand_still(pictures: list[Picture]) -> None:
    assert Kind.FROZEN not in kinds(findings([pictures[0]] * 160, "CT"))


def test_both_fields_in_one_frame_are_told_by_their_combs(pictures: list[Picture]) -> None:
    combed = _woven(pictures)
    assert Kind.INTERLACED in kinds(findings(combed, "XA"))
    assert any(
        Kind.INTERLACED in kinds(found) for found in all_findings(through_h264(combed, 2_000_000), "XA")
    )
    assert Kind.INTERLACED not in kinds(findings(pictures, "XA"))


def test_a_gain_far_too_high_saturates_the_picture(shared_data: Path) -> None:
    pictures = cine(shared_data / ECHO, 0, 3)
    bright = [np.asarray(cv2.convertScaleAbs(one, alpha=4.0), np.uint8) for one in pictures]
    assert measured(of_kind(findings(bright), Kind.SATURATED), "clipped") > 8
    assert Kind.SATURATED not in kinds(findings(pictures))
    assert Kind.SATURATED not in kinds(findings(bright, "CT"))


def test_a_slow_source_is_slow(pictures: list[Picture]) -> None:
    slow = of_kind(findings(pictures, fps=6.0), Kind.LOW_FRAME_RATE)
    assert measured(slow, "rate") == pytest.approx(6.0)


def test_repeated_frames_do_not_make_a_source_faster(pictures: list[Picture]) -> None:
    slow = repeated(pictures, 5)[:120]
    assert measured(of_kind(findings(slow), Kind.LOW_FRAME_RATE), "rate") == pytest.approx(5.0, abs=0.5)
    # A coder that goes on sharpening between the repeats makes some of them look new.
    coded = of_kind(findings(through_h264(slow)), Kind.LOW_FRAME_RATE)
    assert measured(coded, "rate") < 10
    assert coded.label == "repeated"


def test_frames_skipped_by_the_worker_do_not_make_a_source_slower(pictures: list[Picture]) -> None:
    signal = Signal(Settings())
    for number, picture in enumerate(pictures):
        sent = number * 7
        assert Kind.LOW_FRAME_RATE not in kinds(signal.detect(frame_of(picture, sent / 25, sent)))


def test_a_source_that_does_not_number_its_frames_is_not_judged_slow(pictures: list[Picture]) -> None:
    signal = Signal(Settings())
    for number, picture in enumerate(pictures):
        assert Kind.LOW_FRAME_RATE not in kinds(signal.detect(frame_of(picture, number / 5)))


@pytest.mark.parametrize(
    ("size", "label"), [((854, 480), "pillarbox"), ((640, 600), "letterbox"), ((854, 640), "window")]
)
def test_bars_around_a_bright_picture_are_found(shared_data: Path, size: tuple[int, int], label: str) -> None:
    """An X-ray picture with its lit frame cut out, which fills a screen of 4:3."""
    inner = cv2.resize(cine(shared_data / ANGIOGRAM, 0, 1)[0][100:400, 60:420], (640, 480))
    picture = np.zeros((size[1], size[0], 3), np.uint8)
    left, top = (size[0] - 640) // 2, (size[1] - 480) // 2
    picture[top : top + 480, left : left + 640] = inner
    found = of_kind(findings(through_h264([picture] * 3, 1_000_000), "XA"), Kind.WRONG_ASPECT)
    assert found.label == label
    assert measured(found, "aspect") == pytest.approx(4 / 3, rel=0.02)


def test_a_menu_that_stands_still_is_only_a_menu() -> None:
    assert kinds(findings([screens.menu("grey")] * 160)) == {Kind.NOT_A_SCAN}


def _woven(pictures: list[Picture]) -> list[Picture]:
    """Even rows of each picture with the odd rows of the next."""
    combed = [picture.copy() for picture in pictures[:-1]]
    for picture, later in zip(combed, pictures[1:], strict=True):
        picture[1::2] = later[1::2]
    return combed
