"""What pydicom makes of a data set, by the archive's rules for bulk data and PS3.18 F.2 for empty values."""

from __future__ import annotations

import io
import math
from typing import Any

import pydicom
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset

from imaging.header.findings import Findings
from imaging.header.part10 import guess_transfer_syntax, read_file_meta
from imaging.header.syntax import encoding_of
from imaging.header.walker import Walker

BINARY = {"OB", "OD", "OF", "OL", "OV", "OW", "UN"}
PIXELS = {0x7FE00008, 0x7FE00009, 0x7FE00010}
DELIMITERS = 0xFFFE
GB2312_ESCAPE = "\x1b$)A"


def json_by_pydicom(data: bytes) -> dict[str, Any]:
    """The DICOM JSON of a whole file by pydicom, bulk data by tag path; raises whatever pydicom raises."""
    return _dataset(pydicom.dcmread(io.BytesIO(data), force=True), "")


def json_by_walker(data: bytes) -> dict[str, Any]:
    """The same by the archive's walker. Unlike the whole reader, it takes data sets without any UID."""
    view = memoryview(data)
    meta = read_file_meta(view)
    syntax = meta.transfer_syntax or guess_transfer_syntax(view, meta.dataset_offset)
    walker = Walker(view, encoding_of(syntax), Findings())
    dataset = walker.walk(meta.dataset_offset)
    for bulk in walker.bulk:
        bulk.element["BulkDataURI"] = bulk.path
    return dataset


def _dataset(dataset: Dataset, path: str) -> dict[str, Any]:
    # Group lengths are no part of the model; delimiters outside of sequences belong to no data set.
    tags = [tag for tag in dataset.keys() if tag.element and tag.group != DELIMITERS]  # noqa: SIM118
    return {f"{tag:08X}": _element(dataset[tag], f"{path}{tag:08X}") for tag in tags}


def _element(element: DataElement, path: str) -> dict[str, Any]:
    vr = str(element.VR)
    if vr == "SQ":
        items = [_dataset(item, f"{path}/{number}/") for number, item in enumerate(element.value, 1)]
        return {"vr": vr, "Value": items} if items else {"vr": vr}
    if vr in BINARY and not element.is_empty and (len(element.value) > 1024 or element.tag in PIXELS):
        return {"vr": vr, "BulkDataURI": path}
    if vr in {"DS", "IS"} and element.VM > 1:
        # pydicom refuses to write values that are missing among others.
        return {"vr": vr, "Value": [_number(value) for value in element.value]}
    if vr == "PN" and element.VM > 1:
        # Nor can it write names that are empty among others.
        return {"vr": vr, "Value": [_value(_name(value.components)) for value in element.value]}
    found = element.to_json_dict(None, 0)
    if "Value" in found:
        found["Value"] = [_value(value) for value in found["Value"]]
    return found


def _number(value: Any) -> Any:
    if value == "":
        return None
    return int(value) if isinstance(value, int) else float(value)


def _name(groups: tuple[str, ...]) -> dict[str, str]:
    return dict(zip(("Alphabetic", "Ideographic", "Phonetic"), groups, strict=False))


def _value(value: Any) -> Any:
    if value in ("", {"Alphabetic": ""}, {}):
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    # pydicom leaves the escape sequences of ISO 2022 IR 58 in the text.
    if isinstance(value, dict):
        return {group: text.replace(GB2312_ESCAPE, "") for group, text in value.items()}
    return value.replace(GB2312_ESCAPE, "") if isinstance(value, str) else value
