"""What an object that is derived from an image repeats of it: patient, study, and how it is displayed."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydicom import Dataset
from pydicom.datadict import tag_for_keyword
from pydicom.valuerep import DA, TM

from imaging.derived.model import plain_text
from imaging.header.model import DicomJson

_TEXT = {"PN": 64 * 5, "LO": 64, "SH": 16, "CS": 16, "AS": 4, "UI": 64}
"""Characters that a value may have (PS3.5 section 6.2)."""

_PATIENT = ("PatientName", "PatientID", "IssuerOfPatientID", "PatientBirthDate", "PatientSex", "PatientAge")
_STUDY = (
    "StudyInstanceUID",
    "StudyDate",
    "StudyTime",
    "StudyID",
    "AccessionNumber",
    "ReferringPhysicianName",
    "StudyDescription",
)
_IMAGE = (
    "SOPClassUID",
    "SOPInstanceUID",
    "SeriesInstanceUID",
    "Modality",
    "SamplesPerPixel",
    "PhotometricInterpretation",
    "NumberOfFrames",
    "Rows",
    "Columns",
)
_DISPLAY = (
    "RescaleIntercept",
    "RescaleSlope",
    "RescaleType",
    "WindowCenter",
    "WindowWidth",
)
_EMPTY_IF_UNKNOWN = frozenset(
    {
        "PatientName",
        "PatientID",
        "PatientBirthDate",
        "PatientSex",
        "StudyDate",
        "StudyTime",
        "StudyID",
        "AccessionNumber",
        "ReferringPhysicianName",
    }
)
"""Of type 2 (PS3.3 C.7.1.1, C.7.2.1): they have to be there, with or without a value."""

_SEXES = frozenset({"M", "F", "O"})
_SHARED_GROUPS = "52009229"
_FRAME_GROUPS = ("00289132", "00289145")
"""Frame VOI LUT, Pixel Value Transformation (PS3.3 C.7.6.16.2.9 and .10)."""


def study_of(header: DicomJson) -> Dataset:
    """Patient and study attributes of an instance, text in UTF-8.

    What is not valid in the source is left empty: a copy must not spread it, and the source keeps it.
    """
    made = Dataset()
    made.SpecificCharacterSet = "ISO_IR 192"
    _copy(made, header, (*_PATIENT, *_STUDY))
    if made.PatientSex not in _SEXES:
        made.PatientSex = ""
    return made


def is_image(header: DicomJson) -> bool:
    """Whether the instance has pixels of a known size."""
    return all(_value(header, keyword) for keyword in ("Rows", "Columns", "SamplesPerPixel"))


def image_of(header: DicomJson) -> Dataset:
    """The same, and what is needed to refer to the image and to display it as it is now.

    Raises NotSupported where it is no image.
    """
    made = study_of(header)
    _copy(made, header, _IMAGE)
    made.setdefault("NumberOfFrames", 1)
    for group in (header, *_shared_groups(header)):
        _copy(made, group, _DISPLAY)
    return made


def _shared_groups(header: DicomJson) -> Iterator[DicomJson]:
    """Where enhanced images say how all of their frames are displayed."""
    for shared in header.get(_SHARED_GROUPS, {}).get("Value", ())[:1]:
        for tag in _FRAME_GROUPS:
            yield from (shared or {}).get(tag, {}).get("Value", ())[:1]


def _copy(made: Dataset, header: DicomJson, keywords: tuple[str, ...]) -> None:
    for keyword in keywords:
        value = _value(header, keyword)
        if value is not None or keyword in _EMPTY_IF_UNKNOWN:
            setattr(made, keyword, "" if value is None else value)


def _value(header: DicomJson, keyword: str) -> Any:
    """The first value, or None where there is none that is valid."""
    tag = tag_for_keyword(keyword)
    if tag is None:
        raise ValueError(f"there is no attribute {keyword}")
    element = header.get(f"{tag:08X}", {})
    values = [value for value in element.get("Value", ()) if value is not None]
    if not values:
        return None
    return _valid(str(element["vr"]), values[0])


def _valid(vr: str, value: Any) -> Any:
    if vr in ("DA", "TM"):
        return _moment(vr, str(value))
    if vr in ("DS", "IS", "US"):
        return value if isinstance(value, int | float) else None
    if vr == "PN":
        return plain_text(_name(value), _TEXT[vr]) if isinstance(value, Mapping) else None
    if vr in _TEXT:
        return plain_text(str(value), _TEXT[vr])
    return None


def _name(groups: Mapping[str, str]) -> str:
    """A name of the DICOM JSON model with all of its component groups (PS3.18 section F.2.2)."""
    joined = "=".join(groups.get(group, "") for group in ("Alphabetic", "Ideographic", "Phonetic"))
    return joined.rstrip("=")


def _moment(vr: str, text: str) -> str | None:
    """A date or time as PS3.5 section 6.2 writes it, or None; pydicom also takes the dots of ACR-NEMA."""
    try:
        (DA if vr == "DA" else TM)(text)
    except ValueError:
        return None
    return text if vr == "TM" or text.isdecimal() else None
