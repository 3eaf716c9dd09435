"""Writes `mandatory.json` anew, from the machine-readable copy of PS3.3 inside the package highdicom.

Run it after an update of highdicom: ``python -m imaging.conformance.make_table``.
"""

import json
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydicom.datadict import tag_for_keyword

TABLE = Path(__file__).with_name("mandatory.json")
_MANDATORY = "M"
_TYPES = ("1", "2")
_CONDITIONAL_THROUGHOUT = frozenset({"sr-document-content"})
"""The copy has the attributes of all value types side by side; each content item needs its own only."""


def make_table() -> dict[str, Any]:
    """Of each storage SOP class the mandatory modules; of each module the tags of type 1 and 2.

    Attributes inside sequences and conditional ones are left out: what they depend on is written in prose.
    """
    modules_of_iod = _standard("iod_module_map")
    mandatory = {
        uid: sorted(
            module["key"]
            for module in modules_of_iod[iod]
            if module["usage"] == _MANDATORY and module["key"] not in _CONDITIONAL_THROUGHOUT
        )
        for uid, iod in sorted(_standard("sop_class_iod_map").items())
    }
    needed = sorted({key for keys in mandatory.values() for key in keys})
    attributes = _standard("module_attribute_map")
    return {
        "source": f"DICOM PS3.3 and PS3.4, by way of highdicom {version('highdicom')} (MIT licence)",
        "modules": {key: _tags(attributes.get(key, [])) for key in needed},
        "sop_classes": mandatory,
    }


def _standard(name: str) -> dict[str, Any]:
    text = files("highdicom").joinpath("_standard", f"{name}.json").read_text(encoding="utf-8")
    parsed: dict[str, Any] = json.loads(text)
    return parsed


def _tags(attributes: list[dict[str, Any]]) -> dict[str, list[str]]:
    by_type: dict[str, set[str]] = {kind: set() for kind in _TYPES}
    for attribute in attributes:
        tag = tag_for_keyword(attribute["keyword"])
        if attribute["type"] in by_type and not attribute["path"] and tag is not None:
            by_type[attribute["type"]].add(f"{tag:08X}")
    return {kind: sorted(tags) for kind, tags in by_type.items() if tags}


def _written(table: dict[str, Any]) -> str:
    """JSON with one module and one SOP class a line, so that an update can be read as a difference."""
    sections = []
    for name, content in table.items():
        if isinstance(content, dict):
            lines = ",\n".join(f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in content.items())
            sections.append(f" {json.dumps(name)}: {{\n{lines}\n }}")
        else:
            sections.append(f" {json.dumps(name)}: {json.dumps(content)}")
    return "{\n" + ",\n".join(sections) + "\n}\n"


if __name__ == "__main__":
    TABLE.write_text(_written(make_table()), encoding="utf-8")
