"""Whether a value is what its representation says: numbers and dates hold no names (PS3.5 section 6.2)."""

import re

_SHAPES = {
    "AS": re.compile(r"\d{1,3}[DWMY]?"),
    "DA": re.compile(r"[\d.-]+"),
    "DS": re.compile(r"[\d.+-]+([eE][\d+-]+)?"),
    "DT": re.compile(r"[\d.+-]+"),
    "IS": re.compile(r"[\d.+-]+"),
    "TM": re.compile(r"[\d.:-]+"),
}
SHAPED = frozenset(_SHAPES)
"""Representations whose values are written as text, and have a form that tells them from names."""


def misshapen(vr: str, text: str) -> bool:
    """Whether one of the values in `text`, joined by backslashes, is none of `vr`, which is in SHAPED."""
    shape = _SHAPES[vr]
    values = (value.strip(" \0") for value in text.split("\\"))
    return any(value and not shape.fullmatch(value) for value in values)
