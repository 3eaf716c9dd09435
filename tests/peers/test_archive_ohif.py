"""The OHIF viewer, unmodified, opens a chest CT of the archive in a real Chromium."""

from __future__ import annotations

import base64
import io
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.async_api import Page, Route
from pydicom import Dataset, dcmread

from tests.conftest import require
from tests.support import ohif
from tests.support.archive_site import archive_site
from tests.support.chromium import PROGRAM, chromium
from tests.support.site import Site
from tests.support.visitor import eventually

OPEN_TIMEOUT_S = 120.0
"""Software WebGL on a busy machine, with a viewer of 50 MB."""
SAME_PICTURE = 0.97
"""Correlation of grey levels: another slice of the same chest stays below."""

CANVAS = """
() => {
  const canvas = document.querySelector('canvas.cornerstone-canvas');
  return canvas?.width ? canvas.toDataURL('image/png').split(',')[1] : null;
}
"""

Grey = NDArray[np.float64]


@pytest.fixture(scope="module")
def viewer() -> Path:
    require(PROGRAM.exists(), f"no Chromium at {PROGRAM}: make setup-dev installs it")
    try:
        return ohif.install()
    except (LookupError, OSError, subprocess.SubprocessError) as error:
        require(False, f"OHIF could not be installed: {error}")
        raise


@pytest.fixture(scope="module")
def chest(shared_data: Path) -> list[Dataset]:
    """All slices, from head to feet."""
    paths = sorted((shared_data / "ct_chest" / "lungdx_A0001_5mm_lung").glob("*.dcm"))
    return [dcmread(path) for path in paths]


@pytest.fixture(scope="module")
def site(chest: list[Dataset], tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, str]]:
    studies = [Path(str(slice_.filename)) for slice_ in chest]
    with archive_site(tmp_path_factory.mktemp("archive"), studies) as running:
        yield running


async def shown(page: Page) -> Grey | None:
    """The square in the middle of the first viewport, once it is a picture: many levels of grey, not one."""
    data = await page.evaluate(CANVAS)
    if data is None:
        return None
    picture = Image.open(io.BytesIO(base64.b64decode(data))).convert("L")
    middle, half = picture.width / 2, picture.height / 2
    grey = np.asarray(picture.crop((int(middle - half), 0, int(middle + half), picture.height)), float)
    return grey if len(np.unique(grey)) > 50 and grey.std() > 20 else None


def drawn(slice_: Dataset, size: int) -> Grey:
    """The slice through its own window, as a viewer draws it (PS3.3 C.11.2)."""
    values = slice_.pixel_array * float(slice_.RescaleSlope) + float(slice_.RescaleIntercept)
    centre, width = float(slice_.WindowCenter[0]), float(slice_.WindowWidth[0])
    grey = np.clip((values - centre) / width + 0.5, 0, 1) * 255
    return np.asarray(Image.fromarray(grey.astype(np.uint8)).resize((size, size)), float)


async def within_loopback(route: Route) -> None:
    """The viewer's own addresses only: what it would fetch from elsewhere is no part of the test."""
    local = urlsplit(route.request.url).hostname == "127.0.0.1"
    await (route.continue_() if local else route.abort())


async def test_ohif_lists_the_study_and_draws_its_first_slice(
    viewer: Path, site: tuple[Site, str], chest: list[Dataset], tmp_path: Path
) -> None:
    running, token = site
    first = chest[0]
    async with ohif.ohif(viewer, running.url, token) as served, chromium(webgl=True) as browser:
        page = await browser.new_page(viewport={"width": 1366, "height": 768})
        broken: list[str] = []
        page.on("pageerror", lambda error: broken.append(str(error)))
        await page.route("http*://**", within_loopback)
        await page.goto(served.url)
        await page.get_by_text(str(first.PatientID)).first.wait_for(timeout=OPEN_TIMEOUT_S * 1000)
        await page.goto(f"{served.url}/viewer?StudyInstanceUIDs={first.StudyInstanceUID}")

        async def likeness() -> float | None:
            grey = await shown(page)
            if grey is None:
                return None
            found = float(np.corrcoef(grey.ravel(), drawn(first, len(grey)).ravel())[0, 1])
            return found if found > SAME_PICTURE else None

        async def all_frames() -> bool:
            return len({path for path in served.asked if "/frames/" in path}) >= len(chest)

        try:
            await eventually("the first slice in the viewport", likeness, OPEN_TIMEOUT_S)
            await eventually("all slices on their way", all_frames, OPEN_TIMEOUT_S)
        finally:
            await page.screenshot(path=tmp_path / "ohif.png")
        assert served.failed == []
        assert broken == []
        assert any(path.endswith("/metadata") for path in served.asked)
        assert any(path.startswith("/dicomweb/studies?limit=") for path in served.asked)
