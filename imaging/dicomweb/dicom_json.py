"""Matches in the DICOM JSON model (PS3.18 Annex F). No I/O."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from pydicom.datadict import dictionary_VR, tag_for_keyword

from imaging.deidentify.dicom_json import cleaned
from imaging.query.model import Level, Match, Value

_GROUPS = ("Alphabetic", "Ideographic", "Phonetic")
_NUMERIC = frozenset({"US", "UL", "SS", "SL", "IS"})


def match_json(match: Match, root: str, *, names: bool) -> dict[str, object]:
    """One match as an object by tag, ascending; `root` is the address of DICOMweb, for Retrieve URL.

    Without `names` nothing in it tells who the patient is.
    """
    by_tag: dict[str, object] = {**match.metadata}
    for keyword, value in match.attributes.items():
        tag, vr = _described(keyword)
        by_tag[tag] = element(vr, value)
    if not names:
        by_tag = cleaned(by_tag)
    by_tag["00081190"] = element("UR", _retrieve_url(match, root))
    return dict(sorted(by_tag.items()))


def element(vr: str, value: Value) -> dict[str, object]:
    """One attribute; without "Value" where it is empty (PS3.18 section F.2.5)."""
    if value in ("", ()):
        return {"vr": vr}
    values = value if isinstance(value, tuple) else (value,)
    return {"vr": vr, "Value": [_typed(vr, one) for one in values]}


def _typed(vr: str, value: str | int) -> object:
    if vr == "PN" and isinstance(value, str):
        return _name(value)
    return int(value) if vr in _NUMERIC else value


def _name(value: str) -> Mapping[str, str]:
    return {group: text for group, text in zip(_GROUPS, value.split("="), strict=False) if text}


def _retrieve_url(match: Match, root: str) -> str:
    uids = match.attributes
    url = f"{root}/studies/{uids['StudyInstanceUID']}"
    if match.level in {Level.SERIES, Level.IMAGE}:
        url += f"/series/{uids['SeriesInstanceUID']}"
    if match.level is Level.IMAGE:
        url += f"/instances/{uids['SOPInstanceUID']}"
    return url


@cache
def _described(keyword: str) -> tuple[str, str]:
    """Tag and value representation of an attribute of PS3.6."""
    tag = tag_for_keyword(keyword)
    if tag is None:
        raise KeyError(keyword)
    return f"{tag:08X}", dictionary_VR(tag)
