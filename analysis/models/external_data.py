"""Finds out whether an ONNX file wants data from other files, which a dropped-in model must not.

An ONNX tensor may name a file instead of holding its values (onnx.proto3: TensorProto.data_location and
external_data), by a path that the one who made the model has chosen. Only what leads to tensors is walked
through here, by the wire format of Protocol Buffers; nothing is copied.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from analysis.models.errors import ModelError

_INSIDE: Mapping[str, Mapping[int, str]] = {
    "model": {7: "graph", 20: "training", 25: "function"},
    "training": {1: "graph", 2: "graph"},
    "graph": {1: "node", 5: "tensor", 15: "sparse"},
    "function": {7: "node", 11: "attribute"},
    "node": {5: "attribute"},
    "attribute": {5: "tensor", 6: "graph", 10: "tensor", 11: "graph", 22: "sparse", 23: "sparse"},
    "sparse": {1: "tensor", 2: "tensor"},
    "tensor": {},
}
"""Messages of onnx.proto3 by the number of the field of the other that holds them."""

_EXTERNAL_DATA, _DATA_LOCATION = 13, 14
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5

DEEPEST = 60
"""Messages within messages; Protocol Buffers themselves stop at 100."""


class NotOnnx(ModelError):
    """The bytes are no ONNX model."""


def wants_other_files(model: bytes) -> bool:
    """Whether any tensor's values lie elsewhere. Raises NotOnnx where the bytes cannot be read as a model."""
    fields = list(_fields(memoryview(model)))
    if not any(number == 7 and kind == _BYTES for number, kind, _ in fields):
        raise NotOnnx("there is no graph in it")
    return _external("model", memoryview(model), 0)


def _external(message: str, data: memoryview, depth: int) -> bool:
    if depth > DEEPEST:
        raise NotOnnx("it is nested too deeply")
    for number, kind, value in _fields(data):
        if message == "tensor" and number in {_EXTERNAL_DATA, _DATA_LOCATION}:
            # A location of 0 is the usual one: within the file.
            if isinstance(value, memoryview) or value != 0:
                return True
        elif (
            (inner := _INSIDE[message].get(number)) is not None
            and isinstance(value, memoryview)
            and kind == _BYTES
            and _external(inner, value, depth + 1)
        ):
            return True
    return False


def _fields(data: memoryview) -> Iterator[tuple[int, int, memoryview | int]]:
    """Number, wire type and value of each field: a number for a varint, else its bytes."""
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        number, kind = key >> 3, key & 7
        if kind == _VARINT:
            value, at = _varint(data, at)
            yield number, kind, value
            continue
        if kind == _BYTES:
            length, at = _varint(data, at)
        elif kind in {_FIXED32, _FIXED64}:
            length = 4 if kind == _FIXED32 else 8
        else:
            raise NotOnnx(f"a field has the wire type {kind}")
        if at + length > len(data):
            raise NotOnnx("it ends too early, as a file does that is still being copied")
        yield number, kind, data[at : at + length]
        at += length


def _varint(data: memoryview, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        if at >= len(data):
            raise NotOnnx("it ends too early, as a file does that is still being copied")
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
    raise NotOnnx("a number in it is too long")
