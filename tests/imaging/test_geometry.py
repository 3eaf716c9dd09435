"""Which series make a volume, and what is wrong with those that do not: real ones, and made ones."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from imaging.geometry import ImageGeometry, SeriesGeometry, image_geometry, series_geometry
from imaging.header import read_header

AXIAL = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0))


def slices(*depths: float) -> list[ImageGeometry]:
    return [ImageGeometry((-100.0, -100.0, depth), AXIAL, (0.5, 0.5)) for depth in depths]


def codes(found: SeriesGeometry) -> list[str]:
    return [irregularity.code for irregularity in found.irregularities]


def read_series(folder: Path) -> SeriesGeometry:
    headers = [read_header(path.read_bytes()) for path in folder.iterdir()]
    headers.sort(key=lambda header: header.attributes.instance_number or 0)
    return series_geometry([header.geometry for header in headers])


def test_chest_ct_of_regular_slices_is_regular(shared_data: Path) -> None:
    found = read_series(shared_data / "ct_chest" / "lungdx_A0001_5mm_lung")
    assert found.regular
    assert (found.spacing_min, found.spacing_median, found.spacing_max) == pytest.approx((5.0, 5.0, 5.0))
    assert found.tilt_deg == 0
    # Its instance numbers run from head to feet, against the normal: the order follows them.
    assert found.order == tuple(range(64))


def test_head_ct_of_a_tilted_gantry_names_its_tilt_and_its_gaps(shared_data: Path) -> None:
    found = read_series(shared_data / "ct_head" / "ge_infarct")
    assert not found.regular
    assert codes(found) == ["gap", "tilt"]
    assert found.tilt_deg == pytest.approx(18.5, abs=0.1)
    gap, tilt = (irregularity.detail for irregularity in found.irregularities)
    assert "14 to 15: 1.08 mm" in gap
    assert "15 to 28: 7.00 mm" in gap
    assert "4.00 mm apart" in gap
    assert "18.5 degrees" in tilt


def test_oblique_mr_with_rounded_positions_is_regular(shared_data: Path) -> None:
    found = read_series(shared_data / "mr" / "papaya_brain_pd")
    assert found.regular, found.irregularities
    assert found.spacing_median == pytest.approx(7.0, abs=0.1)


def test_images_are_ordered_along_their_normal_whatever_order_they_come_in() -> None:
    found = series_geometry(slices(0, 10, 5, 20, 15))
    assert found.order == (0, 2, 1, 4, 3)
    assert found.regular


def test_a_missing_slice_is_a_gap() -> None:
    found = series_geometry(slices(0, 5, 10, 20, 25))
    assert codes(found) == ["gap"]
    assert "3 to 4: 10.00 mm" in found.irregularities[0].detail


def test_two_images_in_one_place_are_named() -> None:
    found = series_geometry(slices(0, 5, 5, 10))
    assert codes(found) == ["duplicate-position"]
    assert "2 and 3" in found.irregularities[0].detail


def test_all_images_in_one_place_make_no_volume() -> None:
    assert codes(series_geometry(slices(3, 3, 3))) == ["duplicate-position"]


def test_images_in_different_directions_make_no_volume() -> None:
    turned = replace(slices(10)[0], orientation=((0.0, 1.0, 0.0), (0.0, 0.0, -1.0)))
    found = series_geometry([*slices(0, 5), turned])
    assert codes(found) == ["orientation"]
    assert found.spacing_median is None
    assert found.order == (0, 1, 2)


@pytest.mark.parametrize(
    "missing", [None, ImageGeometry(None, AXIAL, None), ImageGeometry((0, 0, 9), None, None)]
)
def test_an_image_without_its_place_makes_no_volume(missing: ImageGeometry | None) -> None:
    assert codes(series_geometry([*slices(0, 5), missing])) == ["missing-position"]


def test_another_pixel_spacing_makes_no_volume() -> None:
    coarser = replace(slices(10)[0], spacing=(0.7, 0.7))
    assert codes(series_geometry([*slices(0, 5), coarser])) == ["pixel-spacing"]


def test_another_number_of_pixels_makes_no_volume() -> None:
    first, second, third = (replace(plane, size=(512, 512)) for plane in slices(0, 5, 10))
    assert series_geometry([first, second, third]).regular
    assert codes(series_geometry([first, second, replace(third, size=(256, 256))])) == ["size"]


@pytest.mark.parametrize("count", [0, 1])
def test_a_volume_needs_two_images(count: int) -> None:
    assert codes(series_geometry(slices(0)[:count])) == ["single"]


def test_rounded_positions_of_thin_slices_are_no_gap() -> None:
    assert series_geometry(slices(0, 0.63, 1.25, 1.88, 2.5)).regular


def test_what_is_no_vector_counts_as_absent() -> None:
    dataset = {
        "00200032": {"vr": "DS", "Value": [1.0, "x", 3.0]},
        "00200037": {"vr": "DS", "Value": [1.0, 0.0]},
        "00280030": {"vr": "DS", "Value": [0.5, 0.5]},
        "00280010": {"vr": "US", "Value": [512]},
        "00280011": {"vr": "US", "Value": [256]},
    }
    assert image_geometry(dataset) == ImageGeometry(None, None, (0.5, 0.5), (512, 256))
    assert image_geometry({}) is None
