"""How coded words, dates and times of a header are compared and ordered in the index. No I/O."""

import re
from collections.abc import Iterable

CODE_MAX = 64
LISTED_MAX = 200
"""What a study's joined modalities or body parts may take up."""

_DATE = re.compile(r"\d{8}")
_TIME = re.compile(r"(\d{2})(\d{2})?(\d{2})?")


def code(value: str) -> str:
    """A coded word (VR CS) as it is compared: devices do not all keep to capitals."""
    return value.replace("\0", "").strip().upper()[:CODE_MAX]


def listed(codes: Iterable[str]) -> str:
    """Distinct codes, sorted and joined as DICOM joins values: whole ones only, as many as fit."""
    joined = ""
    for value in sorted(set(codes) - {""}):
        longer = f"{joined}\\{value}" if joined else value
        if len(longer) > LISTED_MAX:
            break
        joined = longer
    return joined


def unlisted(joined: str) -> frozenset[str]:
    """The codes that `listed` joined."""
    return frozenset(joined.split("\\")) if joined else frozenset()


def moment(date: str, time: str) -> str:
    """``YYYYMMDDHHMMSS`` of a DA and a TM value; "" where there is no date, midnight where no time."""
    if not _DATE.fullmatch(date):
        return ""
    found = _TIME.match(time)
    return date + "".join(part or "00" for part in (found.groups() if found else ("", "", "")))
