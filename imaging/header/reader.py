"""From a file's bytes to its header."""

import io
import json
import mmap
from typing import Any

import pydicom
from pydicom.errors import InvalidDicomError

from imaging.errors import UnreadableDicom
from imaging.geometry import image_geometry
from imaging.header.attributes import attributes_of, values
from imaging.header.model import Header

_BULK_BYTES = 1024


def read_header(data: bytes | memoryview | mmap.mmap, *, transfer_syntax: str | None = None) -> Header:
    """Reads a whole Part 10 file; raises UnreadableDicom where nobody can say which instance it is."""
    try:
        found = pydicom.dcmread(io.BytesIO(data), force=True)
    except (InvalidDicomError, OSError, ValueError, KeyError) as error:
        raise UnreadableDicom(f"this is no DICOM file: {error}") from error
    uids = [
        str(found.get(name) or "") for name in ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID")
    ]
    if not all(uids):
        raise UnreadableDicom("it does not say which study, series and instance it is")
    base = "/studies/{}/series/{}/instances/{}/bulkdata/".format(*uids)
    dataset: dict[str, Any] = found.to_json_dict(
        _BULK_BYTES * 4 // 3, lambda element: f"{base}{int(element.tag):08X}"
    )
    pixels = found.get_item(0x7FE00010) if "PixelData" in found else None
    if pixels is not None:
        dataset["7FE00010"] = {"vr": dataset["7FE00010"]["vr"], "BulkDataURI": f"{base}7FE00010"}
    first = next(iter(found.values()))
    meta_end = 132 + 12 + int(found.file_meta.get("FileMetaInformationGroupLength", 0)) if first else 0
    return Header(
        transfer_syntax=str(found.file_meta.get("TransferSyntaxUID", transfer_syntax or "")),
        sop_class_uid=str(values(dataset, "00080016")[0]),
        sop_instance_uid=uids[2],
        study_uid=uids[0],
        series_uid=uids[1],
        dataset_offset=meta_end,
        attributes=attributes_of(dataset, has_pixels=pixels is not None),
        dataset=dataset,
        metadata=json.dumps(dataset, ensure_ascii=False, separators=(",", ":")).encode(),
        pixel_offset=pixels.file_tell if pixels is not None else None,
        pixel_length=None
        if pixels is None or found["PixelData"].is_undefined_length
        else len(found.PixelData),
        geometry=image_geometry(dataset),
        findings=(),
    )
