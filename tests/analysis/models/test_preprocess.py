"""From a frame to a tensor: sizes, layouts, colours and values, and the way back to the frame."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.frame import frame_of
from analysis.models.preprocess import Preprocess
from tests.analysis.models.manifests import manifest

SIZE = "width = 32\nheight = 24\n"


def prepared(size: str, picture: np.ndarray) -> np.ndarray:
    prepare = Preprocess(manifest(size=size).input)
    frame = frame_of(picture, 0.0)
    return prepare.tensor(frame, prepare.placement(frame.width, frame.height))


def solid(width: int, height: int, *bgr: int) -> np.ndarray:
    return np.full((height, width, 3), bgr, np.uint8)


def test_values_are_scaled_and_normalised() -> None:
    tensor = prepared(SIZE + "mean = [0.5]\nstd = [0.25]", solid(64, 48, 255, 255, 255))
    assert (tensor.shape, tensor.dtype) == ((1, 1, 24, 32), np.float32)
    np.testing.assert_allclose(tensor, 2.0, atol=0.01)


@pytest.mark.parametrize("kind", ["uint8", "float16"])
def test_other_types_are_made(kind: str) -> None:
    tensor = prepared(SIZE + f'type = "{kind}"', solid(64, 48, 255, 255, 255))
    assert tensor.dtype == np.dtype(kind)
    np.testing.assert_allclose(tensor, 255 if kind == "uint8" else 1, rtol=0.01)


@pytest.mark.parametrize(("colour", "brightest"), [("rgb", 0), ("bgr", 2)])
@pytest.mark.parametrize("layout", ["NCHW", "NHWC"])
def test_colours_and_channels_are_in_the_order_wanted(colour: str, brightest: int, layout: str) -> None:
    red = solid(64, 48, 0, 0, 230)
    tensor = prepared(SIZE + f'colour = "{colour}"\nlayout = "{layout}"\nmean = [0.0, 0.0, 0.0]', red)
    assert tensor.shape == ((1, 3, 24, 32) if layout == "NCHW" else (1, 24, 32, 3))
    channels = tensor.mean(axis=(0, 2, 3) if layout == "NCHW" else (0, 1, 2))
    assert channels.argmax() == brightest
    assert channels[brightest] > 0.8
    assert np.delete(channels, brightest).max() < 0.1


def test_a_letterboxed_frame_keeps_its_shape_between_bars() -> None:
    tensor = prepared(SIZE + "fill = 51\nscale = 1.0", solid(64, 24, 255, 255, 255))[0, 0]
    np.testing.assert_allclose(tensor[6:18], 255, atol=2)
    np.testing.assert_array_equal(tensor[:6], 51)
    np.testing.assert_array_equal(tensor[18:], 51)


@pytest.mark.parametrize("fit", ["letterbox", "stretch"])
@pytest.mark.parametrize(("width", "height"), [(64, 48), (100, 30), (20, 80), (32, 24)])
def test_a_place_in_the_tensor_is_found_again_on_the_frame(fit: str, width: int, height: int) -> None:
    picture = solid(width, height, 0, 0, 0)
    left, top = width * 3 // 4, height // 4
    picture[top - 3 : top + 3, left - 3 : left + 3] = 255
    prepare = Preprocess(manifest(size=f'width = 128\nheight = 96\nfit = "{fit}"').input)
    frame = frame_of(picture, 0.0)
    placement = prepare.placement(frame.width, frame.height)
    plane = prepare.tensor(frame, placement)[0, 0]
    rows, columns = np.nonzero(plane > 0.5)
    x, y = placement.on_frame(columns.mean() + 0.5, rows.mean() + 0.5)
    assert x == pytest.approx(left, abs=0.7)
    assert y == pytest.approx(top, abs=0.7)
