"""Walks through a data set's elements, from its bytes to the DICOM JSON model: PS3.5 section 7, PS3.18 F.2.

Written for the speed of ingest, and to get through whatever a device has written: each departure from the
standard becomes a finding, and what can still be read is read.
"""

import base64
import struct
from dataclasses import dataclass
from typing import Any

from imaging.header import values
from imaging.header.findings import Findings, tag_text
from imaging.header.level import UNDEFINED_LENGTH, Level
from imaging.header.syntax import Encoding
from imaging.header.text import text_decoder
from imaging.header.vr import EXPLICIT_FORMS, PIXEL_DATA

INLINE_BYTES = 1024
"""Longer binary values are bulk data: named by a URI instead of carried inside the metadata."""

VALUE_BYTES = 1 << 24
"""Text and numbers longer than this are left out: as JSON they would take many times the file's memory."""

_DELIMITERS = 0xFFFE
_ITEM = 0xFFFEE000
_ITEM_END = 0xFFFEE00D
_SEQUENCE_END = 0xFFFEE0DD
_SEARCH_STEP = 1 << 12
_DEPTH_MAX = 64
"""Sequences inside sequences: real ones reach about ten, and Python's stack ends at some hundreds."""

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Bulk:
    """A value left out of the JSON: the element that waits for its URI, and its path below the instance."""

    element: Json
    path: str


