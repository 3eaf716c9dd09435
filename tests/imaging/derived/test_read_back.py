"""Derived objects say what was drawn and measured, with the same coordinates and the same millimetres."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from highdicom.sr import Comprehensive3DSR
from pydicom import Dataset, dcmread

from imaging.derived.image import Capture, secondary_capture
from imaging.derived.key_images import key_object_selection
from imaging.derived.marks import presentation_state
from imaging.derived.measurements import measurement_report
from imaging.derived.model import KeyImage, Tool, person_name, plain_text
from imaging.derived.still import read_still
from tests.consultation.keeping.pictures import picture
from tests.imaging.derived.made import AT, image, marks, new, study
from tests.support.dicom_files import as_file

HEAD = "ct_head/ge_infarct/14.dcm"
ECHO = "us_cine/echo_acuson_65f_DIRW0007.dcm"
CHINESE = "malformed_odd/charset/chrX2.dcm"  # GB18030
JAPANESE = "malformed_odd/charset/chrH31.dcm"  # ISO 2022


def written(dataset: Dataset) -> Dataset:
    return dcmread(BytesIO(as_file(dataset)))


def test_presentation_state_holds_every_line_where_it_was_drawn(shared_data: Path) -> None:
    ct = image(shared_data / HEAD)
    read = written(presentation_state([ct], marks(ct.SOPInstanceUID), new("marks")))
    assert read.SOPClassUID.name == "Grayscale Softcopy Presentation State Storage"
    drawn = {
        line.TrackingID: list(line.GraphicData)
        for annotation in read.GraphicAnnotationSequence
        for line in annotation.get("GraphicObjectSequence", [])[:1]
    }
    assert drawn == {
        "length": [10.5, 20.25, 30.75, 24.5],
        "angle": [10, 20, 15, 15, 30, 20],
        "ellipse": [5, 10, 25, 10, 15, 5, 15, 15],
        "freehand": [5, 5, 25, 15, 20, 25, 5, 5],
        "arrow": [20, 12, 4, 6],
    }
    words = [a.TextObjectSequence[0].UnformattedTextValue for a in read.GraphicAnnotationSequence]
    assert words[0].splitlines() == ["病灶", "12.3 mm"]
    assert words[-1].splitlines() == ["右侧基底节", "低密度"]
    assert [layer.GraphicLayerDescription for layer in read.GraphicLayerSequence] == ["Li Na", "王伟"]
    window = read.SoftcopyVOILUTSequence[0]
    assert (window.WindowCenter, window.WindowWidth) == (ct.WindowCenter, ct.WindowWidth)


def test_marks_on_one_frame_of_a_clip_name_that_frame(shared_data: Path) -> None:
    clip = image(shared_data / ECHO)
    state = written(presentation_state([clip], marks(clip.SOPInstanceUID, 7), new("marks")))
    assert state.SOPClassUID.name == "Color Softcopy Presentation State Storage"
    frames = {
        reference.ReferencedFrameNumber
        for annotation in state.GraphicAnnotationSequence
        for reference in annotation.ReferencedImageSequence
    }
    assert frames == {7}
    chosen = [KeyImage(clip.SOPInstanceUID, frame, "", "王伟", AT) for frame in (9, 3, 9)]
    keys = written(key_object_selection([clip], chosen, new("keys")))
    (reference,) = [
        item.ReferencedSOPSequence[0] for item in keys.ContentSequence if item.ValueType == "IMAGE"
    ]
    assert list(reference.ReferencedFrameNumber) == [3, 9]


def test_report_holds_every_measurement_with_its_unit_and_place(shared_data: Path) -> None:
    ct = image(shared_data / HEAD)
    measured = [mark for mark in marks(ct.SOPInstanceUID) if mark.measured]
    read = Comprehensive3DSR.from_dataset(written(measurement_report([ct], measured, new("report"))))
    content = read.content
    one, two = (group.get_measurements()[0] for group in content.get_image_measurement_groups())
    assert (one.value, one.unit.value, two.value, two.unit.value) == (12.3456, "mm", 101.5, "deg")
    assert one.referenced_coordinates[0].value.tolist() == [[10.5, 20.25], [30.75, 24.5]]
    ellipse, outline = content.get_planar_roi_measurement_groups()
    values = ellipse.get_measurements()
    assert [(one.value, one.unit.value) for one in values] == [
        (120.5, "mm2"),
        (33.3, "[hnsf'U]"),
        (4.25, "[hnsf'U]"),
    ]
    assert [one.derivation.meaning for one in values[1:]] == ["Mean", "Standard Deviation"]
    assert ellipse.roi.value.tolist() == [[5, 10], [25, 10], [15, 5], [15, 15]]
    assert [one.unit.value for one in outline.get_measurements()] == ["{pixels}", "1"]
    assert content.get_observer_contexts()[0].observer_identifying_attributes.name == "=王伟^"


@pytest.mark.parametrize(
    ("source", "name"),
    [(CHINESE, "Wang^XiaoDong=王^小东"), (JAPANESE, "Yamada^Tarou=山田^太郎=やまだ^たろう")],
)
def test_names_in_any_character_set_are_copied_as_utf_8(shared_data: Path, source: str, name: str) -> None:
    capture = Capture(read_still(picture(), "image/png"), AT, "US", "超声 1", "县人民医院")
    read = written(secondary_capture(study(shared_data / source), capture, new("image")))
    assert (read.SpecificCharacterSet, str(read.PatientName)) == ("ISO_IR 192", name)
    assert str(read.AcquisitionDateTime) == "20261121093015+0800"
    assert (read.InstitutionName, read.BurnedInAnnotation, read.ConversionType) == ("县人民医院", "YES", "DV")


def test_same_content_is_the_same_file(shared_data: Path) -> None:
    ct = image(shared_data / HEAD)

    def once() -> list[bytes]:
        capture = Capture(read_still(picture(), "image/png"), AT, "", "", "")
        return [
            as_file(presentation_state([ct], marks(ct.SOPInstanceUID), new("marks"))),
            as_file(measurement_report([ct], marks(ct.SOPInstanceUID)[:1], new("report"))),
            as_file(secondary_capture(ct, capture, new("image"))),
        ]

    assert once() == once()


def test_marks_of_images_that_do_not_go_together_are_refused(shared_data: Path) -> None:
    ct, clip = image(shared_data / HEAD), image(shared_data / ECHO)
    drawn = [*marks(ct.SOPInstanceUID), *marks(clip.SOPInstanceUID)]
    with pytest.raises(ValueError, match="single sample"):
        presentation_state([ct, clip], drawn, new("marks"))


def test_text_is_made_fit_for_dicom() -> None:
    assert plain_text(" a\x00\x1b[31mb\n\u202ec ", 5) == "a[31m"
    assert plain_text("a\nb", 9, lines=True) == "a\nb"
    assert (person_name("王=伟\\^"), person_name("Wang Wei")) == ("=王 伟^", "Wang Wei^")


def test_arrow_is_a_shaft_and_a_head_inside_of_the_image(shared_data: Path) -> None:
    ct = image(shared_data / HEAD)
    (arrow,) = [mark for mark in marks(ct.SOPInstanceUID) if mark.tool is Tool.ARROW]
    edge = replace(arrow, points=((511.9, -4.0), (505.0, 40.0)))
    read = presentation_state([ct], [edge], new("marks"))
    shaft, head = (list(line.GraphicData) for line in read.GraphicAnnotationSequence[0].GraphicObjectSequence)
    assert shaft[:2] == head[2:4] == [pytest.approx(511.9), 0]
