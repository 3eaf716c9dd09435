"""Numbers that stand for a person: of patients, studies, orders, citizens and telephones."""

from __future__ import annotations

import re

from analysis.privacy.dates import dates_in
from analysis.privacy.values import UNITS, without_times

LEAST_DIGITS = 5
"""Shorter ones without a label are settings and measured values."""

_CITIZEN = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
_WEIGHTS = tuple(pow(2, 17 - place, 11) for place in range(17))
_CHECK = "10X98765432"

_CODE = re.compile(r"(?<![\w.])#?[A-Z]{0,4}[-/ ]?\d[\d-]*\d(?![\w.]*\w)", re.IGNORECASE)
_MIXED = re.compile(r"(?<![\w.])(?=[A-Z\d-]*\d{4})(?=[A-Z\d-]*[A-Z])[A-Z\d]+(?:-[A-Z\d]+)*(?!\w)")
_WITH_UNIT = re.compile(rf"\d+(?:[.,]\d+)?\s*(?:{UNITS})(?![a-z])", re.IGNORECASE)


def holds_number(text: str) -> bool:
    """Whether a number of the line is too long for a setting and is no date, time or measured value."""
    rest = without_times(text)
    for match in list(dates_in(rest)):
        rest = rest.replace(match.group(), " ")
    if citizen_number(rest):
        return True
    rest = _WITH_UNIT.sub(" ", rest)
    found = [match.group() for pattern in (_CODE, _MIXED) for match in pattern.finditer(rest)]
    return any(sum(sign.isdigit() for sign in one) >= LEAST_DIGITS for one in found)


def citizen_number(text: str) -> bool:
    """Whether it holds a Chinese citizen's number (GB 11643-1999, check digit by ISO 7064 MOD 11-2)."""
    return any(_checks(match.group().upper()) for match in _CITIZEN.finditer(text))


def _checks(number: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return number[17] == _CHECK[total % 11]