class Walker:
    """Reads one data set; `bulk`, `pixel_offset` and `pixel_length` then say what was left out of it."""

    def __init__(self, view: memoryview, encoding: Encoding, findings: Findings) -> None:
        self._view = view
        self._end = len(view)
        self._findings = findings
        order = ">" if encoding.big_endian else "<"
        self._implicit_vr = encoding.implicit_vr
        self._explicit = struct.Struct(f"{order}HH2sH").unpack_from
        self._implicit = struct.Struct(f"{order}HHI").unpack_from
        self._long = struct.Struct(f"{order}I").unpack_from
        self._sequence_end = struct.pack(f"{order}HHI", _DELIMITERS, _SEQUENCE_END & 0xFFFF, 0)
        self._converters = values.BIG_ENDIAN if encoding.big_endian else values.LITTLE_ENDIAN
        self.bulk: list[Bulk] = []
        self.pixel_offset: int | None = None
        self.pixel_length: int | None = None

    def walk(self, offset: int) -> Json:
        """The data set that begins at `offset` and takes up the rest of the file; raises nothing."""
        implicit_vr = self._looks_implicit(offset, self._implicit_vr)
        if implicit_vr != self._implicit_vr:
            found = "implicit" if implicit_vr else "explicit"
            self._findings.warn("vr-encoding", f"the data set has {found} VRs, against its transfer syntax")
        dataset, _ = self._dataset(offset, self._end, Level(implicit_vr, text_decoder(())))
        return dataset

    def _looks_implicit(self, position: int, expected: bool) -> bool:
        """By the first element: a length that reads as a known VR would be one of 16 kilobytes and more."""
        if position + 8 > self._end:
            return expected
        group, _, vr, _ = self._explicit(self._view, position)
        return expected if group == _DELIMITERS else vr not in EXPLICIT_FORMS

    def _dataset(self, position: int, end: int, level: Level) -> tuple[Json, int]:
        """Reads elements up to `end` or an item's delimiter; gives where the next begins.

        After damage that hides where the next begins, that is the end of the file.
        """
        dataset: Json = {}
        while position + 8 <= end:
            tag, vr, start, length = self._head(position, level)
            if tag >> 16 == _DELIMITERS:
                if level.depth:
                    return _ascending(dataset), start if tag == _ITEM_END else position
                self._findings.warn("stray-delimiter", f"{tag_text(tag)} outside of any sequence")
                position = start + length if tag == _ITEM and start + length <= end else start
                continue
            if tag == 0:
                # Nothing has this tag: some devices fill the file's last block up with zeros.
                return _ascending(dataset), end
            element: Json | None
            if length == UNDEFINED_LENGTH:
                element, position = self._undefined_length(tag, vr, start, end, level)
            else:
                position = start + length
                element = self._element(tag, vr, start, position, end, level)
            # Group lengths have no place in the JSON model (PS3.18 F.2.2).
            if element is not None and tag & 0xFFFF:
                dataset[f"{tag:08X}"] = element
        if position < end and any(self._view[position:end]):
            self._findings.warn("trailing-bytes", f"{end - position} bytes at {position} are no element")
        return _ascending(dataset), max(position, end)

    def _head(self, position: int, level: Level) -> tuple[int, str, int, int]:
        """Tag, VR, where the value begins, and its length as written."""
        if level.implicit_vr:
            return self._implicit_head(position, level)
        group, number, vr_bytes, length = self._explicit(self._view, position)
        tag: int = group << 16 | number
        form = EXPLICIT_FORMS.get(vr_bytes)
        start = position + 8
        if form is None:
            if group != _DELIMITERS and vr_bytes.isalpha() and vr_bytes.isupper():
                return self._unknown_head(tag, vr_bytes, start, length)
            # Some writers change to Implicit VR for single elements.
            return self._implicit_head(position, level)
        if form.long_length:
            # Where the file ends before it, the value begins behind that: the caller finds it cut off.
            length = self._long(self._view, start)[0] if start + 4 <= self._end else 0
            start += 4
        return tag, level.known_vr(tag, length) if form.vr == "UN" else form.vr, start, length

    def _implicit_head(self, position: int, level: Level) -> tuple[int, str, int, int]:
        group, number, length = self._implicit(self._view, position)
        tag: int = group << 16 | number
        return tag, level.known_vr(tag, length), position + 8, length

    def _unknown_head(self, tag: int, vr: bytes, start: int, length: int) -> tuple[int, str, int, int]:
        self._findings.warn("unknown-vr", f"{tag_text(tag)} has the unknown VR {vr.decode()}")
        # VRs to come have a four-byte length behind two reserved bytes (PS3.5 section 6.2).
        if length == 0 and start + 4 <= self._end:
            return tag, "UN", start + 4, self._long(self._view, start)[0]
        return tag, "UN", start, length

    def _element(self, tag: int, vr: str, start: int, stop: int, end: int, level: Level) -> Json | None:
        """An element whose value has a length; None where it is cut off and nothing of it can be kept."""
        if stop > end:
            self._findings.fail(
                "truncated",
                f"{tag_text(tag)}: of {stop - start} bytes only {max(0, end - start)} are there",
            )
            if vr != "SQ" and tag not in PIXEL_DATA:
                return None
        convert = self._converters.get(vr)
        if convert is not None:
            if stop - start > VALUE_BYTES:
                self._findings.warn("value-length", f"{tag_text(tag)} {vr}: too long to be metadata")
                return {"vr": vr}
            raw = bytes(self._view[start:stop])
            try:
                found = convert(raw, level.decode) if raw else None
            except ValueError as error:
                self._findings.warn("value-length", f"{tag_text(tag)} {vr}: {error}")
                return self._binary(tag, "UN", start, stop, level)
            if not found:
                return {"vr": vr}
            level.notice(tag, found)
            return {"vr": vr, "Value": found}
        if vr == "SQ":
            items, _ = self._items(tag, start, min(stop, end), level)
            return {"vr": vr, "Value": items} if items else {"vr": vr}
        return self._binary(tag, vr, start, stop, level)

    def _binary(self, tag: int, vr: str, start: int, stop: int, level: Level) -> Json:
        element: Json = {"vr": vr}
        if tag in PIXEL_DATA or stop - start > INLINE_BYTES:
            self._leave_out(element, tag, start, stop - start, level)
        elif stop > start:
            element["InlineBinary"] = base64.b64encode(self._view[start:stop]).decode("ascii")
        return element

    def _leave_out(self, element: Json, tag: int, start: int, length: int | None, level: Level) -> None:
        if tag in PIXEL_DATA and not level.depth:
            self.pixel_offset, self.pixel_length = start, length
        if length != 0:
            self.bulk.append(Bulk(element, f"{level.path}{tag:08X}"))

    def _undefined_length(self, tag: int, vr: str, start: int, end: int, level: Level) -> tuple[Json, int]:
        """An element that ends with a delimiter: a sequence, or bytes in fragments (PS3.5 7.5.1, A.4)."""
        # UN of undefined length is a sequence (PS3.5 6.2.2), and so is what consists of items.
        if vr == "SQ" or (vr == "UN" and (not level.implicit_vr or self._at(start, end, _ITEM))):
            items, position = self._items(tag, start, end, level, delimited=True)
            return {"vr": "SQ", "Value": items} if items else {"vr": "SQ"}, position
        stop, position = self._fragments(tag, start, end)
        if tag not in PIXEL_DATA and stop - start <= INLINE_BYTES:
            return self._binary(tag, vr, start, stop, level), position
        element: Json = {"vr": vr}
        self._leave_out(element, tag, start, None, level)
        return element, position

    def _items(
        self, tag: int, position: int, end: int, level: Level, *, delimited: bool = False
    ) -> tuple[list[Json], int]:
        """The items of a sequence that ends at `end`, or before it with a delimiter; and what follows it."""
        items: list[Json] = []
        if level.depth >= _DEPTH_MAX:
            self._findings.fail("nesting", f"{tag_text(tag)} is nested more than {_DEPTH_MAX} sequences deep")
            return items, self._end
        while position + 8 <= end:
            group, number, length = self._implicit(self._view, position)
            start = position + 8
            if group << 16 | number == _SEQUENCE_END:
                return items, start
            if group << 16 | number != _ITEM:
                self._findings.fail("sequence", f"{tag_text(tag)}: at {position} there is no item")
                return items, self._end
            undefined = length == UNDEFINED_LENGTH
            stop = end if undefined else start + length
            if stop > end:
                self._findings.fail("truncated", f"{tag_text(tag)}: an item ends behind its sequence")
                stop = end
            # Items may be implicit inside an explicit data set, where they were UN (PS3.5 6.2.2).
            implicit_vr = level.implicit_vr or self._looks_implicit(start, level.implicit_vr)
            inner = level.item(tag, len(items) + 1, implicit_vr=implicit_vr)
            item, after = self._dataset(start, stop, inner)
            items.append(item)
            position = after if undefined else stop
        if delimited:
            self._findings.warn("truncated", f"{tag_text(tag)}: the sequence has no end")
        return items, max(position, end)

    def _fragments(self, tag: int, position: int, end: int) -> tuple[int, int]:
        """Where a value in fragments ends, and what follows its delimiter."""
        while position + 8 <= end:
            group, number, length = self._implicit(self._view, position)
            if group << 16 | number != _ITEM:
                break
            position += 8 + length
        if self._at(position, end, _SEQUENCE_END):
            return position, position + 8
        # Some writers get a fragment's length wrong: then only the delimiter itself can be looked for.
        found = self._find_sequence_end(position, end)
        if found is None:
            self._findings.warn("fragments", f"{tag_text(tag)}: the fragments have no end")
            return end, end
        self._findings.warn("fragments", f"{tag_text(tag)}: a fragment's length is wrong")
        return found, found + 8

    def _find_sequence_end(self, position: int, end: int) -> int | None:
        # In steps: a file of many such elements would otherwise be copied once for each of them.
        for start in range(position, end, _SEARCH_STEP):
            step = bytes(self._view[start : min(start + _SEARCH_STEP + len(self._sequence_end) - 1, end)])
            found = step.find(self._sequence_end)
            if found >= 0:
                return start + found
        return None

    def _at(self, position: int, end: int, tag: int) -> bool:
        if position + 8 > end:
            return False
        group, number, _ = self._implicit(self._view, position)
        return bool(group << 16 | number == tag)


def _ascending(dataset: Json) -> Json:
    """The attributes in the order of their tags (PS3.18 F.2.2), which nearly every file has already."""
    tags = sorted(dataset)
    return dataset if tags == list(dataset) else {tag: dataset[tag] for tag in tags}
