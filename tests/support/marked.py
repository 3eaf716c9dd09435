"""An image that has one telltale word wherever a device or a person might have written a name."""

from __future__ import annotations

import base64

from pydicom import DataElement, Dataset
from pydicom.datadict import DicomDictionary
from pydicom.sequence import Sequence
from pydicom.tag import Tag

from imaging.deidentify.profile import KEPT_BYTES, KEPT_TEXT
from imaging.deidentify.table import rows
from tests.support.dicom_files import CT, as_file

MARKER = "ZQMARKERQZ"
BIRTH_DATE = "19510203"
_TEXT = frozenset({"AE", "LO", "LT", "SH", "ST", "UC", "UR", "UT", "PN"})
_BYTES = frozenset({"OB", "OW", "UN", "OB or OW"})
_NOT_IDENTIFYING = frozenset({"EthnicGroup", "TimezoneOffsetFromUTC"})
"""Kept with sex and age, and with the times, by the options that retain these."""


def marked_file() -> bytes:
    """A CT image, as a Part 10 file, with the marker in its preamble and file meta information too."""
    dataset = CT().dataset()
    _mark(dataset)
    dataset.RequestAttributesSequence = [_marked_item()]
    dataset.SourceImageSequence = [_nested(3)]
    dataset.ContentSequence = Sequence([_named_person(), _nested(2)])
    dataset.GraphicAnnotationSequence = [_nested(2)]
    dataset.PatientBirthDate = BIRTH_DATE
    meta = dataset.file_meta
    meta.SourceApplicationEntityTitle = MARKER
    meta.ImplementationVersionName = MARKER
    meta.PrivateInformationCreatorUID = "1.2.3"
    meta.PrivateInformation = _bytes()
    dataset.preamble = _bytes().ljust(128, b"\0")
    return as_file(dataset)


def holds_marker(data: bytes) -> bool:
    """Whether the marker is in `data`, as it is or as base64."""
    word = MARKER.encode()
    # Where it begins within a group of three bytes decides how base64 writes what is in its middle.
    written = [base64.b64encode(b"\0" * shift + word)[4:-4] for shift in range(3)]
    return any(found in data for found in (word, *written, BIRTH_DATE.encode()))


def _mark(dataset: Dataset) -> None:
    for tag, (vr, _, _, _, keyword) in DicomDictionary.items():
        if tag >> 16 > 0x0002 and _marked(tag, vr, keyword):
            dataset.add(DataElement(tag, vr[:2], _bytes() if vr in _BYTES else _text(vr)))
    block = dataset.private_block(0x0019, MARKER, create=True)
    block.add_new(0x01, "LO", MARKER)
    block.add_new(0x02, "OB", _bytes())
    block.add_new(0x03, "UN", _bytes())
    block.add_new(0x04, "SQ", [_named_person()])
    for group in (0x5000, 0x6000, 0x6002):
        dataset.add(DataElement(Tag(group, 0x1500 if group > 0x5000 else 0x2600), "LO", MARKER))
        dataset.add(DataElement(Tag(group, 0x4000 if group > 0x5000 else 0x0040), "LT", MARKER))
    # Attributes that are to be kept, written as text that they are not.
    dataset.add(DataElement(Tag("SeriesDate"), "LO", MARKER))
    dataset.add(DataElement(Tag("EchoTime"), "LO", MARKER))


def _marked(tag: int, vr: str, keyword: str) -> bool:
    if keyword in KEPT_TEXT | KEPT_BYTES | _NOT_IDENTIFYING or not keyword:
        return False
    return vr in _TEXT | _BYTES or (vr == "CS" and tag in rows() and not rows()[tag].options)


def _text(vr: str) -> str:
    return f"{MARKER}^A={MARKER}^王" if vr == "PN" else MARKER


def _bytes() -> bytes:
    return f"%PDF {MARKER} ".encode()


def _marked_item() -> Dataset:
    item = Dataset()
    _mark(item)
    return item


def _nested(depth: int) -> Dataset:
    item = _marked_item()
    if depth > 1:
        item.SourceImageSequence = [_nested(depth - 1)]
    return item


def _named_person() -> Dataset:
    """A content item of a structured report: "person observer name"."""
    item = Dataset()
    item.ValueType, item.PersonName, item.TextValue, item.Date = "PNAME", MARKER, MARKER, BIRTH_DATE
    return item
