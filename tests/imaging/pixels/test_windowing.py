"""Brightness as pydicom's reference transformations have it, within one grey level."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from pydicom import Dataset, dcmread
from pydicom.pixels.processing import apply_modality_lut, apply_voi, apply_windowing

from imaging.pixels.format import PixelFormat, pixel_format
from imaging.pixels.render import draw
from imaging.pixels.source import open_source
from imaging.pixels.windowing import Window, WindowFunction, grey
from tests.imaging.pixels.samples import quietly, samples

EXPLICIT = "1.2.840.10008.1.2.1"
FUNCTIONS = list(WindowFunction)


def image(
    bits: int = 12, *, signed: bool = False, photometric: str = "MONOCHROME2", **more: object
) -> Dataset:
    """A header for pixels of `bits` stored bits."""
    header = Dataset()
    header.Rows, header.Columns, header.SamplesPerPixel = 16, 256, 1
    header.BitsAllocated, header.BitsStored = 16 if bits > 8 else 8, bits
    header.PixelRepresentation = int(signed)
    header.PhotometricInterpretation = photometric
    for keyword, value in more.items():
        setattr(header, keyword, value)
    return header


def ramp(header: Dataset) -> NDArray[Any]:
    """Values over the whole range of the stored bits."""
    bits = header.BitsStored
    low = -(1 << bits - 1) if header.PixelRepresentation else 0
    values = np.linspace(low, low + (1 << bits) - 1, header.Rows * header.Columns)
    return values.astype(described(header).dtype).reshape(header.Rows, header.Columns)


def described(header: Dataset) -> PixelFormat:
    return pixel_format(header, EXPLICIT)


def shown(header: Dataset, window: Window | None = None) -> NDArray[np.uint8]:
    return grey(ramp(header), described(header), header, 0, window)


def reference(header: Dataset) -> NDArray[np.float64]:
    """By pydicom, which maps black and white to the least and greatest value of the stored bits."""
    slope, intercept = header.get("RescaleSlope", 1), header.get("RescaleIntercept", 0)
    low = -(1 << header.BitsStored - 1) if header.PixelRepresentation else 0
    least, greatest = low * slope + intercept, (low + (1 << header.BitsStored) - 1) * slope + intercept
    values = apply_windowing(apply_modality_lut(ramp(header), header), header)
    return (values - least) / (greatest - least) * 255


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize(("bits", "signed"), [(8, False), (12, False), (12, True), (16, False), (16, True)])
def test_windows_spread_values_as_pydicom_does(function: WindowFunction, bits: int, signed: bool) -> None:
    header = image(bits, signed=signed, RescaleSlope=2, RescaleIntercept=-100)
    header.WindowCenter, header.WindowWidth, header.VOILUTFunction = 60, 120, function.value
    assert np.abs(shown(header) - reference(header)).max() <= 1


def test_a_window_that_was_asked_for_wins_over_the_stored_one() -> None:
    header = image(WindowCenter=0, WindowWidth=10, RescaleSlope=1, RescaleIntercept=0)
    asked = shown(header, Window(2000, 1000))
    header.WindowCenter, header.WindowWidth = 2000, 1000
    assert np.abs(asked - reference(header)).max() <= 1


def test_without_a_window_the_values_that_occur_are_spread() -> None:
    header = image(PixelPaddingValue=0)
    samples = np.array([[0, 1000, 1500, 2000]], np.uint16)
    found = grey(samples, described(header), header, 0)
    assert found.tolist() == [[0, 0, 128, 255]]


def test_monochrome1_shows_small_values_bright() -> None:
    window = {"WindowCenter": 2048, "WindowWidth": 4096, "RescaleSlope": 1, "RescaleIntercept": 0}
    normal, inverted = image(**window), image(photometric="MONOCHROME1", **window)
    assert np.abs(shown(inverted).astype(int) + shown(normal) - 255).max() <= 1


def test_a_voi_table_is_applied_as_pydicom_does() -> None:
    table = Dataset()
    table.LUTDescriptor, table.LUTData = [4096, 0, 16], [(4095 - value) * 16 for value in range(4096)]
    header = image(VOILUTSequence=[table])
    expected = apply_voi(ramp(header), header) / 65535 * 255
    assert np.abs(shown(header) - expected).max() <= 1


def test_a_modality_table_is_applied_first() -> None:
    table = Dataset()
    table.LUTDescriptor, table.LUTData = [4096, 0, 16], [value // 2 for value in range(4096)]
    header = image(ModalityLUTSequence=[table], WindowCenter=1024, WindowWidth=2048)
    header.VOILUTFunction = "LINEAR_EXACT"
    expected = apply_modality_lut(ramp(header), header) / 2048 * 255
    assert np.abs(shown(header) - expected).max() <= 1


def test_frames_of_enhanced_images_have_windows_of_their_own() -> None:
    header = image(RescaleSlope=1, RescaleIntercept=0)
    header.PerFrameFunctionalGroupsSequence = [Dataset(), Dataset()]
    for item, center in zip(header.PerFrameFunctionalGroupsSequence, (500, 3000), strict=True):
        voi = Dataset()
        voi.WindowCenter, voi.WindowWidth = center, 400
        item.FrameVOILUTSequence = [voi]
    for index, center in enumerate((500, 3000)):
        expected = shown(image(RescaleSlope=1, RescaleIntercept=0), Window(center, 400))
        assert np.array_equal(grey(ramp(header), described(header), header, index), expected)


def test_numbers_with_a_fraction_are_shown() -> None:
    header = image(bits=16)
    values = np.array([[-1.5, 0.0, np.nan, 1.5]], np.float32)
    found = grey(
        values, pixel_format(header, EXPLICIT, "FloatPixelData"), header, 0, Window(0, 3, FUNCTIONS[1])
    )
    assert found[0, [0, 1, 3]].tolist() == [0, 128, 255]


@quietly()
def test_every_decodable_grey_sample_is_drawn(shared_data: Path) -> None:
    drawn = 0
    for sample in samples(shared_data):
        if sample.decodable:
            picture = draw(open_source(sample.path), 0)
            assert picture.dtype == np.uint8
            assert picture.shape[:2] == open_source(sample.path).format.shape[:2], sample.name
            drawn += 1
    assert drawn > 80


@quietly()
def test_a_real_ct_is_drawn_as_pydicom_windows_it(shared_data: Path) -> None:
    path = shared_data / "ct_chest/lungdx_A0001_5mm_lung/1-30.dcm"
    header = dcmread(path)
    values = apply_windowing(apply_modality_lut(header.pixel_array, header), header, index=0)
    least, greatest = header.RescaleIntercept, header.RescaleIntercept + 4095 * header.RescaleSlope
    expected = (values - least) / (greatest - least) * 255
    assert np.abs(draw(open_source(path), 0) - expected).max() <= 1
