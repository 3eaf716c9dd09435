"""Whether identifiers, numbers and text of an instance are written as PS3.5 demands."""

import re
from collections.abc import Iterator

from imaging.header import Header
from imaging.receipt import Reason, Verdict

_UID = re.compile(r"(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*))+")
"""PS3.5 section 9.1: numbers without leading zeros; their length is limited by the header's reader."""

_NUMBERS_AS_TEXT = frozenset({"DS", "IS"})
_NUMBERS = frozenset({"FD", "FL"})
_REPLACEMENT = "\ufffd".encode()
_CHARACTER_SET = "00080005"


def encoding_faults(header: Header) -> Iterator[Reason]:
    """Findings about values, all of them warnings: the instance can be used without them."""
    yield from _invalid_uids(header)
    yield from _invalid_numbers(header)
    yield from _unreadable_text(header)


def _invalid_uids(header: Header) -> Iterator[Reason]:
    uids = {
        "SOP Class UID": header.sop_class_uid,
        "SOP Instance UID": header.sop_instance_uid,
        "Study Instance UID": header.study_uid,
        "Series Instance UID": header.series_uid,
    }
    for name, uid in uids.items():
        if not _UID.fullmatch(uid):
            yield Reason("invalid-uid", Verdict.WARNING, f"{name} {uid} is no UID of PS3.5 section 9.1")


def _invalid_numbers(header: Header) -> Iterator[Reason]:
    for tag, element in header.dataset.items():
        vr = element["vr"]
        if vr in _NUMBERS_AS_TEXT:
            wrong = [value for value in element.get("Value", ()) if isinstance(value, str)]
        elif vr in _NUMBERS and None in element.get("Value", ()):
            wrong = ["NaN or infinite"]
        else:
            continue
        if wrong:
            yield Reason(
                "invalid-number", Verdict.WARNING, f"({tag[:4]},{tag[4:]}) {vr} is no number: {wrong[0][:40]}"
            )


def _unreadable_text(header: Header) -> Iterator[Reason]:
    if _REPLACEMENT in header.metadata:
        yield Reason(
            "character-set", Verdict.WARNING, "some text has bytes that its Specific Character Set has not"
        )
    if not header.metadata.isascii() and _CHARACTER_SET not in header.dataset:
        yield Reason(
            "character-set",
            Verdict.WARNING,
            "there is text beyond ASCII, but no Specific Character Set (0008,0005): it may read wrongly",
        )
