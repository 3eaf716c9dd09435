"""From an element's bytes to the values of the DICOM JSON model: PS3.5 section 6.2, PS3.18 F.2."""

import math
import re
import struct
from collections.abc import Callable
from typing import Any

from imaging.header.text import TextDecoder

Converter = Callable[[bytes, TextDecoder], list[Any]]
"""Gives an empty list for an element without a value, and None for one that is missing among several.

Raises ValueError where the bytes cannot be values of this VR.
"""

_PADDING = " \0"
_WHOLE = re.compile(r"([+-]?\d{1,19})(?:\.0*)?")
_NAME_GROUPS = ("Alphabetic", "Ideographic", "Phonetic")


def _split(text: str) -> list[Any]:
    text = text.rstrip(_PADDING)
    if not text:
        return []
    if "\\" not in text:
        return [text]
    return [value or None for value in text.split("\\")]


def _codes(raw: bytes, _: TextDecoder) -> list[Any]:
    return _split(raw.decode("latin-1"))


def _titles(raw: bytes, _: TextDecoder) -> list[Any]:
    values = [value.strip(_PADDING) for value in raw.decode("latin-1").split("\\")]
    return [] if values == [""] else [value or None for value in values]


def _short_texts(raw: bytes, decode: TextDecoder) -> list[Any]:
    text = decode(raw)
    if "\\" not in text:
        text = text.rstrip(_PADDING)
        return [text] if text else []
    return [value.rstrip(_PADDING) or None for value in text.split("\\")]


def _long_text(raw: bytes, decode: TextDecoder) -> list[Any]:
    text = decode(raw).rstrip(_PADDING)
    return [text] if text else []


def _address(raw: bytes, _: TextDecoder) -> list[Any]:
    text = raw.decode("latin-1").rstrip(_PADDING)
    return [text] if text else []


def _names(raw: bytes, decode: TextDecoder) -> list[Any]:
    text = decode(raw.rstrip(b" \0"))
    return [_name(value) for value in text.split("\\")] if text else []


def _name(text: str) -> dict[str, str] | None:
    groups = text.rstrip("=").split("=")
    return dict(zip(_NAME_GROUPS, groups, strict=False)) if groups != [""] else None


def _decimals(raw: bytes, _: TextDecoder) -> list[Any]:
    text = raw.decode("latin-1").strip(" \0")
    return [_decimal(value) for value in text.split("\\")] if text else []


def _decimal(text: str) -> float | str | None:
    try:
        number = float(text)
    except ValueError:
        return text.strip() or None
    # What JSON has no number for stays text, as PS3.18 table F.2.3-1 allows for DS and IS.
    return number if math.isfinite(number) and "_" not in text else text


def _integers(raw: bytes, _: TextDecoder) -> list[Any]:
    text = raw.decode("latin-1").strip(" \0")
    return [_integer(value.strip()) for value in text.split("\\")] if text else []


def _integer(text: str) -> int | str | None:
    whole = _WHOLE.fullmatch(text)
    return int(whole[1]) if whole else text or None


def _tags(order: str) -> Converter:
    def convert(raw: bytes, _: TextDecoder) -> list[Any]:
        parts = struct.unpack(f"{order}{len(raw) // 2}H", _whole(raw, 4))
        return [f"{group:04X}{element:04X}" for group, element in zip(parts[::2], parts[1::2], strict=True)]

    return convert


def _numbers(order: str, code: str) -> Converter:
    size = struct.calcsize(f"<{code}")
    one = struct.Struct(order + code)

    def convert(raw: bytes, _: TextDecoder) -> list[Any]:
        if len(raw) == size:
            return [*one.unpack(raw)]
        return [*struct.unpack(f"{order}{len(_whole(raw, size)) // size}{code}", raw)]

    return convert


def _floats(order: str, code: str) -> Converter:
    numbers = _numbers(order, code)

    def convert(raw: bytes, decode: TextDecoder) -> list[Any]:
        # JSON has no NaN and no infinity, and PS3.18 no way to write them in these VRs.
        return [number if math.isfinite(number) else None for number in numbers(raw, decode)]

    return convert


def _whole(raw: bytes, size: int) -> bytes:
    if len(raw) % size:
        raise ValueError(f"{len(raw)} bytes are no multiple of {size}")
    return raw


_TEXTS: dict[str, Converter] = {
    "AE": _titles,
    **dict.fromkeys(("AS", "CS", "DA", "DT", "TM", "UI"), _codes),
    **dict.fromkeys(("LO", "SH", "UC"), _short_texts),
    **dict.fromkeys(("LT", "ST", "UT"), _long_text),
    "UR": _address,
    "PN": _names,
    "DS": _decimals,
    "IS": _integers,
}


def _converters(order: str) -> dict[str, Converter]:
    integers = {"SL": "i", "SS": "h", "SV": "q", "UL": "I", "US": "H", "UV": "Q"}
    floats = {"FD": "d", "FL": "f"}
    return (
        _TEXTS
        | {vr: _numbers(order, code) for vr, code in integers.items()}
        | {vr: _floats(order, code) for vr, code in floats.items()}
        | {"AT": _tags(order)}
    )


LITTLE_ENDIAN = _converters("<")
BIG_ENDIAN = _converters(">")
"""By VR: all but SQ and those carried as bytes."""
