"""Whether an instance has the attributes that its SOP class makes mandatory: PS3.3 annex A, PS3.5 7.4."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from pydicom.datadict import keyword_for_tag

from imaging.header import Header
from imaging.receipt import Reason, Verdict

_IMAGE_PIXEL = "image-pixel"
_PIXEL_DATA = ("7FE00010", "7FE00008", "7FE00009")
_PIXEL_DESCRIPTION = frozenset(
    {"00280002", "00280004", "00280010", "00280011", "00280100", "00280101", "00280102", "00280103"}
)
"""Image Pixel module: without one of these, the same bytes can be several pictures (PS3.3 C.7.6.3)."""


@dataclass(frozen=True, slots=True)
class _Required:
    tag: str
    named: str
    """For people: ``Manufacturer (0008,0070)``."""
    may_be_empty: bool
    """Type 2 rather than type 1."""
    module: str


@dataclass(frozen=True, slots=True)
class _Rules:
    attributes: tuple[_Required, ...]
    image: bool


def missing_attributes(header: Header) -> Iterator[Reason]:
    """A finding for each attribute of type 1 or 2, outside of sequences, that is not there as it must be."""
    rules = _rules_of(header.sop_class_uid)
    if rules is None:
        yield Reason(
            "unknown-sop-class",
            Verdict.WARNING,
            f"SOP class {header.sop_class_uid} is not in PS3.4: its attributes were not checked",
        )
        return
    dataset = header.dataset
    if rules.image and not any(tag in dataset for tag in _PIXEL_DATA):
        yield Reason("pixel-data-missing", Verdict.FAILED, "Pixel Data (7FE0,0010) is missing from an image")
    for required in rules.attributes:
        element = dataset.get(required.tag)
        if element is None:
            yield _reason("missing-attribute", "is missing", required, header)
        # An element of the JSON model that has nothing but its VR has no value.
        elif len(element) == 1 and not required.may_be_empty:
            yield _reason("empty-attribute", "has no value", required, header)


def _reason(code: str, fault: str, required: _Required, header: Header) -> Reason:
    fatal = required.tag in _PIXEL_DESCRIPTION and header.attributes.frames > 0
    kind = "type 2" if required.may_be_empty else "type 1"
    return Reason(
        code,
        Verdict.FAILED if fatal else Verdict.WARNING,
        f"{required.named} {fault}: module {required.module} demands it ({kind})",
    )


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    text = files("imaging.conformance").joinpath("mandatory.json").read_text(encoding="utf-8")
    parsed: dict[str, Any] = json.loads(text)
    return parsed


@lru_cache(maxsize=256)
def _rules_of(sop_class: str) -> _Rules | None:
    table = _table()
    modules = table["sop_classes"].get(sop_class)
    if modules is None:
        return None
    required: dict[str, _Required] = {}
    # Type 2 first: where modules differ, the stricter type holds (PS3.3 section 5.3).
    for kind in ("2", "1"):
        for module in modules:
            for tag in table["modules"][module].get(kind, ()):
                named = f"{keyword_for_tag(int(tag, 16))} ({tag[:4]},{tag[4:]})"
                required[tag] = _Required(tag, named, kind == "2", module)
    return _Rules(tuple(required[tag] for tag in sorted(required)), _IMAGE_PIXEL in modules)
