"""The scan field is found where it was read by hand, whatever stands around it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest

from analysis.frame import Frame, frame_of
from analysis.ultrasound.sector import Sector, SectorSettings, agreement, find_sector
from benchmarks.screening.lossy import through_video
from tests.analysis.material import Picture, cine, still


@dataclass(frozen=True)
class Read:
    """What was read by hand, or stands in the DICOM header, in pixels of the picture."""

    path: str
    box: tuple[float, float, float, float]
    """Left, top, right, bottom."""
    shape: str
    opening_deg: float = 0.0


READ = (
    # DICOM (0018,6018)..(0018,601E) of the file.
    Read("echo_acuson_65f_DIRW0007.dcm", (27, 48, 548, 391), "sector", 90),
    # The same, the picture being half the size that its header speaks of.
    Read("echo_sonosite_30f_examples_ybr_color.dcm", (42, 16, 298, 207), "sector", 83),
    Read("butterfly-ocular-phantom.mp4", (79, 204, 690, 890), "sector", 3.5),
    Read("clarius-ocular-short.mp4", (199, 65, 762, 655), "linear"),
    Read("sonosite-anon-eye1-video.mp4", (387, 42, 723, 640), "linear"),
    Read("stills/interson-image.jpg", (274, 42, 645, 601), "linear"),
    Read("stills/fodicom_GH364_pancreas_jpegls.dcm", (115, 122, 910, 683), "sector", 70),
    Read("stills/examples_jpeg2k.dcm", (13, 108, 624, 337), "linear"),
)


@pytest.mark.parametrize("read", READ, ids=lambda read: read.path)
@pytest.mark.parametrize("coded", [False, True], ids=["as made", "H.264"])
def test_field_of_a_real_picture_lies_where_it_was_read_by_hand(
    read: Read, coded: bool, shared_data: Path
) -> None:
    shown = first_picture(shared_data / "us_cine" / read.path)
    sector = find_sector(shown_by_video(shown) if coded else frame_of(shown, 0.0), SectorSettings())
    assert sector is not None
    assert sector.shape == read.shape
    assert sector.opening_deg == pytest.approx(read.opening_deg, abs=3)
    allowed = 0.025 * max(read.box[2] - read.box[0], read.box[3] - read.box[1])
    assert np.abs(np.subtract(sector.bounds, read.box)).max() <= allowed


def first_picture(path: Path) -> Picture:
    is_cine = path.suffix == ".mp4" or path.parent.name == "us_cine"
    return cine(path, 0, 1)[0] if is_cine else still(path)


def shown_by_video(shown: Picture) -> Frame:
    *_, last = through_video([shown] * 4)
    return last


def test_a_flank_that_fades_to_black_is_led_by_the_other() -> None:
    shown = fan().astype(np.float32)
    rows, columns = np.indices(shown.shape)
    shown *= np.clip((columns - 120 - (rows - 140).clip(0)) / 80, 0, 1) ** 2
    whole, dark = found(fan()), found(shown.astype(np.uint8))
    assert agreement(whole, dark) > 0.9


def test_outline_has_few_points_and_stays_in_the_picture() -> None:
    sector = found(fan())
    assert len(sector.outline) <= 64
    assert all(0 <= x <= 640 and 0 <= y <= 480 for x, y in sector.outline)


@pytest.mark.parametrize("size", [(16, 16), (64, 64), (2, 400), (480, 640), (66, 1000)])
@pytest.mark.parametrize("fill", ["black", "grey", "white", "noise"])
def test_what_is_no_field_is_none(size: tuple[int, int], fill: str) -> None:
    pictures = {
        "black": np.zeros(size),
        "grey": np.full(size, 128),
        "white": np.full(size, 255),
        "noise": np.random.default_rng(1).integers(0, 256, size),
    }
    assert find_sector(frame_of(pictures[fill].astype(np.uint8), 0.0), SectorSettings()) is None


def found(shown: Picture) -> Sector:
    sector = find_sector(frame_of(shown, 0.0), SectorSettings())
    assert sector is not None
    return sector


def fan() -> Picture:
    """A phased array's field: 80 degrees, from a point at the top down to 420 rows, full of speckle."""
    mask = np.zeros((480, 640), np.uint8)
    cv2.ellipse(mask, (320, 20), (420, 420), 0, 50, 130, 255, -1)
    return np.asarray(cv2.bitwise_and(speckle(7), mask), np.uint8)


@cache
def speckle(seed: int) -> Picture:
    """480 x 640, not to be changed."""
    raw = np.random.default_rng(seed).rayleigh(60, (480, 640)).astype(np.float32)
    return np.clip(cv2.GaussianBlur(raw, (0, 0), 1.5), 12, 255).astype(np.uint8)
