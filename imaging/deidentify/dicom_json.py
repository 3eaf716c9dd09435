"""De-identifying data sets in the DICOM JSON model (PS3.18 annex F). No I/O."""

from collections.abc import Mapping
from typing import Any

from imaging.deidentify.method import dummy, method_json
from imaging.deidentify.profile import Action, action
from imaging.deidentify.shapes import SHAPED, misshapen

Json = dict[str, Any]


def deidentified(dataset: Mapping[str, Any]) -> Json:
    """The header of an instance without what tells who the patient is, and saying so."""
    return dict(sorted((cleaned(dataset) | method_json()).items()))


def cleaned(dataset: Mapping[str, Any]) -> Json:
    """The attributes that may be seen, nested ones too; the items of sequences keep their places."""
    seen = {}
    for tag, element in dataset.items():
        kept = _element(int(tag, 16), element)
        if kept is not None:
            seen[tag] = kept
    return seen


def _element(tag: int, element: Mapping[str, Any]) -> Mapping[str, Any] | None:
    vr = element["vr"]
    match action(tag, vr):
        case Action.REMOVE:
            return None
        case Action.EMPTY:
            return {"vr": vr}
        case Action.REPLACE:
            return _replaced(vr)
        case Action.KEEP:
            values = element.get("Value", ())
            if vr == "SQ":
                return {"vr": vr, "Value": [cleaned(item or {}) for item in values]} if values else element
            if vr in SHAPED and any(isinstance(one, str) and misshapen(vr, one) for one in values):
                return {"vr": vr}
            return element


def _replaced(vr: str) -> Mapping[str, Any]:
    value: Any = dummy(vr)
    if value is None:
        return {"vr": vr}
    return {"vr": vr, "Value": [{"Alphabetic": value} if vr == "PN" else value]}
