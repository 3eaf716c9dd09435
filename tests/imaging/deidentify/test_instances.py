"""De-identified headers and files: no name in any byte, pixels and geometry as they were."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import pytest
from pydicom import Dataset, dcmread
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    RLELossless,
)

from imaging.deidentify.dicom_json import deidentified
from imaging.deidentify.instances import deidentify
from imaging.geometry import image_geometry
from imaging.header.reader import read_header
from imaging.pixels.transcode import transcode_file
from tests.support.dicom_files import CT, as_file, reencoded
from tests.support.marked import MARKER, holds_marker, marked_file

SYNTAXES = [ExplicitVRLittleEndian, ImplicitVRLittleEndian, DeflatedExplicitVRLittleEndian, RLELossless]
_PIXELS = ("00280010", "00280011", "00280030", "00281052", "00281053", "00200032", "00200037", "7FE00010")


@pytest.mark.parametrize("transfer_syntax", SYNTAXES)
def test_file_without_names_in_its_own_transfer_syntax(tmp_path: Path, transfer_syntax: str) -> None:
    stored = tmp_path / "stored.dcm"
    stored.write_bytes(reencoded(marked_file(), transfer_syntax))
    made = transcode_file(stored, transfer_syntax, transfer_syntax, deidentify)
    before, after = dcmread(stored), dcmread(BytesIO(made))
    assert after.PixelData == before.PixelData
    assert after.file_meta.TransferSyntaxUID == transfer_syntax
    assert (after.StudyInstanceUID, after.StudyDate) == (before.StudyInstanceUID, before.StudyDate)
    assert (after.PatientIdentityRemoved, str(after.PatientName)) == ("YES", "")
    assert not holds_marker(made)
    assert MARKER not in str(after)
    assert MARKER not in str(after.file_meta)


def test_header_as_json_without_names_still_shows_the_image() -> None:
    before = read_header(marked_file()).dataset
    after = deidentified(before)
    assert holds_marker(json.dumps(before).encode())
    assert not holds_marker(json.dumps(after).encode())
    for tag in _PIXELS:
        assert after.get(tag) == before.get(tag)
    assert image_geometry(after) == image_geometry(before)
    assert list(after) == sorted(after)
    codes = [item["00080100"]["Value"][0] for item in after["00120064"]["Value"]]
    assert codes[0] == "113100"
    assert "113110" in codes


def test_calibration_of_ultrasound_stays() -> None:
    region = Dataset()
    region.RegionSpatialFormat, region.PhysicalDeltaX, region.PhysicalDeltaY = 1, 0.03, 0.03
    region.PhysicalUnitsXDirection = region.PhysicalUnitsYDirection = 3
    dataset = CT(more={"SequenceOfUltrasoundRegions": [region], "FrameTime": 40}).dataset()
    before = read_header(as_file(dataset)).dataset
    after = deidentified(before)
    assert after["00186011"] == before["00186011"]
    assert after["00181063"] == before["00181063"]


def test_measurements_of_a_report_stay_and_its_text_goes() -> None:
    number, text, report = Dataset(), Dataset(), Dataset()
    number.ValueType, number.MeasuredValueSequence = "NUM", [Dataset()]
    number.MeasuredValueSequence[0].NumericValue = "12.3"
    text.ValueType, text.TextValue = "TEXT", MARKER
    report.ContentSequence = [text, number]
    deidentify(report)
    first, second = report.ContentSequence
    assert MARKER not in str(report)
    # Items keep their places: addresses of bulk data count them.
    assert (first.ValueType, second.MeasuredValueSequence[0].NumericValue) == ("TEXT", 12.3)


def test_drawings_of_a_presentation_state_stay_and_their_text_goes() -> None:
    label, graphic, annotation, state = Dataset(), Dataset(), Dataset(), Dataset()
    label.UnformattedTextValue, label.AnchorPoint = MARKER, [1.0, 2.0]
    graphic.GraphicData, graphic.GraphicType = [1.0, 2.0, 3.0, 4.0], "POLYLINE"
    annotation.TextObjectSequence, annotation.GraphicObjectSequence = [label], [graphic]
    state.GraphicAnnotationSequence, state.ContentCreatorName = [annotation], MARKER
    deidentify(state)
    assert MARKER not in str(state)
    kept = state.GraphicAnnotationSequence[0].GraphicObjectSequence[0]
    assert list(kept.GraphicData) == [1.0, 2.0, 3.0, 4.0]
