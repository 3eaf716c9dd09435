"""Verdicts on real and on spoilt instances: each names what is wrong, and none on what is right."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

import pytest
from pydicom import Dataset
from pydicom.uid import RLELossless

from imaging.conformance import check
from imaging.conformance.make_table import TABLE, make_table
from imaging.header import read_header
from imaging.receipt import Reason, Verdict
from tests.support.dicom_files import CT


def verdict_of(path: Path) -> tuple[Verdict, dict[str, list[str]]]:
    """The verdict, and the details of its reasons by code."""
    data = path.read_bytes()
    return by_code(*check(read_header(data), data))


def by_code(verdict: Verdict, reasons: tuple[Reason, ...]) -> tuple[Verdict, dict[str, list[str]]]:
    details: dict[str, list[str]] = {}
    for reason in reasons:
        details.setdefault(reason.code, []).append(reason.detail)
    return verdict, details


@pytest.mark.parametrize(
    "file",
    [
        "ct_chest/lungdx_A0001_5mm_lung/1-01.dcm",
        "mr/papaya_brain_pd/brain_001.dcm",
        "mr/enhanced_mr_moving_knee_19f_MOVEKNEE.dcm",
        "us_cine/echo_sonosite_30f_examples_ybr_color.dcm",
        "xa_fluoro/xa_coronary_rca_96f_HasFragmentSequence.dcm",
        "transfer_syntaxes/CT0012.fragmented_no_bot_jpeg_baseline.51.dcm",
        "burned_in_text/presidio_pseudo_phi/0_ORIGINAL_compressed.dcm",
    ],
)
def test_good_images_pass(shared_data: Path, file: str) -> None:
    assert verdict_of(shared_data / file) == (Verdict.PASSED, {})


def test_every_transfer_syntax_of_one_image_passes(shared_data: Path) -> None:
    verdicts = {
        path.name: verdict_of(path)[0]
        for path in (shared_data / "transfer_syntaxes" / "ct_same_image").iterdir()
    }
    assert len(verdicts) == 16
    assert set(verdicts.values()) == {Verdict.PASSED}, verdicts


def test_missing_attributes_of_a_head_ct_are_warnings(shared_data: Path) -> None:
    verdict, found = verdict_of(shared_data / "ct_head" / "ge_infarct" / "01.dcm")
    assert verdict is Verdict.WARNING
    assert [detail.split(":")[0] for detail in found["missing-attribute"]] == [
        "PatientBirthDate (0010,0030) is missing",
        "PatientSex (0010,0040) is missing",
    ]


@pytest.mark.parametrize(
    ("file", "code", "text"),
    [
        ("pydicom/MR_truncated.dcm", "pixel-length", "8130 bytes, the image needs 8192"),
        ("pydicom/MR_truncated.dcm", "truncated", "(7FE0,0010)"),
        ("pydicom/badVR.dcm", "pixel-format", "Number of Frames is 1A"),
        ("pydicom/rtplan_truncated.dcm", "truncated", "(300A,00B0)"),
        ("pydicom/JPEG2000-embedded-sequence-delimiter.dcm", "decoding", "frame 1"),
        ("fo-dicom/GH179A.dcm", "pixel-data-missing", "(7FE0,0010)"),
        ("charset/chrJapMulti.dcm", "pixel-data-missing", "(7FE0,0010)"),
    ],
)
def test_what_cannot_be_shown_fails_and_says_why(shared_data: Path, file: str, code: str, text: str) -> None:
    verdict, found = verdict_of(shared_data / "malformed_odd" / file)
    assert verdict is Verdict.FAILED
    assert any(text in detail for detail in found[code]), found


def test_padding_behind_the_pixels_is_a_warning(shared_data: Path) -> None:
    verdict, found = verdict_of(shared_data / "malformed_odd" / "pydicom" / "MR_small_padded.dcm")
    assert verdict is Verdict.WARNING
    assert found == {"pixel-length": ["Pixel Data has 8320 bytes, the image needs only 8192"]}


def test_a_made_image_passes() -> None:
    assert spoilt() == (Verdict.PASSED, {})


def spoilt(**more: object) -> tuple[Verdict, dict[str, list[str]]]:
    """The verdict on a CT image with some attributes replaced, or removed by None."""
    data = CT(side=4, more=dict(more)).bytes()
    return by_code(*check(read_header(data), data))


@pytest.mark.parametrize(
    ("more", "code", "verdict"),
    [
        ({"Modality": None}, "missing-attribute", Verdict.WARNING),
        ({"ImageType": ""}, "empty-attribute", Verdict.WARNING),
        ({"SamplesPerPixel": None}, "missing-attribute", Verdict.FAILED),
        ({"Rows": 5}, "pixel-length", Verdict.FAILED),
        ({"Rows": 3}, "pixel-length", Verdict.WARNING),
        ({"Rows": 0}, "pixel-format", Verdict.FAILED),
        ({"NumberOfFrames": 2}, "pixel-length", Verdict.FAILED),
        ({"NumberOfFrames": 0}, "pixel-format", Verdict.FAILED),
        ({"BitsStored": 17}, "pixel-format", Verdict.FAILED),
        ({"HighBit": 3}, "pixel-format", Verdict.WARNING),
        ({"PhotometricInterpretation": "RGB"}, "pixel-format", Verdict.FAILED),
        ({"ImageOrientationPatient": [1, 0, 0, 1, 0, 0]}, "geometry", Verdict.WARNING),
        ({"ImageOrientationPatient": [2, 0, 0, 0, 1, 0]}, "geometry", Verdict.WARNING),
        ({"PixelSpacing": [0, 1]}, "geometry", Verdict.WARNING),
        ({"ImagePositionPatient": None}, "geometry", Verdict.WARNING),
        ({"SOPClassUID": "1.2.3.4"}, "unknown-sop-class", Verdict.WARNING),
    ],
)
def test_each_fault_is_found(more: dict[str, object], code: str, verdict: Verdict) -> None:
    found, details = spoilt(**more)
    assert found is verdict
    assert code in details


def test_an_identifier_with_leading_zeros_is_a_warning() -> None:
    data = CT(side=4).bytes()
    uid = CT(side=4).series_uid.encode()
    wrong = b"1.2.0" + uid[5:] if uid[5:6].isdigit() else b"01" + uid[2:]
    broken = data.replace(uid, wrong)
    verdict, found = by_code(*check(read_header(broken), broken))
    assert verdict is Verdict.WARNING
    assert "invalid-uid" in found


def test_a_damaged_frame_among_good_ones_is_found() -> None:
    data = _compressed(lambda dataset: None)
    header = read_header(data)
    assert check(header, data) == (Verdict.PASSED, ())
    assert header.pixel_offset is not None
    cut = data[: header.pixel_offset + 60]
    verdict, found = by_code(*check(read_header(cut), cut))
    assert verdict is Verdict.FAILED
    assert "decoding" in found


def test_frames_that_are_announced_but_missing_are_found() -> None:
    data = _compressed(lambda dataset: setattr(dataset, "NumberOfFrames", 3))
    verdict, found = by_code(*check(read_header(data), data))
    assert verdict is Verdict.FAILED
    assert found["frames"] == ["Number of Frames is 3, but only 1 are there"]


def test_native_pixels_in_a_compressed_transfer_syntax_are_found() -> None:
    data = CT(side=4).bytes()
    wrong = data.replace(b"1.2.840.10008.1.2.1\0", b"1.2.840.10008.1.2.5\0")
    assert wrong != data
    verdict, found = by_code(*check(read_header(wrong), wrong))
    assert verdict is Verdict.FAILED
    assert "not encapsulated" in found["decoding"][0]


def test_encapsulated_pixels_in_a_native_transfer_syntax_are_found() -> None:
    data = _compressed(lambda dataset: None)
    wrong = data.replace(b"1.2.840.10008.1.2.5\0", b"1.2.840.10008.1.2.1\0")
    verdict, found = by_code(*check(read_header(wrong), wrong))
    assert verdict is Verdict.FAILED
    assert found["pixel-length"] == ["Pixel Data is encapsulated, against its transfer syntax"]


def test_the_length_of_a_deflated_image_is_that_of_its_inflated_pixels(shared_data: Path) -> None:
    path = shared_data / "transfer_syntaxes" / "small_pydicom" / "image_dfl.dcm"
    _, found = verdict_of(path)
    assert "pixel-length" not in found
    data = path.read_bytes()
    cut = data[: len(data) - 2000]
    verdict, found = by_code(*check(read_header(cut), cut))
    assert verdict is Verdict.FAILED
    assert "truncated" in found


@pytest.mark.skipif(find_spec("highdicom") is None, reason="the table is made from highdicom's copy of PS3.3")
def test_the_table_of_mandatory_attributes_is_in_step_with_its_source() -> None:
    written = json.loads(TABLE.read_text(encoding="utf-8"))
    assert written == make_table()
    assert "1.2.840.10008.5.1.4.1.1.2" in written["sop_classes"]


def _compressed(change: Callable[[Dataset], None]) -> bytes:
    """An RLE image, changed after it was compressed."""
    dataset = CT(side=16).dataset()
    dataset.compress(RLELossless, generate_instance_uid=False)
    change(dataset)
    buffer = BytesIO()
    dataset.save_as(buffer, enforce_file_format=True)
    assert struct.pack("<HH", 0xFFFE, 0xE0DD) in buffer.getvalue()
    return buffer.getvalue()
