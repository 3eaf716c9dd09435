"""The viewer on real studies in a real browser: it draws what the file holds, and measures right."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pydicom
import pytest
from playwright.async_api import Browser, Route
from pydicom.pixels import pixel_array

from tests.conftest import ROOT, require
from tests.support.archive_site import archive_site
from tests.support.chromium import PROGRAM
from tests.support.reading import PHONE, Reader, psnr, reading, shown_at, windowed
from tests.support.site import Site
from tests.support.visitor import eventually

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

CHEST = "ct_chest/lungdx_A0001_5mm_lung"
HEAD = "ct_head/ge_infarct"
ECHO = "us_cine/echo_sonosite_30f_examples_ybr_color.dcm"
ANGIOGRAM = "xa_fluoro/xa_coronary_rca_96f_HasFragmentSequence.dcm"

SAME_SLICE_DB = 30.0
"""A slice drawn twice as large and brought back; its neighbour, 5 mm on, gives about 20 dB."""
SAME_FRAME_DB = 28.0
NOT_BLANK = 15.0
"""Standard deviation of the pixels of a canvas."""
RATE_TOLERANCE = 0.1


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory, shared_data: Path) -> Iterator[Site]:
    require(PROGRAM.exists(), f"no Chromium at {PROGRAM}: make setup-dev installs it")
    require((ROOT / "web" / "dist" / "index.html").exists(), "the page is not built: make setup builds it")
    studies = [shared_data / study for study in (CHEST, HEAD, ECHO, ANGIOGRAM)]
    with archive_site(tmp_path_factory.mktemp("viewer-site"), studies) as (site, _token):
        yield site


@pytest.fixture(scope="module")
def webgl() -> bool:
    return True


def read(path: Path) -> pydicom.Dataset:
    first = sorted(path.glob("*.dcm"))[0] if path.is_dir() else path
    return pydicom.dcmread(first)


def study_of(path: Path) -> str:
    return str(read(path).StudyInstanceUID)


def chest_slices(data: Path) -> list[pydicom.Dataset]:
    """In the order in which the page leafs through them: by instance number."""
    slices = [pydicom.dcmread(path) for path in (data / CHEST).glob("*.dcm")]
    return sorted(slices, key=lambda dataset: int(dataset.InstanceNumber))


async def test_a_ct_slice_is_drawn_as_its_file_says(
    archive: Site, browser: Browser, shared_data: Path
) -> None:
    slices = chest_slices(shared_data)
    async with reading(browser, archive, study_of(shared_data / CHEST)) as reader:
        await reader.drawn()
        index = await reader.index()
        shown = shown_at(await reader.canvas(), slices[index].pixel_array.shape).mean(axis=2)
        assert psnr(shown, windowed(slices[index])) > SAME_SLICE_DB
        assert psnr(shown, windowed(slices[index + 1])) < SAME_SLICE_DB - 5
        assert await reader.overlay("count") == str(len(slices))
        assert reader.visitor.errors == []


async def test_lengths_are_in_millimetres_and_a_probe_reads_the_file(
    archive: Site, browser: Browser, shared_data: Path
) -> None:
    slices = chest_slices(shared_data)
    async with reading(browser, archive, study_of(shared_data / CHEST)) as reader:
        await reader.drawn()
        dataset = slices[await reader.index()]
        await reader.take("length")
        await reader.drag((201, 301), (601, 301))
        await reader.take("probe")
        column, row = 180, 260
        # The middle of a pixel that is drawn on 2 x 2 pixels of the canvas.
        await reader.drag((2 * column + 1, 2 * row + 1), (2 * column + 1, 2 * row + 1))
        length, probe = await reader.measurements(2)
        number, unit = length.values["length"].split()
        assert unit == "mm"
        assert float(number) == pytest.approx(200 * float(dataset.PixelSpacing[1]), rel=0.01)
        value = dataset.pixel_array[row, column] * dataset.RescaleSlope + dataset.RescaleIntercept
        assert probe.values["value"] == f"{int(value)} HU"


async def test_drawing_and_deleting_can_be_undone(archive: Site, browser: Browser, shared_data: Path) -> None:
    async with reading(browser, archive, study_of(shared_data / CHEST)) as reader:
        await reader.drawn()
        await reader.take("length")
        await reader.drag((300, 300), (500, 300))
        (drawn,) = await reader.measurements(1)
        await reader.take("rectangle")
        await reader.drag((400, 500), (500, 600))
        _, rectangle = await reader.measurements(2)
        assert set(rectangle.values) == {"area", "mean", "deviation", "range"}
        await reader.page.get_by_test_id("viewer-delete").first.click()
        await reader.measurements(1)
        await reader.page.keyboard.press("Control+z")
        assert drawn in await reader.measurements(2)
        await reader.page.keyboard.press("Control+z")
        assert await reader.measurements(1) == [drawn]
        await reader.page.keyboard.press("Control+z")
        await reader.measurements(0)
        await reader.page.keyboard.press("Control+y")
        assert await reader.measurements(1) == [drawn]


async def test_keys_set_the_window_and_leaf_through_the_slices(
    archive: Site, browser: Browser, shared_data: Path
) -> None:
    async with reading(browser, archive, study_of(shared_data / CHEST)) as reader:
        await reader.drawn()
        await reader.page.keyboard.press("3")
        window = reader.page.locator('[data-testid="viewer-window"][data-width="400"][data-centre="40"]')
        await window.wait_for()
        before = await reader.index()
        await reader.page.keyboard.press("ArrowDown")

        async def next_slice() -> bool:
            return await reader.index() == before + 1

        await eventually("the next slice", next_slice, 10)


async def test_a_regular_series_is_shown_in_three_planes(
    archive: Site, browser: Browser, shared_data: Path
) -> None:
    async with reading(browser, archive, study_of(shared_data / CHEST)) as reader:
        await reader.drawn()
        await reader.page.get_by_test_id("viewer-planes").click()
        for plane in ("axial", "sagittal", "coronal"):
            texts = f'[data-testid="viewer-plane-texts-{plane}"][data-drawn="true"]'
            await reader.page.locator(texts).wait_for(timeout=60_000)

            async def seen(plane: str = plane) -> bool:
                return bool((await reader.canvas(f"viewer-plane-{plane}")).std() > NOT_BLANK)

            await eventually(f"the {plane} plane", seen, 20)


async def test_a_tilted_series_is_not_reconstructed_and_the_reason_is_shown(
    archive: Site, browser: Browser, shared_data: Path
) -> None:
    async with reading(browser, archive, study_of(shared_data / HEAD)) as reader:
        await reader.drawn()
        for way in ("viewer-planes", "viewer-space"):
            await reader.page.get_by_test_id(way).click()
            await reader.page.locator('[data-testid="viewer-refusal"][data-code="tilt"]').wait_for()
            assert await reader.page.get_by_test_id("viewer-planes-stage").count() == 0
            assert await reader.page.get_by_test_id("viewer-space-stage").count() == 0


async def test_an_echo_is_drawn_in_colour(archive: Site, browser: Browser, shared_data: Path) -> None:
    frames = pixel_array(read(shared_data / ECHO))
    async with reading(browser, archive, study_of(shared_data / ECHO)) as reader:
        await reader.drawn()
        shown = shown_at(await reader.canvas(), frames.shape[1:3])
        assert psnr(shown, frames[0].astype(float)) > SAME_FRAME_DB
        assert np.ptp(shown, axis=2).max() > 40, "no colour"


async def test_an_angiogram_plays_at_its_own_pace(archive: Site, browser: Browser, shared_data: Path) -> None:
    dataset = read(shared_data / ANGIOGRAM)
    async with reading(browser, archive, study_of(shared_data / ANGIOGRAM)) as reader:
        await reader.drawn()
        await reader.all_loaded()
        await reader.page.get_by_test_id("viewer-play").click()
        rate = await played_rate(reader, int(dataset.NumberOfFrames))
        assert rate == pytest.approx(1000 / float(dataset.FrameTime), rel=RATE_TOLERANCE)
        assert (await reader.canvas()).std() > NOT_BLANK


async def played_rate(reader: Reader, frames: int, seconds: float = 3.0) -> float:
    """Frames a second, from how far the clip comes."""
    began, first = time.monotonic(), await reader.index()
    gone, last = 0, first
    while time.monotonic() - began < seconds:
        now = await reader.index()
        gone, last = gone + (now - last) % frames, now
    return gone / (time.monotonic() - began)


async def test_a_picture_that_cannot_be_decoded_is_named_and_the_others_are_shown(
    archive: Site, browser: Browser, shared_data: Path
) -> None:
    broken = chest_slices(shared_data)[10].SOPInstanceUID
    async with reading(browser, archive, study_of(shared_data / HEAD)) as reader:

        async def garbage(route: Route) -> None:
            await route.fulfill(
                status=200,
                content_type='application/octet-stream; transfer-syntax="1.2.840.10008.1.2.4.80"',
                body=b"no JPEG-LS",
            )

        await reader.page.route(f"**/instances/{broken}/frames/1", garbage)
        await reader.page.goto(f"{archive.url}/archive/{study_of(shared_data / CHEST)}")
        await reader.drawn()
        await reader.page.keyboard.press("Home")
        for _ in range(10):
            await reader.page.keyboard.press("ArrowDown")
        await reader.page.locator('[data-testid="viewer-failure"][data-kind="undecodable"]').wait_for()
        await reader.page.keyboard.press("ArrowDown")
        await reader.page.get_by_test_id("viewer-failure").wait_for(state="detached")


async def test_a_line_that_was_down_is_tried_again(
    archive: Site, browser: Browser, shared_data: Path
) -> None:
    async with reading(browser, archive, study_of(shared_data / HEAD)) as reader:
        lost: list[str] = []

        async def lose_first(route: Route) -> None:
            # The first picture comes alone: each picture loses its own first request.
            if len(lost) < 8 and route.request.url not in lost:
                lost.append(route.request.url)
                await route.abort("connectionfailed")
            else:
                await route.continue_()

        await reader.page.route("**/frames/*", lose_first)
        await reader.page.goto(f"{archive.url}/archive/{study_of(shared_data / CHEST)}")
        await reader.drawn()
        await reader.all_loaded()
        assert len(lost) == 8


async def test_a_session_that_ends_leads_to_signing_in(
    archive: Site, browser: Browser, shared_data: Path
) -> None:
    async with reading(browser, archive, study_of(shared_data / CHEST)) as reader:
        await reader.drawn()
        await reader.all_loaded()
        await reader.visitor.context.clear_cookies()
        await reader.page.get_by_test_id("viewer-planes").click()
        await reader.page.get_by_test_id("sign-in-name").wait_for()


async def test_on_a_phone_the_stage_comes_first_and_the_panels_are_sheets(
    archive: Site, browser: Browser, shared_data: Path
) -> None:
    async with reading(browser, archive, study_of(shared_data / CHEST), PHONE) as reader:
        await reader.drawn()
        box = await reader.page.get_by_test_id("viewer-canvas").bounding_box()
        assert box is not None
        assert box["width"] == PHONE[0]
        assert box["height"] > PHONE[1] / 2
        assert (await reader.canvas()).std() > NOT_BLANK
        await reader.page.get_by_test_id("viewer-sheet-series").click()
        await reader.page.get_by_test_id("viewer-series").click()
        await reader.page.get_by_test_id("viewer-sheet-panel").click()
        await reader.page.get_by_text("还没有测量").wait_for()
