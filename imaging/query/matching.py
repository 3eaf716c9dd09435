"""What the value of a key means (PS3.4 C.2.2.2): parsed into a matching. No I/O."""

import re
from dataclasses import dataclass

from imaging.errors import BadQuery
from imaging.index.names import fold
from imaging.query.attributes import Matched

LIST_MAX = 1000
"""UIDs or values in one key."""

_UID = re.compile(r"[0-9.]{1,64}")
_DATE = re.compile(r"\d{8}")
_OLD_DATE = re.compile(r"(\d{4})\.(\d{2})\.(\d{2})")
_TIME = re.compile(r"\d{2}(\d{2}(\d{2}(\.\d{1,6})?)?)?")
_WILD = re.compile(r"[*?]")


@dataclass(frozen=True, slots=True)
class OneOf:
    """Equal to one of these."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Patterns:
    """Like one of these: ``*`` stands for any characters, ``?`` for one."""

    patterns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """Not empty, and from `low` to `high`; "" where that side is open."""

    low: str
    high: str


@dataclass(frozen=True, slots=True)
class Numbers:
    """Equal to one of these numbers."""

    values: tuple[int, ...]


Matching = OneOf | Patterns | Between | Numbers


def parse(keyword: str, matched: Matched, text: str) -> Matching | None:
    """The matching that `text` asks for; None for the universal one. Raises BadQuery."""
    text = text.strip(" \0")
    if not text or not text.strip("*"):
        return None
    match matched:
        case Matched.UID:
            return _uids(keyword, text)
        case Matched.DATE:
            low, high = _ends(text)
            return Between(_date(keyword, low), _date(keyword, high))
        case Matched.TIME:
            low, high = _ends(text)
            return Between(_time(keyword, low), _end_of(_time(keyword, high)))
        case Matched.NUMBER:
            return _numbers(keyword, text)
        case Matched.NAME:
            return Patterns((fold(text),))
        case Matched.NEVER:
            raise BadQuery(f"{keyword} can be returned, but not be matched.")
        case Matched.CODE | Matched.FACET | Matched.IDENTIFIER:
            return _texts(_several(keyword, text))
        case Matched.TEXT:
            return Patterns((text,))


def is_wild(pattern: str) -> bool:
    return _WILD.search(pattern) is not None


def like(pattern: str) -> str:
    r"""`pattern` as SQL's LIKE has it, with ``\`` as escape character."""
    escaped = re.sub(r"([\\%_])", r"\\\1", pattern)
    return escaped.replace("*", "%").replace("?", "_")


def literal_start(pattern: str) -> str:
    """What stands before the first wildcard."""
    return _WILD.split(pattern, maxsplit=1)[0]


def after(start: str) -> str:
    """The first text, by code point, that no longer begins with `start`; `start` is not empty."""
    last = ord(start[-1])
    if last >= 0x10FFFF:
        return start + "\U0010ffff"
    # Surrogates are no characters: no database holds them.
    following = 0xE000 if last + 1 == 0xD800 else last + 1
    return start[:-1] + chr(following)


def _several(keyword: str, text: str) -> tuple[str, ...]:
    values = tuple(dict.fromkeys(part.strip(" \0") for part in text.split("\\") if part.strip(" \0")))
    if len(values) > LIST_MAX:
        raise BadQuery(f"{keyword} lists {len(values)} values; at most {LIST_MAX} are answered at once.")
    return values


def _texts(values: tuple[str, ...]) -> Matching:
    return Patterns(values) if any(map(is_wild, values)) else OneOf(values)


def _uids(keyword: str, text: str) -> OneOf:
    values = _several(keyword, text)
    for value in values:
        if not _UID.fullmatch(value):
            raise BadQuery(f"{keyword}: '{value[:80]}' is no UID; give one, or a list joined by backslashes.")
    return OneOf(values)


def _ends(text: str) -> tuple[str, str]:
    """The two ends of a range; a single value is both (PS3.4 C.2.2.2.5)."""
    low, hyphen, high = (part.strip() for part in text.partition("-"))
    return (low, high) if hyphen else (low, low)


def _date(keyword: str, text: str) -> str:
    if old := _OLD_DATE.fullmatch(text):
        return "".join(old.groups())  # as ACR-NEMA wrote dates (PS3.5 section 6.2, note to DA)
    if text and not _DATE.fullmatch(text):
        raise BadQuery(f"{keyword}: '{text[:80]}' is no date; write 20260131, or a range such as 20260101-.")
    return text


def _time(keyword: str, text: str) -> str:
    if text and not _TIME.fullmatch(text):
        raise BadQuery(f"{keyword}: '{text[:80]}' is no time; write 093000, or a range such as 08-1730.")
    return text


def _end_of(time: str) -> str:
    """The last moment that `time`, which may be hours or minutes only, stands for."""
    return time + "235959.999999"[len(time) :] if time else ""


def _numbers(keyword: str, text: str) -> Numbers:
    try:
        return Numbers(tuple(map(int, _several(keyword, text))))
    except ValueError as error:
        raise BadQuery(f"{keyword}: '{text[:80]}' is no whole number.") from error
