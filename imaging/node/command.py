"""The command sets of C-STORE (PS3.7 sections 6.3 and 9.3.1), read and written without a data set between.

Every image brings a request and takes a response of a dozen elements: pydicom's general way through both
costs as much time as everything else that is done for an image.
"""

import struct
from dataclasses import dataclass

C_STORE_RQ = 0x0001
C_STORE_RSP = 0x8001
NO_DATA_SET = 0x0101

_GROUP_LENGTH = 0x0000
_AFFECTED_SOP_CLASS_UID = 0x0002
_COMMAND_FIELD = 0x0100
_MESSAGE_ID = 0x0110
_MESSAGE_ID_RESPONDED_TO = 0x0120
_DATA_SET_TYPE = 0x0800
_STATUS = 0x0900
_ERROR_COMMENT = 0x0902
_AFFECTED_SOP_INSTANCE_UID = 0x1000

_HEADER = struct.Struct("<HHL")
_US = struct.Struct("<H")

UID_MAX = 64
COMMENT_MAX = 64


class MalformedCommand(ValueError):
    """The bytes are not a command set."""


@dataclass(frozen=True, slots=True)
class StoreRequest:
    """A C-STORE-RQ (PS3.7 table 9.3-1)."""

    message_id: int
    sop_class_uid: str
    sop_instance_uid: str
    has_data_set: bool


def elements(command: bytes | bytearray) -> dict[int, bytes]:
    """The elements of group 0000 by number, as they are. Raises MalformedCommand."""
    found: dict[int, bytes] = {}
    at, end = 0, len(command)
    while at < end:
        if end - at < _HEADER.size:
            raise MalformedCommand("a command set ends within an element")
        group, element, length = _HEADER.unpack_from(command, at)
        at += _HEADER.size
        if group != 0 or length > end - at:
            raise MalformedCommand(f"({group:04x},{element:04x}) with {length} bytes fits no command set")
        found[element] = bytes(command[at : at + length])
        at += length
    return found


def command_field(command: dict[int, bytes]) -> int:
    """Which message it is. Raises MalformedCommand."""
    return _number(command, _COMMAND_FIELD)


def store_request(command: dict[int, bytes]) -> StoreRequest:
    """Raises MalformedCommand where what the response needs is missing."""
    return StoreRequest(
        message_id=_number(command, _MESSAGE_ID),
        sop_class_uid=_uid(command, _AFFECTED_SOP_CLASS_UID),
        sop_instance_uid=_uid(command, _AFFECTED_SOP_INSTANCE_UID),
        has_data_set=_number(command, _DATA_SET_TYPE) != NO_DATA_SET,
    )


def store_response(request: StoreRequest, status: int, comment: str = "") -> bytes:
    """The C-STORE-RSP to `request`, encoded."""
    body = b"".join(
        (
            _element(_AFFECTED_SOP_CLASS_UID, _even(request.sop_class_uid, b"\0")),
            _element(_COMMAND_FIELD, _US.pack(C_STORE_RSP)),
            _element(_MESSAGE_ID_RESPONDED_TO, _US.pack(request.message_id)),
            _element(_DATA_SET_TYPE, _US.pack(NO_DATA_SET)),
            _element(_STATUS, _US.pack(status)),
            _element(_ERROR_COMMENT, _even(comment[:COMMENT_MAX], b" ")) if comment else b"",
            _element(_AFFECTED_SOP_INSTANCE_UID, _even(request.sop_instance_uid, b"\0")),
        )
    )
    return _element(_GROUP_LENGTH, struct.pack("<L", len(body))) + body


def _number(command: dict[int, bytes], element: int) -> int:
    value = command.get(element, b"")
    if len(value) != _US.size:
        raise MalformedCommand(f"(0000,{element:04x}) has {len(value)} bytes instead of 2")
    return int(_US.unpack(value)[0])


def _uid(command: dict[int, bytes], element: int) -> str:
    return command.get(element, b"").rstrip(b"\0 ").decode("ascii", "backslashreplace")[:UID_MAX]


def _element(number: int, value: bytes) -> bytes:
    return _HEADER.pack(0, number, len(value)) + value


def _even(text: str, padding: bytes) -> bytes:
    value = text.encode("ascii", "replace")
    return value + padding * (len(value) % 2)
