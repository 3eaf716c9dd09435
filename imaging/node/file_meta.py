"""The preamble and file meta information (PS3.10 section 7.1) that a received data set is filed with."""

import struct

IMPLEMENTATION_CLASS_UID = "2.25.223270285378973133728734169331877915392"
"""Names this software (PS3.7 section D.3.3.2)."""

IMPLEMENTATION_VERSION_NAME = "CONSILIUM_1"
"""1 to 16 characters."""

_SHORT = struct.Struct("<HH2sH")
_PREFIX = bytes(128) + b"DICM"
_VERSION = struct.pack("<HH2sHL", 0x0002, 0x0001, b"OB", 0, 2) + b"\0\1"


def file_meta(sop_class_uid: str, sop_instance_uid: str, transfer_syntax_uid: str) -> bytes:
    """What precedes the data set in its file.

    The sender is left out (it is optional): the same data set gives the same file whoever sends it.
    """
    elements = b"".join(
        (
            _VERSION,
            _uid(0x0002, sop_class_uid),
            _uid(0x0003, sop_instance_uid),
            _uid(0x0010, transfer_syntax_uid),
            _uid(0x0012, IMPLEMENTATION_CLASS_UID),
            _text(0x0013, b"SH", IMPLEMENTATION_VERSION_NAME.encode("ascii"), b" "),
        )
    )
    return _PREFIX + _SHORT.pack(0x0002, 0x0000, b"UL", 4) + struct.pack("<L", len(elements)) + elements


def _uid(element: int, uid: str) -> bytes:
    return _text(element, b"UI", uid.encode("ascii"), b"\0")


def _text(element: int, vr: bytes, value: bytes, padding: bytes) -> bytes:
    value += padding * (len(value) % 2)
    return _SHORT.pack(0x0002, element, vr, len(value)) + value
