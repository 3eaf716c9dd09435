"""The OHIF viewer, unmodified, opens a chest CT and an ultrasound of the archive in a real Chromium."""

from __future__ import annotations

import base64
import io
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Study:
    """What is opened: its files, the grey levels of its first picture, and how many frames are fetched."""

    files: list[Path]
    picture: Grey
    frames: int

    @property
    def first(self) -> Dataset:
        return dcmread(self.files[0], stop_before_pixels=True)


@pytest.fixture(scope="module")
def studies(shared_data: Path) -> dict[str, Study]:
    """A CT of native slices, and an ultrasound cine in colour, compressed."""
    slices = sorted((shared_data / "ct_chest" / "lungdx_A0001_5mm_lung").glob("*.dcm"))
    cine = shared_data / "us_cine" / "echo_sonosite_30f_examples_ybr_color.dcm"
    return {
        "chest": Study(slices, through_window(dcmread(slices[0])), len(slices)),
        "cine": Study([cine], grey_levels(dcmread(cine).pixel_array[0]), 1),
    }


@pytest.fixture(scope="module")
def site(studies: dict[str, Study], tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, str]]:
    files = [file for study in studies.values() for file in study.files]
    with archive_site(tmp_path_factory.mktemp("archive"), files) as running:
        yield running


def through_window(slice_: Dataset) -> Grey:
    """The slice through its own window, as a viewer draws it (PS3.3 C.11.2)."""
    values = slice_.pixel_array * float(slice_.RescaleSlope) + float(slice_.RescaleIntercept)
    centre, width = float(slice_.WindowCenter[0]), float(slice_.WindowWidth[0])
    return np.clip((values - centre) / width + 0.5, 0, 1) * 255


def grey_levels(colours: NDArray[np.uint8]) -> Grey:
    return np.asarray(Image.fromarray(colours).convert("L"), float)


async def likeness(page: Page, expected: Grey) -> float | None:
    """Correlation of what the first viewport shows with a picture that fills its height; None while blank."""
    data = await page.evaluate(CANVAS)
    if data is None:
        return None
    canvas = Image.open(io.BytesIO(base64.b64decode(data))).convert("L")
    half = canvas.height * expected.shape[1] / expected.shape[0] / 2
    shown = canvas.crop((round(canvas.width / 2 - half), 0, round(canvas.width / 2 + half), canvas.height))
    levels = np.asarray(shown, float)
    if levels.std() < 10:
        return None
    same_size = Image.fromarray(expected.astype(np.uint8)).resize(shown.size)
    return float(np.corrcoef(levels.ravel(), np.asarray(same_size, float).ravel())[0, 1])


async def within_loopback(route: Route) -> None:
    """The viewer's own addresses only: what it would fetch from elsewhere is no part of the test."""
    local = urlsplit(route.request.url).hostname == "127.0.0.1"
    await (route.continue_() if local else route.abort())


@pytest.mark.parametrize("name", ["chest", "cine"])
async def test_ohif_lists_the_study_and_draws_its_first_picture(
    viewer: Path, site: tuple[Site, str], studies: dict[str, Study], name: str, tmp_path: Path
) -> None:
    running, token = site
    study = studies[name]
    first = study.first
    async with ohif.ohif(viewer, running.url, token) as served, chromium(webgl=True) as browser:
        page = await browser.new_page(viewport={"width": 1366, "height": 768})
        broken: list[str] = []
        page.on("pageerror", lambda error: broken.append(str(error)))
        await page.route("http*://**", within_loopback)

        async def drawn() -> bool:
            return (await likeness(page, study.picture) or 0) > SAME_PICTURE

        async def fetched() -> bool:
            return len({path for path in served.asked if "/frames/" in path}) >= study.frames

        try:
            await page.goto(served.url)
            await page.get_by_text(str(first.PatientName)).first.wait_for(timeout=OPEN_TIMEOUT_S * 1000)
            await page.goto(f"{served.url}/viewer?StudyInstanceUIDs={first.StudyInstanceUID}")
            await eventually("the first picture in the viewport", drawn, OPEN_TIMEOUT_S)
            await eventually("all pictures on their way", fetched, OPEN_TIMEOUT_S)
        finally:
            await page.screenshot(path=tmp_path / "ohif.png")
        assert served.failed == []
        assert broken == []
        assert any(path.endswith("/metadata") for path in served.asked)
        assert any(path.startswith("/dicomweb/studies?limit=") for path in served.asked)
