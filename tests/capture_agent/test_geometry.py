"""Crop, scale and masks as plain arithmetic."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capture_agent.geometry import Framing, Rect, lay_out


def test_without_wishes_the_picture_stays_as_it_is() -> None:
    layout = lay_out(Framing(), 640, 480)
    assert (layout.crop, layout.width, layout.height, layout.masks) == (Rect(0, 0, 640, 480), 640, 480, ())


def test_an_odd_side_loses_one_line_rather_than_being_resampled() -> None:
    layout = lay_out(Framing(), 641, 479)
    assert (layout.crop, layout.width, layout.height) == (Rect(0, 0, 640, 478), 640, 478)


@pytest.mark.parametrize(
    ("limits", "size"),
    [
        ((1280, None), (1280, 720)),
        ((None, 540), (960, 540)),
        ((1000, 1000), (1000, 562)),
        ((4000, 4000), (1920, 1080)),
    ],
)
def test_scaling_keeps_the_aspect_and_never_enlarges(
    limits: tuple[int | None, int | None], size: tuple[int, int]
) -> None:
    layout = lay_out(Framing(max_width=limits[0], max_height=limits[1]), 1920, 1080)
    assert (layout.width, layout.height) == size


def test_a_crop_outside_of_the_picture_is_explained() -> None:
    with pytest.raises(ValueError, match="800x600 at 100,0 does not lie within the source's 640x480 picture"):
        lay_out(Framing(crop=Rect(100, 0, 800, 600)), 640, 480)


def test_a_mask_follows_the_crop() -> None:
    framing = Framing(crop=Rect(100, 50, 400, 300), masks=(Rect(90, 40, 50, 20), Rect(0, 0, 20, 20)))
    assert lay_out(framing, 640, 480).masks == (Rect(0, 0, 44, 14),)


sides = st.integers(200, 2000)


@given(sides, sides, st.integers(130, 2000), st.data())
def test_every_masked_pixel_stays_covered(width: int, height: int, limit: int, data: st.DataObject) -> None:
    """Whatever the scale: the outgoing mask covers the source's rectangle, in luma and in chroma."""
    x, y = data.draw(st.integers(0, width - 10)), data.draw(st.integers(0, height - 10))
    mask = Rect(x, y, data.draw(st.integers(1, width - x)), data.draw(st.integers(1, height - y)))
    layout = lay_out(Framing(max_width=limit, masks=(mask,)), width, height)
    across, down = layout.width / layout.crop.width, layout.height / layout.crop.height
    right, bottom = min(mask.right, layout.crop.right), min(mask.bottom, layout.crop.bottom)
    if mask.x >= right or mask.y >= bottom:
        return  # it lies in the line that was cut off
    (placed,) = layout.masks
    assert placed.x <= mask.x * across
    assert placed.y <= mask.y * down
    assert placed.right >= right * across - 1e-6
    assert placed.bottom >= bottom * down - 1e-6
    assert all(value % 2 == 0 for value in (placed.x, placed.y, placed.width, placed.height))
