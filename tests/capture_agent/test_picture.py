"""Preparing pictures: colours stay right, masks hold, and every pixel format comes out as I420."""

from __future__ import annotations

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from capture_agent.errors import SourceError
from capture_agent.geometry import Framing, Rect
from capture_agent.picture import BT601_MATRICES, Picture, Prepared, Preparer


def prepared(frame: av.VideoFrame, framing: Framing | None = None) -> Prepared:
    result = Preparer(framing or Framing()).prepare(Picture(frame, 12.5, 30.0))
    assert result is not None
    return result


def solid(colour: tuple[int, int, int], width: int = 64, height: int = 48) -> av.VideoFrame:
    return av.VideoFrame.from_ndarray(np.full((height, width, 3), colour, np.uint8), format="rgb24")


@pytest.mark.parametrize(
    ("rgb", "yuv"),
    [
        ((0, 0, 0), (16, 128, 128)),
        ((255, 255, 255), (235, 128, 128)),
        ((255, 0, 0), (81, 90, 240)),
        ((0, 0, 255), (41, 240, 110)),
    ],
)
def test_colours_become_bt601_limited_range(rgb: tuple[int, int, int], yuv: tuple[int, int, int]) -> None:
    """Reference values: ITU-R BT.601-7, table 3, for 100 % colour bars."""
    picture = prepared(solid(rgb))
    u, v = picture.chroma
    means = (picture.luma.mean(), u.mean(), v.mean())
    assert means == pytest.approx(yuv, abs=1.0)


def test_grey_pictures_use_the_full_contrast() -> None:
    ramp = np.tile(np.arange(256, dtype=np.uint8), (64, 1))
    picture = prepared(av.VideoFrame.from_ndarray(ramp, format="gray"))
    assert (picture.luma.min(), picture.luma.max()) == (16, 235)
    assert (picture.i420[64:] == 128).all()


def test_full_range_video_is_brought_into_limits() -> None:
    frame = av.VideoFrame.from_ndarray(np.full((72, 64), 255, np.uint8), format="yuvj420p")
    frame.color_range = 2
    assert prepared(frame).luma.max() == pytest.approx(235, abs=1)


def test_a_picture_that_already_fits_is_passed_on_untouched() -> None:
    pixels = np.random.default_rng(3).integers(0, 256, (72, 64), np.uint8)
    frame = av.VideoFrame.from_ndarray(pixels, format="yuv420p")
    frame.colorspace = BT601_MATRICES[0]
    assert np.array_equal(prepared(frame).i420, pixels)


def test_the_capture_time_is_kept_to_the_microsecond() -> None:
    assert prepared(solid((9, 9, 9))).captured_s == pytest.approx(12.5, abs=1e-6)


def test_the_crop_takes_exactly_its_pixels() -> None:
    pixels = np.random.default_rng(3).integers(0, 256, (48, 64), np.uint8)
    framing = Framing(crop=Rect(6, 10, 32, 20))
    whole = prepared(av.VideoFrame.from_ndarray(pixels, format="gray"))
    cropped = prepared(av.VideoFrame.from_ndarray(pixels, format="gray"), framing)
    assert np.array_equal(cropped.luma, whole.luma[10:30, 6:38])


@pytest.mark.parametrize("max_width", [None, 70, 50])
def test_nothing_of_a_masked_name_is_left(max_width: int | None) -> None:
    """White where the mask is, black elsewhere: not one brighter sample may come out, scaled or not."""
    pixels = np.zeros((120, 160, 3), np.uint8)
    pixels[11:30, 21:90] = (255, 40, 255)
    framing = Framing(max_width=max_width, masks=(Rect(21, 11, 69, 19),))
    picture = prepared(av.VideoFrame.from_ndarray(pixels, format="rgb24"), framing)
    assert picture.luma.max() <= 18
    for plane in picture.chroma:
        assert np.abs(plane.astype(int) - 128).max() <= 2


def test_a_source_that_changes_its_size_is_followed() -> None:
    preparer = Preparer(Framing())
    sizes = []
    for width, height in [(64, 48), (128, 96), (64, 48)]:
        picture = preparer.prepare(Picture(solid((50, 60, 70), width, height), 1.0, 30.0))
        assert picture is not None
        sizes.append((picture.width, picture.height, picture.i420.shape))
    assert sizes == [(64, 48, (72, 64)), (128, 96, (144, 128)), (64, 48, (72, 64))]


def interlaced_bar(number: int) -> av.VideoFrame:
    """Frame `number` of a bright bar that moves 20 pixels from field to field, top field first."""
    luma = np.full((96, 256), 16, np.uint8)
    for field in (0, 1):
        left = 20 * (2 * number + field)
        luma[field::2, left : left + 40] = 235
    frame = av.VideoFrame.from_ndarray(
        np.concatenate((luma, np.full((48, 256), 128, np.uint8))), format="yuv420p"
    )
    frame.colorspace = BT601_MATRICES[0]
    return frame


def combing(luma: NDArray[np.uint8]) -> float:
    """Mean difference between neighbouring lines."""
    return float(np.abs(np.diff(luma.astype(int), axis=0)).mean())


def test_interlaced_lines_are_merged_and_the_time_stays_with_its_frame() -> None:
    preparer = Preparer(Framing(), deinterlace=True)
    out = [
        preparer.prepare(Picture(interlaced_bar(number), 1.0 + 0.04 * number, 25.0)) for number in range(5)
    ]
    assert out[0] is None
    pictures = [picture for picture in out if picture is not None]
    assert [picture.captured_s for picture in pictures] == pytest.approx([1.0, 1.04, 1.08, 1.12], abs=1e-6)
    combed = combing(prepared(interlaced_bar(2)).luma)
    assert combing(pictures[2].luma) < 0.2 * combed


def test_a_crop_that_does_not_fit_says_so() -> None:
    with pytest.raises(SourceError, match=r"picture\.crop .* does not lie within") as caught:
        prepared(solid((1, 2, 3)), Framing(crop=Rect(0, 0, 640, 480)))
    assert caught.value.permanent
