"""Screens on which nothing medical is to be looked for are told from scans, sharp and after lossy coding."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from analysis.findings import Kind
from tests.analysis import screens
from tests.analysis.encoding import through_h264
from tests.analysis.material import Picture, still
from tests.analysis.watching_signal import findings, kinds, of_kind

DRAWN = {
    **{f"menu-{look}": screens.menu(look) for look in screens.LOOKS},
    "menu-wide": screens.menu("dark", 1280, 720),
    "report-white": screens.report(dark=False),
    "report-black": screens.report(dark=True),
    "report-small-letters": screens.report(dark=False, size=10),
}

NO_SIGNAL = {
    "blue": screens.grabber((255, 0, 0), "NO SIGNAL"),
    "blue-without-text": screens.grabber((255, 0, 0), ""),
    "lighter-blue": screens.grabber((200, 80, 0), "HDMI"),
    "text-on-black": screens.grabber((0, 0, 0), "NO SIGNAL"),
    "text-on-grey": screens.grabber((60, 60, 60), "NO SIGNAL"),
    "grey": screens.grabber((128, 128, 128), ""),
}

PATTERNS = {
    "bars-75": (screens.colour_bars(), "colour-bars"),
    "bars-100": (screens.colour_bars(255), "colour-bars"),
    "ramp": (screens.ramp(), "ramp"),
    "upright-ramp": (np.ascontiguousarray(np.swapaxes(screens.ramp(), 0, 1)), "ramp"),
    "staircase": (screens.ramp(8), "ramp"),
    "checker": (screens.checker(), "checker"),
}


@pytest.mark.parametrize("name", DRAWN)
def test_a_drawn_menu_or_report_is_not_a_scan(name: str) -> None:
    for picture in _sharp_and_coded(DRAWN[name]):
        found = findings([picture])
        assert kinds(found) == {Kind.NOT_A_SCAN}
        assert found[0].label == name.partition("-")[0]


@pytest.mark.parametrize("name", ["I30", "I40", "I50"])
def test_pages_of_a_real_ct_console_are_not_scans(shared_data: Path, name: str) -> None:
    page = still(shared_data / "burned_in_text" / "philips_exam_summary" / name)
    for picture in _sharp_and_coded(page):
        assert kinds(findings([picture], "CT")) == {Kind.NOT_A_SCAN}


@pytest.mark.parametrize("name", NO_SIGNAL)
def test_a_grabber_without_a_source_is_recognised(name: str) -> None:
    for picture in _sharp_and_coded(NO_SIGNAL[name]):
        assert kinds(findings([picture])) == {Kind.NO_SIGNAL}


def test_a_black_picture_is_black_and_nothing_else() -> None:
    for picture in _sharp_and_coded(screens.grabber((0, 0, 0), "")):
        assert kinds(findings([picture])) == {Kind.BLACK}


@pytest.mark.parametrize("name", PATTERNS)
def test_a_test_pattern_is_recognised(name: str) -> None:
    pattern, label = PATTERNS[name]
    for picture in _sharp_and_coded(pattern):
        found = findings([picture])
        assert kinds(found) == {Kind.TEST_PATTERN}
        assert found[0].label == label


def test_a_test_card_with_bars_in_a_narrow_band_is_recognised(shared_data: Path) -> None:
    card = shared_data / "transfer_syntaxes" / "testpattern_color" / "TestPattern_JPEG-Baseline_YBR422.dcm"
    for picture in _sharp_and_coded(still(card)):
        assert of_kind(findings([picture]), Kind.TEST_PATTERN).label == "colour-bars"


def test_a_screen_of_a_few_pixels_is_answered() -> None:
    assert kinds(findings([screens.checker(2, 16, 16)])) <= {Kind.TEST_PATTERN, Kind.NOT_A_SCAN}


def _sharp_and_coded(picture: Picture) -> tuple[Picture, Picture]:
    return picture, through_h264([picture] * 6)[-1]
