"""What becomes of each attribute: by the table of PS3.15, the chosen options, and beyond the table."""

from __future__ import annotations

import pytest
from pydicom.datadict import tag_for_keyword

from imaging.deidentify.profile import KEPT_BYTES, KEPT_TEXT, Action, action, hides
from imaging.deidentify.table import rows


def of(keyword: str, vr: str) -> Action:
    tag = tag_for_keyword(keyword)
    assert tag is not None
    return action(tag, vr)


@pytest.mark.parametrize(
    ("keyword", "vr", "expected"),
    [
        ("PatientName", "PN", Action.EMPTY),
        ("PatientID", "LO", Action.REPLACE),
        ("PatientBirthDate", "DA", Action.EMPTY),
        ("AccessionNumber", "SH", Action.EMPTY),
        ("OtherPatientIDs", "LO", Action.REMOVE),
        ("PatientComments", "LT", Action.REMOVE),
        ("StudyDescription", "LO", Action.REMOVE),
        ("InstitutionName", "LO", Action.REPLACE),
        ("DeviceSerialNumber", "LO", Action.REPLACE),
        ("EncapsulatedDocument", "OB", Action.REPLACE),
        # Kept by the options.
        ("StudyDate", "DA", Action.KEEP),
        ("SOPInstanceUID", "UI", Action.KEEP),
        ("PatientAge", "AS", Action.KEEP),
        ("PatientSex", "CS", Action.KEEP),
        ("ContentSequence", "SQ", Action.KEEP),
        # A date within a report may be that of a birth.
        ("Date", "DA", Action.REMOVE),
        # Not in the table.
        ("PixelSpacing", "DS", Action.KEEP),
        ("SequenceOfUltrasoundRegions", "SQ", Action.KEEP),
        ("Manufacturer", "LO", Action.KEEP),
        ("WindowCenterWidthExplanation", "LO", Action.KEEP),
        ("ApprovalStatusFurtherDescription", "LT", Action.REMOVE),
        ("Signature", "OB", Action.REMOVE),
        ("PixelData", "OW", Action.KEEP),
        # Written as something else than they are.
        ("Rows", "LO", Action.REMOVE),
        ("StudyDate", "UT", Action.REMOVE),
    ],
)
def test_attribute(keyword: str, vr: str, expected: Action) -> None:
    assert of(keyword, vr) is expected


def test_what_nobody_knows_is_removed() -> None:
    for tag in (
        0x00091001,
        0x00191001,
        0x50003000,
        0x60004000,
        0x60003000,
        0x00100000,
        0x00081FFE,
        0x0010FFFE,
    ):
        for vr in ("LO", "UN", "OB", "US", "SQ"):
            assert action(tag, vr) is Action.REMOVE


def test_every_row_of_the_table_has_an_action() -> None:
    assert len(rows()) > 640
    for tag in rows():
        assert action(tag, "SQ") in Action


def test_texts_that_stay_are_known_and_outside_of_the_table() -> None:
    for keyword in KEPT_TEXT | KEPT_BYTES:
        tag = tag_for_keyword(keyword)
        assert tag is not None
        assert tag not in rows()
        assert not hides(keyword)
    for keyword in (
        "PatientName",
        "PatientID",
        "AccessionNumber",
        "StudyDescription",
        "StationName",
        "StudyID",
    ):
        assert hides(keyword)
