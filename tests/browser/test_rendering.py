"""One stored picture on a page with WebGL and on one without: same place, same pixels, same marks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pydicom
import pytest
from numpy.typing import NDArray
from PIL import Image

from tests.browser.conftest import require_browser
from tests.support.attending import Attending, arrive
from tests.support.chromium import chromium
from tests.support.house import House
from tests.support.house import house as running_house
from tests.support.reading import Reader, psnr, windowed
from tests.support.site import EXPERT, TECHNOLOGIST, Site
from tests.support.visitor import PATIENCE_S, eventually

pytestmark = [pytest.mark.browser, pytest.mark.asyncio]

SERIES = 0
"""The only cell of the stage."""
NARROW = (1180, 660)
ZOOMED_SCREEN = 1.25
"""Pixels for a CSS pixel where Windows enlarges by 125 %, as it does on most laptops."""
SAME_PLACE = 0.02
"""Pixels of the picture."""
SAME_TURN = 1e-3
"""Of the magnification."""
PLACED_DB = 38.0
"""Likeness of what is drawn at a pixel's place to what the file has there."""
BESIDE_DB = 3.0
"""How much less what is drawn half a pixel beside it is like that."""
SIDE = 120
"""Of the part that is compared, pixels."""

READ_PLACE = """
(mark) => {
  const { a, b, c, d, e, f } = mark.querySelector('path').getScreenCTM();
  const viewport = document.querySelector('[data-testid="viewer-canvas"]');
  const { left, top, width, height } = viewport.getBoundingClientRect();
  return { matrix: [a, c, e - left, b, d, f - top], size: [width, height] };
}
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page has the pixels of a picture, according to a mark on it."""

    matrix: NDArray[np.float64]
    """2 x 3: from columns and rows, counted from the first pixel's corner, to CSS pixels of the viewport."""
    size: tuple[float, float]
    """Of the viewport, CSS pixels."""

    @property
    def middle(self) -> NDArray[np.float64]:
        """What stands in the middle of the viewport: column and row."""
        from_middle = np.array(self.size) / 2 - self.matrix[:, 2]
        return np.asarray(np.linalg.solve(self.matrix[:, :2], from_middle), np.float64)

    @property
    def turn(self) -> NDArray[np.float64]:
        """Direction of columns and rows, as long as they are in the fitted picture."""
        return np.divide(self.matrix[:, :2], min(self.size), dtype=np.float64)


@pytest.fixture(scope="module")
def ct(shared_data: Path) -> Path:
    return shared_data / "ct_head" / "ge_infarct"


@pytest.fixture(scope="module")
def slices(ct: Path) -> list[pydicom.Dataset]:
    """In the order in which the pages leaf through them."""
    return sorted(map(pydicom.dcmread, ct.rglob("*.dcm")), key=lambda dataset: int(dataset.InstanceNumber))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, ct: Path) -> Iterator[House]:
    require_browser()
    with running_house(Site(tmp_path_factory.mktemp("rendering")), ct) as running:
        yield running


async def test_a_picture_stands_where_the_presenter_has_it_however_it_is_drawn(
    house: House, slices: list[pydicom.Dataset]
) -> None:
    consultation = house.consultation()
    async with chromium(webgl=True) as graphics, chromium(webgl=False) as processor:
        city = await arrive(graphics, house.site.url, EXPERT, consultation)
        await city.find("layout-1x1").click()
        await city.put(SERIES, "series")
        village = await arrive(
            processor, house.site.url, TECHNOLOGIST, consultation, NARROW, scale=ZOOMED_SCREEN
        )
        for one in (city, village):
            await one.drawn(SERIES)
        await follows(city, village, slices, keys="++r7", notches=3, way=(0.06, -0.04))
        await follows(village, city, slices, keys="0+++i", notches=-1, way=(-0.03, 0.05))
        assert [city.errors, village.errors] == [[], []]


async def follows(
    leader: Attending,
    follower: Attending,
    slices: list[pydicom.Dataset],
    keys: str,
    notches: int,
    way: tuple[float, float],
) -> None:
    """`leader` presents, presses keys, moves the picture by a `way` in fractions of the cell, and leafs."""
    await leader.find("present").click()
    mark = await leader.draw("length", SERIES, (0.45, 0.4), (0.55, 0.6))
    assert (await follower.mark(mark.id)).measured == mark.measured
    for key in keys:
        await leader.page.keyboard.press(key)
    await leader.take("pan")
    await leader.drag(SERIES, (0.5, 0.5), (0.5 + way[0], 0.5 + way[1]))

    async def same() -> bool:
        wanted, shown = await place_of(leader, mark.id), await place_of(follower, mark.id)
        moved = np.abs(shown.middle - wanted.middle).max()
        turned = np.abs(shown.turn - wanted.turn).max() / np.abs(wanted.turn).max()
        windows = await window_of(follower), await window_of(leader)
        return bool(moved < SAME_PLACE and turned < SAME_TURN and windows[0] == windows[1])

    await eventually("the presenter's view", same, PATIENCE_S)
    assert np.abs((await place_of(leader, mark.id)).middle - 256).max() > 5, "the picture was not moved"
    for one in (leader, follower):
        await marks_stand_on_their_pixels(one, mark.id, slices[await one.slice_of(SERIES)])
    await leader.scroll(SERIES, notches)
    for one in (leader, follower):
        await one.mark_gone(mark.id)
    await follower.slice_becomes(SERIES, await leader.slice_of(SERIES))
    await leader.find("present-end").click()


async def marks_stand_on_their_pixels(one: Attending, mark: str, dataset: pydicom.Dataset) -> None:
    """Compares what is drawn where a mark would be with what the file has there."""
    place = await place_of(one, mark)
    left, top = (int(middle) - SIDE // 2 for middle in place.middle)
    wanted = windowed(dataset, await window_of(one))[top : top + SIDE, left : left + SIDE]
    picture = Image.fromarray(await Reader(one).canvas()).convert("L")
    to_canvas = picture.width / place.size[0]

    def likeness(beside: tuple[float, float]) -> float:
        start = place.matrix @ (left + beside[0], top + beside[1], 1)
        coefficients = np.column_stack([place.matrix[:, :2], start]) * to_canvas
        data = tuple(map(float, coefficients.ravel()))
        drawn = picture.transform((SIDE, SIDE), Image.Transform.AFFINE, data, Image.Resampling.BILINEAR)
        shown = np.asarray(drawn, float)
        return max(psnr(shown, wanted), psnr(255 - shown, wanted))

    here = likeness((0, 0))
    assert here > PLACED_DB
    for beside in [(0.5, 0.0), (-0.5, 0.0), (0.0, 0.5), (0.0, -0.5)]:
        assert likeness(beside) < here - BESIDE_DB, beside


async def place_of(one: Attending, mark: str) -> Place:
    shape = one.page.locator(f'[data-testid="mark"][data-id="{mark}"]')
    read = await shape.evaluate(READ_PLACE)
    width, height = read["size"]
    return Place(np.reshape(read["matrix"], (2, 3)), (width, height))


async def window_of(one: Attending) -> tuple[float, float]:
    """Centre and width, as the cell names them."""
    shown = one.cell(SERIES).get_by_test_id("cell-window")
    centre, width = [await shown.get_attribute(f"data-{name}") for name in ("centre", "width")]
    return float(centre or 0), float(width or 0)
