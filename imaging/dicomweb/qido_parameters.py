"""The query parameters of a search (PS3.18 section 8.3.4), read into a query. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from pydicom.datadict import dictionary_has_tag, keyword_for_tag, tag_for_keyword

from imaging.dicomweb.errors import Refused
from imaging.query.attributes import STUDY_FACETS, Matched, supported
from imaging.query.model import ALL, Level, Query

if TYPE_CHECKING:
    from multidict import MultiMapping

LIMIT_DEFAULT = 1000
"""Matches given where the client sets no limit."""

LIMIT_MAX = 4999
OFFSET_MAX = 10_000_000

_PATH_KEYS = {"study": "StudyInstanceUID", "series": "SeriesInstanceUID"}
_TAG = re.compile(r"[0-9A-Fa-f]{8}")


def read_query(level: Level, parameters: MultiMapping[str], path: Mapping[str, str]) -> Query:
    """The query that the parameters and the UIDs of the path make. Raises Refused 400."""
    keys: dict[str, str] = {}
    returned: set[str] = set()
    for name, value in parameters.items():
        if name == "includefield":
            returned.update(_fields(value))
        elif name not in _OPTIONS:
            keyword = _key(level, name)
            if keys.setdefault(keyword, value) != value:
                raise _refused(f"{keyword} is given twice, with different values.")
    for part, keyword in _PATH_KEYS.items():
        if part in path:
            keys[keyword] = path[part]
    known = {f"{tag_for_keyword(attribute.keyword):08X}" for attribute in supported(level)}
    return Query(
        level,
        {keyword: _listed(level, keyword, value) for keyword, value in keys.items()},
        fuzzy=_flag(parameters.get("fuzzymatching", "false")),
        returned=frozenset({ALL} if ALL in returned else returned - known),
        limit=_number("limit", parameters.get("limit", str(LIMIT_DEFAULT)), LIMIT_MAX),
        offset=_number("offset", parameters.get("offset", "0"), OFFSET_MAX),
    )


_OPTIONS = frozenset({"limit", "offset", "fuzzymatching", "accept"})


def _key(level: Level, name: str) -> str:
    """The keyword of an attribute given by keyword or tag that can be matched. Raises Refused 400."""
    tag = _tag(name)
    keyword = keyword_for_tag(tag) if tag is not None else ""
    matched = {attribute.keyword for attribute in supported(level) if attribute.matched is not Matched.NEVER}
    if level is Level.STUDY:
        matched |= set(STUDY_FACETS)
    if keyword in matched:
        return keyword
    if tag is None:
        raise _refused(
            f"'{name[:80]}' is no attribute: give a keyword or tag of PS3.6, or one of the options."
        )
    raise _refused(f"Matching by {keyword or name} is not supported at this level.")


def _fields(value: str) -> Iterator[str]:
    """Tags of an ``includefield``: keywords or tags, several joined by commas, or ``all``."""
    for name in filter(None, map(str.strip, value.split(","))):
        if name == ALL:
            yield ALL
            continue
        # Of an attribute inside of a sequence the whole sequence is given.
        tag = _tag(name.partition(".")[0])
        if tag is None:
            raise _refused(f"includefield: '{name[:80]}' is no attribute: give a keyword or tag, or all.")
        yield f"{tag:08X}"


def _tag(name: str) -> int | None:
    if _TAG.fullmatch(name):
        return int(name, 16)
    tag = tag_for_keyword(name)
    return tag if tag is not None and dictionary_has_tag(tag) else None


def _listed(level: Level, keyword: str, value: str) -> str:
    """UIDs, which hold no commas, may be listed with commas as well as with backslashes."""
    uids = {attribute.keyword for attribute in supported(level) if attribute.matched is Matched.UID}
    return value.replace(",", "\\") if keyword in uids | {"ModalitiesInStudy", "Modality"} else value


def _flag(value: str) -> bool:
    if value not in {"true", "false"}:
        raise _refused(f"fuzzymatching is true or false, not '{value[:80]}'.")
    return value == "true"


def _number(name: str, value: str, maximum: int) -> int:
    if not value.isascii() or not value.isdigit() or len(value) > 9:
        raise _refused(f"{name} is a number from 0 to {maximum}, not '{value[:80]}'.")
    return min(int(value), maximum)


def _refused(text: str) -> Refused:
    header = text.encode("ascii", "replace").decode().replace("\\", "/").replace('"', "'")
    printable = "".join(letter if letter.isprintable() else "?" for letter in header)
    return Refused(400, "bad_query", text, {"Warning": f'299 consilium "{printable}"'})
