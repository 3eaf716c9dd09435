"""What a de-identified data set says of itself: how it was done (PS3.15 section E.1.1, PS3.3 C.12.1.1.1)."""

from typing import Any

_CODES = (
    ("113100", "Basic Application Confidentiality Profile"),
    ("113103", "Clean Graphics Option"),
    ("113104", "Clean Structured Content Option"),
    ("113106", "Retain Longitudinal Temporal Information Full Dates Option"),
    ("113108", "Retain Patient Characteristics Option"),
    ("113110", "Retain UIDs Option"),
)
"""Of PS3.16 CID 7050."""

DUMMY_TEXT = "REMOVED"


def method_json() -> dict[str, Any]:
    """The attributes to be added, in the DICOM JSON model."""
    return {
        "00120062": {"vr": "CS", "Value": ["YES"]},
        "00120063": {"vr": "LO", "Value": [meaning for _, meaning in _CODES]},
        "00120064": {"vr": "SQ", "Value": [_code(*code) for code in _CODES]},
        "00280303": {"vr": "CS", "Value": ["UNMODIFIED"]},
    }


def dummy(vr: str) -> str | int | float | None:
    """A value of this value representation that says nothing; None where there is none but the empty one."""
    match vr:
        case "AE" | "CS" | "LO" | "LT" | "PN" | "SH" | "ST" | "UC" | "UT":
            return DUMMY_TEXT
        case "DA":
            return "19000101"
        case "DT":
            return "19000101000000"
        case "TM":
            return "000000"
        case "AS":
            return "000Y"
        case "DS" | "FD" | "FL" | "IS" | "SL" | "SS" | "SV" | "UL" | "US" | "UV":
            return 0
        case _:
            return None


def _code(value: str, meaning: str) -> dict[str, Any]:
    return {
        "00080100": {"vr": "SH", "Value": [value]},
        "00080102": {"vr": "SH", "Value": ["DCM"]},
        "00080104": {"vr": "LO", "Value": [meaning]},
    }
