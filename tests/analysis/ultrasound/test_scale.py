"""Millimetres a pixel come from the ruler beside the field, or are left unknown."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from analysis.frame import frame_of
from analysis.ultrasound.scale import ScaleSettings, read_scale
from analysis.ultrasound.sector import Sector, SectorSettings, find_sector
from tests.analysis.material import Picture
from tests.analysis.ultrasound.test_sector import first_picture, speckle

SETTINGS = ScaleSettings()


def field_of(shown: Picture) -> Sector:
    sector = find_sector(frame_of(shown, 0.0), SectorSettings())
    assert sector is not None
    return sector


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
    ],
)
def test_scale_of_a_real_ruler(path: str, mm_per_px: float, shared_data: Path) -> None:
    shown = first_picture(shared_data / "us_cine" / path)
    scale = read_scale(frame_of(shown, 0.0), field_of(shown), SETTINGS, None)
    assert scale is not None
    assert scale.mm_per_px == pytest.approx(mm_per_px, rel=0.015)


@pytest.mark.parametrize(
    "path",
    [
        "echo_acuson_65f_DIRW0007.dcm",  # marks along the flanks
        "echo_sonosite_30f_examples_ybr_color.dcm",  # all marks alike
        "stills/US-YBR_FULL_422-EVRLE.dcm",  # four marks
        "stills/examples_jpeg2k.dcm",
    ],
)
def test_scale_stays_unknown_where_the_ruler_does_not_tell(path: str, shared_data: Path) -> None:
    shown = first_picture(shared_data / "us_cine" / path)
    assert read_scale(frame_of(shown, 0.0), field_of(shown), SETTINGS, None) is None


def test_told_depth_gives_a_scale_without_a_ruler(shared_data: Path) -> None:
    shown = first_picture(shared_data / "us_cine" / "echo_acuson_65f_DIRW0007.dcm")
    scale = read_scale(frame_of(shown, 0.0), field_of(shown), SETTINGS, 180.0)
    assert scale is not None
    # PhysicalDeltaX of the file.
    assert scale.mm_per_px == pytest.approx(0.5248, rel=0.04)


def test_told_depth_decides_what_marks_that_are_all_alike_stand_for(shared_data: Path) -> None:
    shown = first_picture(shared_data / "us_cine" / "echo_sonosite_30f_examples_ybr_color.dcm")
    scale = read_scale(frame_of(shown, 0.0), field_of(shown), SETTINGS, 190.0)
    assert scale is not None
    assert scale.marks > 10
    assert scale.mm_per_px == pytest.approx(1.021, rel=0.015)


@pytest.mark.parametrize(("every", "mm"), [(10, 1.0), (2, 5.0)])
def test_marks_are_told_apart_by_how_many_make_a_long_one(every: int, mm: float) -> None:
    spacing = 9 if every == 10 else 40
    shown = ruled(spacing, every)
    scale = read_scale(frame_of(shown, 0.0), field_of(shown), SETTINGS, None)
    assert scale is not None
    assert scale.mm_per_px == pytest.approx(mm / spacing, rel=0.01)


def test_uneven_marks_are_no_ruler() -> None:
    shown = linear()
    rows = np.random.default_rng(3).choice(np.arange(40, 440, 6), 14, replace=False)
    for row in rows:
        shown[row : row + 2, 560:570] = 220
    assert read_scale(frame_of(shown, 0.0), field_of(shown), SETTINGS, None) is None


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
