"""Pictures that are no head CT slice in a brain window yield nothing, and no error."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from analysis.detectors.head_ct import HeadCt
from analysis.frame import frame_of
from tests.analysis import material
from tests.analysis.head_ct.conftest import Shown
from tests.analysis.screens import menu


def silent(picture: material.Picture) -> bool:
    return list(HeadCt().detect(frame_of(picture, 0.0))) == []


@pytest.mark.parametrize("level", [0, 128, 255])
def test_one_grey(level: int) -> None:
    assert silent(np.full((480, 640, 3), level, np.uint8))


def test_noise() -> None:
    assert silent(np.random.default_rng(0).integers(0, 256, (480, 640, 3), np.uint8))


@pytest.mark.parametrize("size", [(2, 2), (16, 16), (2, 640), (480, 2)])
def test_tiny_pictures(size: tuple[int, int]) -> None:
    assert silent(np.random.default_rng(0).integers(0, 256, (*size, 3), np.uint8))


def test_a_menu() -> None:
    assert silent(menu("dark"))


@pytest.mark.parametrize("fill", [0, 100])
def test_an_empty_ring_and_one_without_texture(fill: int) -> None:
    picture = np.zeros((480, 640, 3), np.uint8)
    cv2.ellipse(picture, (320, 240), (150, 180), 0, 0, 360, (fill, fill, fill), -1)
    cv2.ellipse(picture, (320, 240), (150, 180), 0, 0, 360, (255, 255, 255), 14)
    kinds = {one.kind.value for one in HeadCt().detect(frame_of(picture, 0.0))}

    # A ring about even grey may pass for a head, but then nothing stands out in it.
    assert kinds <= ({"brain", "midline"} if fill else set())


@pytest.mark.parametrize(
    "window",
    [material.CHEST_WINDOW, material.LUNG_WINDOW, material.BRAIN_WINDOW],
    ids=["chest", "lung", "brain"],
)
def test_a_chest(window: tuple[float, float], shared_data: Path) -> None:
    for picture in material.slices(shared_data / "ct_chest/lungdx_A0001_5mm_lung", window, step=8):
        assert silent(picture)


@pytest.mark.parametrize("name", [material.ECHO, material.ANGIOGRAM])
def test_ultrasound_and_angiogram(name: str, shared_data: Path) -> None:
    assert all(silent(picture) for picture in material.cine(shared_data / name, 0, 60)[::15])


def test_a_brain_on_mr(shared_data: Path) -> None:
    for path in sorted((shared_data / "mr/papaya_brain_pd").glob("*.dcm"))[::4]:
        plain = material.still(path)
        assert silent(plain)
        # Overexposed, so that the scalp is a white ring.
        assert silent(np.asarray(cv2.convertScaleAbs(plain, alpha=2.5), np.uint8))


def test_a_head_in_a_bone_window(shared_data: Path) -> None:
    for picture in material.slices(shared_data / "ct_head/ge_infarct", (400, 2000), step=5):
        assert silent(picture)


def test_a_head_that_leaves_the_picture(shown: Shown) -> None:
    frame = shown(16)

    assert silent(np.ascontiguousarray(frame.bgr[:, 200:]))


def test_a_coloured_map(shown: Shown) -> None:
    grey = shown(16).grey
    inside = (grey > 30) & (grey < 220)
    coloured = np.where(inside[..., None], cv2.applyColorMap(grey, cv2.COLORMAP_JET), grey[..., None])

    assert silent(np.asarray(coloured, np.uint8))
