"""From a file's bytes to its header."""

import json
import mmap
import re

from imaging.errors import UnreadableDicom
from imaging.geometry import image_geometry
from imaging.header.attributes import attributes_of, values
from imaging.header.findings import Findings
from imaging.header.inflate import inflate
from imaging.header.model import DicomJson, Header
from imaging.header.part10 import FileMeta, guess_transfer_syntax, read_file_meta
from imaging.header.syntax import encoding_of
from imaging.header.walker import Walker

_DIRECTORY = "1.2.840.10008.1.3.10"
_USABLE_UID = re.compile(r"[0-9A-Za-z._-]{1,64}")
"""What fits a URL's path and the index; whether it is a UID by PS3.5 9.1, the conformance check says."""

_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, check_circular=False)


def read_header(data: bytes | memoryview | mmap.mmap, *, transfer_syntax: str | None = None) -> Header:
    """Reads the header of a whole file of PS3.10, also of one without preamble or file meta information.

    `transfer_syntax` is that of files which do not name theirs; without it, the first element tells it.
    Raises UnreadableDicom, and nothing else, where the bytes do not say which instance they are.
    """
    with memoryview(data) as view:
        return _read(view, transfer_syntax)


def _read(view: memoryview, expected_syntax: str | None) -> Header:
    findings = Findings()
    meta = read_file_meta(view)
    if meta.sop_class_uid == _DIRECTORY:
        raise UnreadableDicom("this is a DICOMDIR, the directory of a medium: send the instances it names")
    syntax = meta.transfer_syntax or expected_syntax or guess_transfer_syntax(view, meta.dataset_offset)
    encoding = encoding_of(syntax)
    if encoding.deflated:
        inflated = memoryview(inflate(view[meta.dataset_offset :], findings))
        walker = Walker(inflated, encoding, findings)
        dataset = walker.walk(0)
    else:
        walker = Walker(view, encoding, findings)
        dataset = walker.walk(meta.dataset_offset)
    sop_class, instance, study, series = _identity(dataset, meta)
    root = f"/studies/{study}/series/{series}/instances/{instance}/bulkdata/"
    for bulk in walker.bulk:
        bulk.element["BulkDataURI"] = root + bulk.path
    return Header(
        transfer_syntax=syntax,
        sop_class_uid=sop_class,
        sop_instance_uid=instance,
        study_uid=study,
        series_uid=series,
        dataset_offset=meta.dataset_offset,
        attributes=attributes_of(dataset, has_pixels=walker.pixel_offset is not None),
        dataset=dataset,
        metadata=_JSON.encode(dataset).encode("utf-8", "replace"),
        pixel_offset=None if encoding.deflated else walker.pixel_offset,
        pixel_length=walker.pixel_length,
        geometry=image_geometry(dataset),
        findings=findings.reasons,
    )


def _identity(dataset: DicomJson, meta: FileMeta) -> tuple[str, str, str, str]:
    """SOP class, instance, study and series; the first two may stand in the file meta information only."""
    return (
        _uid(dataset, "00080016", "SOP Class UID", meta.sop_class_uid),
        _uid(dataset, "00080018", "SOP Instance UID", meta.sop_instance_uid),
        _uid(dataset, "0020000D", "Study Instance UID"),
        _uid(dataset, "0020000E", "Series Instance UID"),
    )


def _uid(dataset: DicomJson, tag: str, name: str, instead: str = "") -> str:
    found = values(dataset, tag)
    uid = str(found[0]) if found else instead
    if not uid:
        raise UnreadableDicom(f"it has no {name} ({tag[:4]},{tag[4:]}): nobody can say where it belongs")
    if not _USABLE_UID.fullmatch(uid):
        raise UnreadableDicom(f"its {name} ({tag[:4]},{tag[4:]}) is no UID: {uid[:80]!r}")
    return uid
