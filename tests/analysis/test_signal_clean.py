"""Untouched real pictures raise no alarm, sharp and after lossy coding."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.findings import Kind
from tests.analysis import material
from tests.analysis.encoding import through_h264
from tests.analysis.watching_signal import all_findings, findings, kinds

CINES = {
    material.ECHO: "US",
    material.SMALL_ECHO: "US",
    "us_cine/clarius-ocular-short.mp4": "US",
    "us_cine/sonosite-anon-eye1-video.mp4": "US",
    material.ANGIOGRAM: "XA",
}

STILLS = {
    "us_cine/stills/US-YBR_FULL_422-EVRLE.dcm": "US",
    "us_cine/stills/clarius-ocular-image.png": "US",
    "us_cine/stills/examples_jpeg2k.dcm": "US",
    "us_cine/stills/examples_palette.dcm": "US",
    "us_cine/stills/examples_rgb_color.dcm": "US",
    "us_cine/stills/fodicom_GH364_pancreas_jpegls.dcm": "US",
    "us_cine/stills/interson-image.jpg": "US",
    "us_cine/stills/sonoque_anechoic-3mm-3mm.dcm": "US",
    "burned_in_text/sonosite-anon-eye1.jpg": "US",
    "burned_in_text/philips_exam_summary/I10": "CT",
    "burned_in_text/philips_exam_summary/I20": "CT",
    "burned_in_text/presidio_pseudo_phi/0_ORIGINAL_compressed.dcm": "DX",
    "burned_in_text/presidio_pseudo_phi/1_ORIGINAL.png": "DX",
    "burned_in_text/presidio_pseudo_phi/RGB_ORIGINAL.dcm": "PT",
}

SERIES = {
    ("ct_head/ge_infarct", material.BRAIN_WINDOW): "CT",
    ("ct_chest/lungdx_A0001_5mm_lung", material.CHEST_WINDOW): "CT",
    ("ct_chest/lungdx_A0001_5mm_lung", material.LUNG_WINDOW): "CT",
}


@pytest.mark.parametrize("name", CINES)
def test_a_cine_raises_no_alarm(shared_data: Path, name: str) -> None:
    pictures = material.cine(shared_data / name, 0, 60)
    for sent in (pictures, through_h264(pictures)):
        assert not any(all_findings(sent, CINES[name]))


@pytest.mark.parametrize("name", STILLS)
def test_a_still_raises_no_alarm(shared_data: Path, name: str) -> None:
    picture = material.still(shared_data / name)
    for sent in ([picture], through_h264([picture] * 4)):
        assert findings(sent, STILLS[name]) == []


@pytest.mark.parametrize(("series", "modality"), SERIES.items())
def test_a_series_paged_through_raises_no_alarm(
    shared_data: Path, series: tuple[str, tuple[float, float]], modality: str
) -> None:
    folder, window = series
    pictures = material.slices(shared_data / folder, window, step=3)[:-1]
    assert not any(all_findings(pictures, modality, fps=2.0))


def test_x_ray_pictures_with_bare_beam_raise_no_alarm(shared_data: Path) -> None:
    for path in sorted((shared_data / "xa_fluoro" / "biplane_frames").glob("*.tif"))[::2]:
        assert findings([material.still(path)], "RF") == []


def test_the_empty_slice_above_a_head_holds_no_scan(shared_data: Path) -> None:
    above = material.still(shared_data / "ct_head" / "ge_infarct" / "28.dcm", material.BRAIN_WINDOW)
    assert kinds(findings([above], "CT")) == {Kind.NOT_A_SCAN}
