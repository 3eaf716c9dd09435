"""A person in front of the viewer: opens a study, draws with the mouse, reads what is written there."""

from __future__ import annotations

import base64
import io
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from playwright.async_api import Browser, Page
from pydicom.dataset import Dataset

from tests.support.look import Picture
from tests.support.site import EXPERT, Site
from tests.support.visitor import PATIENCE_S, Visitor, eventually

STAGE = (1024, 1024)
"""Canvas of one viewport in a window of WINDOW: a picture of 512 x 512 is drawn twice as large."""
WINDOW = (104 + 46 + STAGE[0] + 264, 48 + STAGE[1])
PHONE = (390, 844)

READ_TABLE = """
() => [...document.querySelectorAll('[data-testid="viewer-measurement"]')].map((row) => [
  row.dataset.tool,
  Object.fromEntries(
    [...row.querySelectorAll('[data-testid="viewer-value"]')].map(({ dataset, innerText }) => [
      dataset.kind,
      innerText,
    ]),
  ),
])
"""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Measurement:
    """A row of the measurements table."""

    tool: str
    values: dict[str, str]


class Reader:
    """The viewer of one study in one browser page."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.page: Page = visitor.page

    async def overlay(self, name: str, cell: int = 0) -> str | None:
        """An attribute of what is written over a viewport: index, count, drawn."""
        overlay = f'[data-cell="{cell}"] [data-testid="viewer-overlay"]'
        return await self.page.evaluate(f"document.querySelector('{overlay}')?.dataset.{name} ?? null")

    async def drawn(self, cell: int = 0) -> None:
        async def look() -> bool:
            return await self.overlay("drawn", cell) == "true"

        await eventually(f"a picture in viewport {cell}", look, PATIENCE_S)

    async def all_loaded(self) -> None:
        progress = self.page.locator('[data-testid="viewer-progress"][data-complete="true"]')
        await progress.wait_for(state="attached", timeout=PATIENCE_S * 1000)

    async def index(self) -> int:
        """Of the picture shown, counted from 0."""
        return int(await self.overlay("index") or -1)

    async def canvas(self, test_id: str = "viewer-canvas") -> Picture:
        """The pixels of a viewport, H x W x 3 RGB."""
        canvas = self.page.get_by_test_id(test_id).first.locator("canvas")
        data = await canvas.evaluate("(canvas) => canvas.toDataURL('image/png').split(',')[1]")
        return np.asarray(Image.open(io.BytesIO(base64.b64decode(data))).convert("RGB"))

    async def take(self, tool: str) -> None:
        await self.page.get_by_test_id(f"viewer-tool-{tool}").click()

    async def drag(self, *points: Point) -> None:
        """Draws through points of the first viewport, in CSS pixels from its corner."""
        left, top = await self._corner()
        first, *others = points
        await self.page.mouse.move(left + first[0], top + first[1])
        await self.page.mouse.down()
        for x, y in others:
            await self.page.mouse.move(left + x, top + y, steps=5)
        await self.page.mouse.up()

    async def measurements(self, count: int) -> list[Measurement]:
        """The table, as soon as it has `count` rows that all say something."""

        before: list[Measurement] = []

        async def look() -> tuple[list[Measurement]] | None:
            nonlocal before
            rows = [Measurement(tool, values) for tool, values in await self.page.evaluate(READ_TABLE)]
            # The table follows the mouse a moment later: what still changes is not the measurement yet.
            rests, before = rows == before, rows
            return (rows,) if rests and len(rows) == count and all(row.values for row in rows) else None

        return (await eventually(f"{count} measurements", look, PATIENCE_S))[0]

    async def _corner(self) -> Point:
        box = await self.page.get_by_test_id("viewer-canvas").first.bounding_box()
        assert box is not None
        return box["x"], box["y"]


@asynccontextmanager
async def reading(
    browser: Browser, site: Site, study: str, window: tuple[int, int] = WINDOW
) -> AsyncIterator[Reader]:
    """Opens a study by its address and signs in."""
    address = f"/archive/{study}"
    visitor = await Visitor.arrive(browser, site.url, EXPERT, address, width=window[0], height=window[1])
    try:
        yield Reader(visitor)
    finally:
        await visitor.leave()


def windowed(dataset: Dataset, window: tuple[float, float] | None = None) -> NDArray[np.float64]:
    """A CT slice through a window (centre, width), or its own, 0..255 (PS3.3 C.11.2.1.2.1)."""
    values = dataset.pixel_array * float(dataset.RescaleSlope) + float(dataset.RescaleIntercept)
    own = (dataset.WindowCenter, dataset.WindowWidth)
    centre, width = window or (float(np.ravel(part)[0]) for part in own)
    return np.clip(((values - (centre - 0.5)) / (width - 1) + 0.5) * 255, 0, 255)


def shown_at(picture: Picture, size: Sequence[int]) -> NDArray[np.float64]:
    """The picture fitted into the middle of a canvas, brought back to its own rows and columns."""
    height, width = picture.shape[:2]
    rows, columns = size
    scale = min(height / rows, width / columns)
    top, left = (height - rows * scale) / 2, (width - columns * scale) / 2
    box = (left, top, left + columns * scale, top + rows * scale)
    fitted = Image.fromarray(picture).resize((columns, rows), Image.Resampling.BOX, box=box)
    return np.asarray(fitted, float)


def psnr(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    """Likeness of two pictures of 0..255, dB."""
    return float(10 * np.log10(255**2 / max(((a - b) ** 2).mean(), 1e-9)))
