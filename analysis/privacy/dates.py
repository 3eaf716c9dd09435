"""Calendar dates as screens write them, in Chinese and English."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<name>{'|'.join(_MONTHS)})[a-z]*"
_APART = r"\s*(?P<apart>[./,-])\s*"

_YEAR_FIRST = re.compile(
    rf"(?<!\d)(?P<y>\d{{4}}){_APART}(?P<m>\d{{1,2}})\s*(?P=apart)\s*(?P<d>\d{{1,2}})(?!\d)"
)
_YEAR_LAST = re.compile(
    rf"(?<![\d.])(?P<a>\d{{1,2}}){_APART}(?P<b>\d{{1,2}})\s*(?P=apart)\s*(?P<y>\d{{4}}|\d\d)(?![\d.]*\d)"
)
_CHINESE = re.compile(r"(?P<y>\d{4}|\d\d)\s*年\s*(?P<m>\d{1,2})\s*月(?:\s*(?P<d>\d{1,2})\s*[日号])?")
_DAY_MONTH = re.compile(
    rf"(?<!\d)(?P<d>\d{{1,2}})[\s.-]*{_MONTH}[\s.,-]*(?P<y>\d{{4}}|\d\d)(?!\d)", re.IGNORECASE
)
_MONTH_DAY = re.compile(
    rf"\b{_MONTH}[\s.]*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[\s,]+(?P<y>\d{{4}})(?!\d)", re.IGNORECASE
)
_RUN_ON = re.compile(r"(?<![\d.])(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)(?!\.?\d)")
"""DICOM's DA (PS3.5 section 6.2), which some devices show as it is."""

EARLIEST_YEAR, LATEST_YEAR = 1880, 2120


def dates_in(text: str) -> Iterator[re.Match[str]]:
    """Where dates stand in `text`. Day and month may come in either order."""
    for pattern, may_be in _FORMS:
        yield from (match for match in pattern.finditer(text) if may_be(match))


def holds_date(text: str) -> bool:
    return next(dates_in(text), None) is not None


def _by_number(match: re.Match[str]) -> bool:
    return _exists(match["y"], int(match["m"]), int(match["d"] or 1))


def _either_order(match: re.Match[str]) -> bool:
    first, second = int(match["a"]), int(match["b"])
    two_digits = len(match["y"]) == 2
    # 14.10.09 is a date, 1.2.10 a version: two-digit years count with two-digit days or months only.
    if two_digits and len(match["a"]) + len(match["b"]) < 3:
        return False
    return _exists(match["y"], second, first) or _exists(match["y"], first, second)


def _by_name(match: re.Match[str]) -> bool:
    return _exists(match["y"], _MONTHS.index(match["name"].lower()) + 1, int(match["d"]))


def _exists(year: str, month: int, day: int) -> bool:
    full = int(year) if len(year) == 4 else 2000 + int(year)
    if not EARLIEST_YEAR <= full <= LATEST_YEAR:
        return False
    try:
        date(full, month, day)
    except ValueError:
        # A two-digit year may be of the last century, where 29 February may exist.
        return len(year) == 2 and (month, day) == (2, 29)
    return True


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], bool]], ...] = (
    (_CHINESE, _by_number),
    (_YEAR_FIRST, _by_number),
    (_YEAR_LAST, _either_order),
    (_DAY_MONTH, _by_name),
    (_MONTH_DAY, _by_name),
    (_RUN_ON, _by_number),
)
