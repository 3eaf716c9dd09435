"""Rendered pictures and thumbnails over WADO-RS."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from pydicom import Dataset, dcmread
from pydicom.pixels.processing import apply_modality_lut, apply_windowing

from imaging.dicomweb.thumbnail import DEFAULT_SIZE
from tests.imaging.dicomweb.conftest import Site, parts_of, path_of
from tests.imaging.dicomweb.test_frames import instance_path
from tests.support.dicom_files import CT

CHEST = "ct_chest/lungdx_A0001_5mm_lung/1-30.dcm"
ECHO = "us_cine/echo_sonosite_30f_examples_ybr_color.dcm"
REPORT = "malformed_odd/pydicom/test-SR.dcm"


def picture(body: bytes) -> NDArray[np.uint8]:
    return np.asarray(Image.open(BytesIO(body)))


def windowed(dataset: Dataset, center: float, width: float) -> NDArray[np.float64]:
    """Brightness 0 to 255 by PS3.3 C.11.2.1.2, through pydicom."""
    shown = Dataset()
    shown.update(dataset)
    shown.WindowCenter, shown.WindowWidth, shown.VOILUTFunction = center, width, "LINEAR"
    values = apply_windowing(apply_modality_lut(dataset.pixel_array, dataset), shown)
    low, high = windowed_limits(shown)
    return (values - low) / (high - low) * 255


def windowed_limits(dataset: Dataset) -> tuple[float, float]:
    """The values that pydicom maps black and white to: those of all stored bits after the rescale."""
    slope, intercept = float(dataset.RescaleSlope), float(dataset.RescaleIntercept)
    return intercept, intercept + slope * (2**dataset.BitsStored - 1)


async def chest(site: Site, shared_data: Path) -> tuple[Dataset, str]:
    data = (shared_data / CHEST).read_bytes()
    await site.keep(data)
    dataset = dcmread(BytesIO(data))
    return dataset, instance_path(dataset)


@pytest.mark.parametrize(("center", "width"), [(-600, 1500), (40, 400), (300.5, 1)])
async def test_a_window_is_applied_as_the_standard_says(
    site: Site, shared_data: Path, center: float, width: float
) -> None:
    dataset, path = await chest(site, shared_data)
    shown = picture(await site.body(f"{path}/rendered?window={center},{width},linear", "image/png"))
    assert np.abs(shown - windowed(dataset, center, width)).max() <= 1


async def test_the_stored_window_is_the_default(site: Site, shared_data: Path) -> None:
    dataset, path = await chest(site, shared_data)
    center, width = float(dataset.WindowCenter[0]), float(dataset.WindowWidth[0])
    shown = picture(await site.body(f"{path}/rendered", "image/png"))
    assert np.abs(shown - windowed(dataset, center, width)).max() <= 1


async def test_jpeg_is_the_default_and_quality_counts(site: Site, shared_data: Path) -> None:
    _, path = await chest(site, shared_data)
    response = await site.get(f"{path}/rendered")
    assert response.content_type == "image/jpeg"
    fine = await site.body(f"{path}/rendered?quality=100", "image/jpeg")
    coarse = await site.body(f"{path}/rendered?quality=10", "image/jpeg")
    assert len(coarse) * 4 < len(fine)


async def test_a_viewport_scales_the_region_that_was_asked_for(site: Site, shared_data: Path) -> None:
    _, path = await chest(site, shared_data)
    whole = picture(await site.body(f"{path}/rendered", "image/png"))
    half = picture(await site.body(f"{path}/rendered?viewport=256,200", "image/png"))
    assert half.shape == (200, 200)
    region = picture(await site.body(f"{path}/rendered?viewport=100,50,10,20,100,50", "image/png"))
    assert np.array_equal(region, whole[20:70, 10:110])
    flipped = picture(await site.body(f"{path}/rendered?viewport=512,512,0,0,-512,-512", "image/png"))
    assert np.array_equal(flipped, whole[::-1, ::-1])


async def test_annotations_are_drawn_only_where_asked_for(site: Site, shared_data: Path) -> None:
    _, path = await chest(site, shared_data)
    plain = picture(await site.body(f"{path}/rendered", "image/png"))
    annotated = picture(await site.body(f"{path}/rendered?annotation=patient,technique", "image/png"))
    changed = np.argwhere(plain != annotated)
    assert len(changed)
    assert changed[:, 1].max() < 300, "text stays at the left edge"


async def test_colours_and_frames_of_a_cine_are_drawn(site: Site, shared_data: Path) -> None:
    dataset = dcmread(shared_data / ECHO)
    await site.keep((shared_data / ECHO).read_bytes())
    shown = picture(await site.body(instance_path(dataset) + "/frames/5/rendered", "image/png"))
    assert np.array_equal(shown, dataset.pixel_array[4])
    response = await site.get(instance_path(dataset) + "/frames/1,2,3/rendered", "image/jpeg")
    assert len(await parts_of(response)) == 3


async def test_a_series_is_rendered_as_parts(site: Site) -> None:
    await site.keep(*(CT(number=number) for number in (1, 2, 3)))
    path = f"/studies/{CT().study_uid}/series/{CT().series_uid}/rendered"
    parts = await site.parts(path, 'multipart/related; type="image/png"')
    assert [part.content_type for part in parts] == ["image/png"] * 3
    assert picture(parts[0].body).shape == (16, 16)


async def test_thumbnails_are_small_and_of_the_middle(site: Site, shared_data: Path) -> None:
    _, path = await chest(site, shared_data)
    for address in (path, path.rpartition("/instances")[0], path.partition("/series")[0]):
        shown = picture(await site.body(f"{address}/thumbnail", "image/jpeg"))
        assert shown.shape == (DEFAULT_SIZE.height, DEFAULT_SIZE.width)
    small = picture(await site.body(f"{path}/thumbnail?viewport=64,48", "image/png"))
    assert small.shape == (48, 48)


async def test_a_study_is_shown_by_the_middle_of_its_first_series_with_pictures(site: Site) -> None:
    first = [
        CT(series="first", number=number, value=number, more={"SeriesNumber": 1}) for number in (1, 2, 3)
    ]
    await site.keep(CT(series="second", value=9, more={"SeriesNumber": 2}), *first)
    middle = await site.body(path_of(first[1]) + "/thumbnail", "image/png")
    assert await site.body(f"/studies/{CT().study_uid}/thumbnail", "image/png") == middle
    assert (
        await site.body(f"/studies/{CT().study_uid}/series/{first[0].series_uid}/thumbnail", "image/png")
        == middle
    )


async def test_a_thumbnail_survives_an_emptied_cache(site: Site) -> None:
    await site.keep(CT())
    first = await site.body(path_of(CT()) + "/thumbnail")
    for kept in (site.archive.store.cache / "thumbnails").iterdir():
        kept.unlink()
    assert await site.body(path_of(CT()) + "/thumbnail") == first


async def test_a_study_without_pictures_has_no_thumbnail(site: Site, shared_data: Path) -> None:
    dataset = dcmread(shared_data / REPORT)
    await site.keep((shared_data / REPORT).read_bytes())
    response = await site.get(f"/studies/{dataset.StudyInstanceUID}/thumbnail")
    assert response.status == 404
    assert "picture" in (await response.json())["error"]["message"]


@pytest.mark.parametrize(
    "query",
    [
        "window=1",
        "window=1,0",
        "window=a,b",
        "window=1,2,cubic",
        "window=nan,4",
        "viewport=0,5",
        "viewport=5",
        "viewport=99999,5",
        "viewport=5,5,900,900,1,1",
        "quality=0",
        "quality=101",
        "quality=x",
        "annotation=anything",
    ],
)
async def test_parameters_that_mean_nothing_are_refused(site: Site, query: str) -> None:
    await site.keep(CT())
    response = await site.get(f"{path_of(CT())}/rendered?{query}")
    assert response.status == 400
    assert (await response.json())["error"]["message"]


async def test_other_kinds_of_pictures_are_not_acceptable(site: Site) -> None:
    await site.keep(CT())
    assert (await site.get(path_of(CT()) + "/rendered", "image/tiff")).status == 406


async def test_a_rendering_that_the_client_has_is_not_sent_again(site: Site) -> None:
    await site.keep(CT())
    for path in ("/rendered", "/thumbnail"):
        first = await site.get(path_of(CT()) + path)
        assert (await site.get(path_of(CT()) + path, If_None_Match=first.headers["ETag"])).status == 304
