"""From the DICOM JSON of an instance to the attributes that the index has columns for."""

import re
from collections.abc import Sequence
from typing import Any

from imaging.header.model import Attributes, DicomJson

_DATE = re.compile(r"\d{8}")
_TIME = re.compile(r"\d{2}(\d{2}(\d{2}(\.\d{1,6})?)?)?")
_NAME_GROUPS = ("Alphabetic", "Ideographic", "Phonetic")
_INT32_MAX = 2**31 - 1
_INT64_MAX = 2**63 - 1


def attributes_of(dataset: DicomJson, *, has_pixels: bool) -> Attributes:
    """Reads the index's attributes; total: what has the wrong type counts as absent."""
    return Attributes(
        patient_id=_text(dataset, "00100020", 64),
        issuer=_text(dataset, "00100021", 64),
        patient_name=_name(dataset, "00100010"),
        birth_date=_date(dataset, "00100030"),
        sex=_text(dataset, "00100040", 16),
        study_date=_date(dataset, "00080020"),
        study_time=_time(dataset, "00080030"),
        study_id=_text(dataset, "00200010", 64),
        accession_number=_text(dataset, "00080050", 64),
        study_description=_text(dataset, "00081030", 400),
        referring_physician=_name(dataset, "00080090"),
        modality=_text(dataset, "00080060", 16),
        series_number=_integer(dataset, "00200011", _INT64_MAX),
        series_description=_text(dataset, "0008103E", 400),
        body_part=_text(dataset, "00180015", 64),
        station=_text(dataset, "00081010", 64),
        manufacturer=_text(dataset, "00080070", 200),
        performed_date=_date(dataset, "00400244"),
        performed_time=_time(dataset, "00400245"),
        instance_number=_integer(dataset, "00200013", _INT64_MAX),
        rows=_integer(dataset, "00280010", _INT32_MAX),
        columns=_integer(dataset, "00280011", _INT32_MAX),
        frames=_frames(dataset, has_pixels=has_pixels),
        bits_allocated=_integer(dataset, "00280100", _INT32_MAX),
        samples=_integer(dataset, "00280002", _INT32_MAX),
    )


def values(dataset: DicomJson, tag: str) -> Sequence[Any]:
    """The values of an element, empty where it has none or is not there."""
    element = dataset.get(tag)
    found = element.get("Value") if element else None
    return found if found else ()


def _first(dataset: DicomJson, tag: str) -> Any:
    found = values(dataset, tag)
    return found[0] if found else None


def _text(dataset: DicomJson, tag: str, limit: int) -> str:
    value = _first(dataset, tag)
    if isinstance(value, str):
        return _clean(value, limit)
    # Numbers stand where a file gives, say, Study ID a numeric VR.
    return str(value)[:limit] if isinstance(value, int | float) else ""


def _clean(text: str, limit: int) -> str:
    # PostgreSQL takes no NUL in text.
    return (text.replace("\0", "") if "\0" in text else text).strip()[:limit]


def _name(dataset: DicomJson, tag: str) -> str:
    groups = _first(dataset, tag)
    if not isinstance(groups, dict):
        return _text(dataset, tag, 400)
    return _clean("=".join(str(groups.get(group, "")) for group in _NAME_GROUPS).rstrip("="), 400)


def _date(dataset: DicomJson, tag: str) -> str:
    # ACR-NEMA wrote YYYY.MM.DD, which PS3.5 section 6.2 still asks readers to take.
    text = _text(dataset, tag, 16).replace(".", "")
    return text if _DATE.fullmatch(text) else ""


def _time(dataset: DicomJson, tag: str) -> str:
    # Likewise HH:MM:SS.
    found = _TIME.match(_text(dataset, tag, 18).replace(":", ""))
    return found.group() if found else ""


def _integer(dataset: DicomJson, tag: str, limit: int) -> int | None:
    value = _first(dataset, tag)
    return value if isinstance(value, int) and -limit <= value <= limit else None


def _frames(dataset: DicomJson, *, has_pixels: bool) -> int:
    if not has_pixels:
        return 0
    return max(1, _integer(dataset, "00280008", _INT32_MAX) or 1)
