"""Millimetres a pixel come from the ruler beside the field, or are left unknown."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from analysis.frame import frame_of
from analysis.ultrasound.ruler import RulerSettings
from analysis.ultrasound.scale import read_mm_per_px
from analysis.ultrasound.sector import SectorSettings, find_sector
from benchmarks.screening.lossy import through_video
from tests.analysis.material import Picture, cine
from tests.analysis.ultrasound.test_sector import first_picture, speckle

SETTINGS = RulerSettings()


def scale_of(shown: Picture) -> float | None:
    frame = frame_of(shown, 0.0)
    sector = find_sector(frame, SectorSettings())
    assert sector is not None
    return read_mm_per_px(frame, sector, SETTINGS)


@pytest.mark.parametrize(
    ("path", "mm_per_px"),
    [
        # DICOM PhysicalDeltaX of 0.00291 cm, the picture being reduced from 2083 to 960 columns.
        ("stills/sonoque_anechoic-3mm-3mm.dcm", 0.0291 * 2083 / 960),
        # Read by hand: how many rows the main marks, labelled in centimetres, are apart.
        ("butterfly-ocular-phantom.mp4", 10 / 173.3),
        ("stills/interson-image.jpg", 10 / 111.8),
        ("sonosite-anon-eye1-video.mp4", 10 / 132),
        ("stills/fodicom_GH364_pancreas_jpegls.dcm", 50 / 186.6),
        # DICOM PhysicalDeltaX. Dots along the flanks; faint ones, in half the size that the file speaks of.
        ("echo_acuson_65f_DIRW0007.dcm", 0.5248),
        ("echo_sonosite_30f_examples_ybr_color.dcm", 2 * 0.5105),
    ],
)
def test_scale_of_a_real_ruler(path: str, mm_per_px: float, shared_data: Path) -> None:
    shown = first_picture(shared_data / "us_cine" / path)
    assert scale_of(shown) == pytest.approx(mm_per_px, rel=0.015)


@pytest.mark.parametrize(
    "path",
    [
        "stills/US-YBR_FULL_422-EVRLE.dcm",  # four marks
        "stills/examples_jpeg2k.dcm",
    ],
)
def test_scale_stays_unknown_where_the_ruler_does_not_tell(path: str, shared_data: Path) -> None:
    shown = first_picture(shared_data / "us_cine" / path)
    assert scale_of(shown) is None


@pytest.mark.parametrize("codec", ["libx264", "libvpx"])
@pytest.mark.parametrize(
    ("path", "mm_per_px"),
    [("echo_acuson_65f_DIRW0007.dcm", 0.5248), ("echo_sonosite_30f_examples_ybr_color.dcm", 1.0210)],
)
def test_scale_is_read_or_left_unknown_in_video(
    path: str, mm_per_px: float, codec: str, shared_data: Path
) -> None:
    shown = [frame.bgr for frame in through_video(cine(shared_data / "us_cine" / path, last=20), codec)]
    read = [scale for picture in shown if (scale := scale_of(picture)) is not None]
    assert len(read) >= len(shown) / 4
    assert read == [pytest.approx(mm_per_px, rel=0.015)] * len(read)


@pytest.mark.parametrize(("every", "mm"), [(10, 1.0), (2, 5.0)])
def test_marks_are_told_apart_by_how_many_make_a_long_one(every: int, mm: float) -> None:
    spacing = 9 if every == 10 else 40
    shown = ruled(spacing, every)
    assert scale_of(shown) == pytest.approx(mm / spacing, rel=0.01)


def test_uneven_marks_are_no_ruler() -> None:
    shown = linear()
    rows = np.random.default_rng(3).choice(np.arange(40, 440, 6), 14, replace=False)
    for row in rows:
        shown[row : row + 2, 560:570] = 220
    assert scale_of(shown) is None


def ruled(spacing: int, every: int) -> Picture:
    shown = linear()
    for number, row in enumerate(range(40, 441, spacing)):
        shown[row : row + 2, 560 : 580 if number % every == 0 else 570] = 220
    return shown


def linear() -> Picture:
    """A linear array's field, 400 x 400 pixels of speckle."""
    shown = np.zeros((480, 640), np.uint8)
    shown[40:440, 120:520] = speckle(11)[40:440, 120:520]
    return shown
