"""The beginning of a DICOM file: preamble and file meta information (PS3.10 section 7.1)."""

import struct
from dataclasses import dataclass

from imaging.header.syntax import EXPLICIT_BIG, EXPLICIT_LITTLE, IMPLICIT_LITTLE
from imaging.header.vr import EXPLICIT_FORMS

_PREAMBLE = 128
_PREFIX = b"DICM"
_EXPLICIT = struct.Struct("<HH2sH")
_LONG = struct.Struct("<I")
_META_GROUP = 0x0002
_TEXT_ELEMENTS = {0x0002: "sop_class_uid", 0x0003: "sop_instance_uid", 0x0010: "transfer_syntax"}
_UID_BYTES_MAX = 256


@dataclass(frozen=True, slots=True)
class FileMeta:
    """What the file says before the data set; "" where it does not."""

    dataset_offset: int
    transfer_syntax: str = ""
    sop_class_uid: str = ""
    sop_instance_uid: str = ""


def read_file_meta(view: memoryview) -> FileMeta:
    """Reads up to the data set. Files without preamble or without any file meta information are taken too.

    Goes by the elements' group, not by the group length, which many writers get wrong. Raises nothing.
    """
    position = _begin(view)
    found: dict[str, str] = {}
    while position + 8 <= len(view):
        group, element, vr, length = _EXPLICIT.unpack_from(view, position)
        if group != _META_GROUP:
            break
        form = EXPLICIT_FORMS.get(vr)
        start = position + 8
        if form is None:
            # Some writers use Implicit VR here too, against PS3.10.
            (length,) = _LONG.unpack_from(view, position + 4)
        elif form.long_length:
            if position + 12 > len(view):
                break
            (length,) = _LONG.unpack_from(view, position + 8)
            start = position + 12
        if start + length > len(view):
            break
        if element in _TEXT_ELEMENTS and length <= _UID_BYTES_MAX:
            found[_TEXT_ELEMENTS[element]] = (
                bytes(view[start : start + length]).decode("latin-1").strip(" \0")
            )
        position = start + length
    return FileMeta(position, **found)


def guess_transfer_syntax(view: memoryview, offset: int) -> str:
    """Tells from the first element how a data set is written whose file does not say so."""
    if offset + 8 > len(view):
        return IMPLICIT_LITTLE
    group, _, vr, _ = _EXPLICIT.unpack_from(view, offset)
    if vr not in EXPLICIT_FORMS:
        return IMPLICIT_LITTLE
    # The first groups are 0002 to 0008: with the bytes swapped they exceed 0400.
    return EXPLICIT_BIG if group >= 0x0400 else EXPLICIT_LITTLE


def _begin(view: memoryview) -> int:
    if view[_PREAMBLE : _PREAMBLE + 4] == _PREFIX:
        return _PREAMBLE + 4
    return 4 if view[:4] == _PREFIX else 0
