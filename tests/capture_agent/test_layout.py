"""A layout is known again whatever the scan shows and whoever the patient is; no other passes for it."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest

from capture_agent.geometry import Rect
from capture_agent.layout import (
    ACROSS,
    DOWN,
    Fingerprint,
    Hysteresis,
    LayoutError,
    Release,
    Thumbnailer,
    learned,
)
from capture_agent.sources.dicom import Cine
from capture_agent.sources.dicom import as_frame as as_dicom_frame
from tests.capture_agent.console_screens import (
    HEIGHT,
    NAME,
    WIDTH,
    Pixels,
    as_frame,
    patient_list,
    scan_profile,
    scan_screen,
    with_dialog,
    with_moved_name,
)


@pytest.fixture(scope="module")
def layout() -> Fingerprint:
    return scan_profile().fingerprint()


def knows(layout: Fingerprint, picture: Pixels) -> bool:
    return layout.matches(Thumbnailer().cells(as_frame(picture)))


def test_a_cell_is_the_mean_and_the_contrast_of_its_pixels() -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (HEIGHT // 2, WIDTH // 2), np.uint8)
    pixels = pixels.repeat(2, axis=0).repeat(2, axis=1)
    means, contrasts = Thumbnailer().cells(av.VideoFrame.from_ndarray(pixels, format="gray")).astype(int)
    blocks = pixels.reshape(DOWN, HEIGHT // DOWN, ACROSS, WIDTH // ACROSS)
    assert np.abs(means - blocks.mean(axis=(1, 3))).max() <= 2
    assert np.abs(contrasts - np.ptp(blocks, axis=(1, 3))).max() <= 4


@pytest.mark.parametrize("name", ["DOE, JANE", "OYELARAN-MBEKI, OLUWASEUN", ""])
def test_the_next_patient_and_a_moving_scan_are_the_same_layout(layout: Fingerprint, name: str) -> None:
    assert all(knows(layout, scan_screen(number, name)) for number in range(100, 110))


def test_another_measured_value_is_the_same_layout(layout: Fingerprint) -> None:
    assert knows(layout, scan_screen(7, value=128))
    assert knows(layout, scan_screen(7, value=9))


@pytest.mark.parametrize(
    "picture",
    [
        patient_list(),
        with_dialog(scan_screen(7)),
        with_moved_name(scan_screen(7)),
        np.zeros((HEIGHT, WIDTH, 3), np.uint8),
        np.full((HEIGHT, WIDTH, 3), 128, np.uint8),
        scan_screen(7)[:, ::-1],
        np.roll(scan_screen(7), 20, axis=0),
    ],
    ids=["list", "dialog", "moved name", "black", "grey", "mirrored", "moved"],
)
def test_any_other_screen_is_another_layout(layout: Fingerprint, picture: Pixels) -> None:
    assert not knows(layout, picture)


def test_a_real_echo_is_known_again_and_its_layout_keeps_its_masks_out(shared_data: Path) -> None:
    cine = Cine.open(shared_data / "us_cine/echo_acuson_65f_DIRW0007.dcm")
    thumbnailer = Thumbnailer()
    cells = [thumbnailer.cells(as_dicom_frame(cine.frame(index))) for index in range(cine.count)]
    masks = (Rect(0, 0, 200, 36), Rect(490, 0, 86, 50))
    sweep_of_the_ecg = Rect(27, 396, 330, 60)
    layout = learned(cells[:25], 576, 456, (*masks, sweep_of_the_ecg))
    assert all(layout.matches(one) for one in cells)
    assert not layout.compared[0, :20].any()
    other = Cine.open(shared_data / "us_cine/stills/fodicom_GH364_pancreas_jpegls.dcm")
    assert not layout.matches(thumbnailer.cells(as_dicom_frame(other.frame(0))))


def test_a_picture_that_moves_everywhere_cannot_be_learned() -> None:
    random = np.random.default_rng(1)
    pictures = [random.integers(0, 256, (2, DOWN, ACROSS), np.uint8) for _ in range(5)]
    with pytest.raises(LayoutError, match="too little of the picture stands still"):
        learned(pictures, WIDTH, HEIGHT, ())


def test_an_empty_rim_cannot_be_learned() -> None:
    pictures = [np.zeros((2, DOWN, ACROSS), np.uint8)] * 3
    with pytest.raises(LayoutError, match="too empty"):
        learned(pictures, WIDTH, HEIGHT, (NAME,))


def verdicts(known: str, interval_s: float = 1 / 30) -> list[Release]:
    """`+` a known picture, `-` an unknown one."""
    hysteresis = Hysteresis()
    return [hysteresis.see(number * interval_s, known=one == "+") for number, one in enumerate(known)]


def test_nothing_is_shown_at_the_start_until_the_layout_has_stood() -> None:
    seen = verdicts("+" * 30)
    assert seen[0] is Release.WITHHELD
    assert seen.index(Release.SHOWN) == 15


def test_no_unknown_picture_is_ever_shown() -> None:
    random = np.random.default_rng(3)
    known = "".join(random.choice(["+", "-"], 3000, p=[0.9, 0.1]))
    assert all(
        seen is not Release.SHOWN for seen, one in zip(verdicts(known), known, strict=True) if one == "-"
    )


def test_a_flicker_holds_its_own_pictures_back_and_no_more() -> None:
    seen = verdicts("+" * 20 + "---" + "+" * 5)
    assert seen[20:23] == [Release.HELD] * 3
    assert seen[23:] == [Release.SHOWN] * 5


def test_an_unknown_layout_that_stays_is_told_after_a_moment() -> None:
    seen = verdicts("+" * 20 + "-" * 20)
    assert seen[20:].count(Release.HELD) == 12
    assert seen[-1] is Release.WITHHELD
