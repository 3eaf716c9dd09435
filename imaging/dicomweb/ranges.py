"""Range requests on a body of known size (RFC 9110 section 14)."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ONE_RANGE = re.compile(r"\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*", re.ASCII | re.IGNORECASE)
_MAX_DIGITS = 19


@dataclass(frozen=True, slots=True)
class ByteRange:
    """Bytes `first` to `last`, both included, of `size`."""

    first: int
    last: int
    size: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1

    @property
    def content_range(self) -> str:
        return f"bytes {self.first}-{self.last}/{self.size}"


class Unsatisfiable(Exception):
    """No byte of the body is in the range: answered with 416."""


def parse_range(header: str | None, size: int) -> ByteRange | None:
    """The bytes asked for; None where the whole body is to be sent.

    Several ranges at once and anything malformed are answered with the whole, as section 14.2 allows.
    Raises Unsatisfiable.
    """
    found = _ONE_RANGE.fullmatch(header) if header else None
    if found is None or len(found[1]) > _MAX_DIGITS or len(found[2]) > _MAX_DIGITS:
        return None
    if found[1]:
        first = int(found[1])
        last = int(found[2]) if found[2] else size - 1
        if found[2] and last < first:
            return None
    elif found[2]:
        first, last = max(0, size - int(found[2])), size - 1
        if not int(found[2]):
            raise Unsatisfiable
    else:
        return None
    if first >= size:
        raise Unsatisfiable
    return ByteRange(first, min(last, size - 1), size)
