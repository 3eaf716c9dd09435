"""Requests and responses of the Open Inference Protocol (KServe v2) over HTTP. Pure.

https://github.com/kserve/open-inference-protocol, specification/protocol/inference_rest.md, and the binary
tensor data extension of Triton (protocol/extension_binary_data.md): the bytes of the tensors, little-endian
and row by row, follow the JSON in the order in which it names them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, TypeVar

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from analysis.models.engine import Tensor
from analysis.models.errors import AnswerError
from analysis.models.signature import TensorSpec

TYPES = {
    "FP16": "float16",
    "FP32": "float32",
    "FP64": "float64",
    "UINT8": "uint8",
    "INT32": "int32",
    "INT64": "int64",
}
"""The protocol's words for the types that manifests know, and NumPy's."""

BINARY_EXTENSION = "binary_tensor_data"
JSON_LENGTH = "Inference-Header-Content-Length"
"""Bytes of JSON before those of the tensors; a message without it is JSON as a whole."""

MOST_DIMENSIONS = 8

_Length = Annotated[int, Field(ge=0, le=2**31)]
_Name = Annotated[str, Field(max_length=200)]


class _Message(BaseModel):
    # Servers may add what they like.
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Described(_Message):
    name: _Name
    datatype: _Name
    shape: Annotated[list[Annotated[int, Field(ge=-1)]], Field(max_length=MOST_DIMENSIONS)]

    def spec(self) -> TensorSpec:
        # A length of -1 is not fixed.
        shape = tuple(None if length < 0 else length for length in self.shape)
        return TensorSpec(self.name, TYPES.get(self.datatype, self.datatype), shape)


class _Model(_Message):
    inputs: list[_Described]
    outputs: list[_Described]


class _Server(_Message):
    extensions: list[str] = []


_Kind = TypeVar("_Kind", bound=_Message)


class _Parameters(_Message):
    binary_data_size: _Length | None = None


class _Output(_Message):
    name: _Name
    datatype: _Name
    shape: Annotated[list[_Length], Field(max_length=MOST_DIMENSIONS)]
    parameters: _Parameters | None = None
    data: list[Any] | None = None


class _Response(_Message):
    outputs: list[_Output]


def model_tensors(text: bytes) -> tuple[Sequence[TensorSpec], Sequence[TensorSpec]]:
    """Inputs and outputs, of the answer to GET v2/models/NAME. Raises AnswerError where it is malformed."""
    model = _parsed(_Model, text)
    return [one.spec() for one in model.inputs], [one.spec() for one in model.outputs]


def server_extensions(text: bytes) -> Sequence[str]:
    """Of the answer to GET v2. Raises AnswerError where it is malformed."""
    return _parsed(_Server, text).extensions


def request(
    name: str, tensor: Tensor, outputs: Sequence[str], *, binary: bool
) -> tuple[Mapping[str, str], bytes]:
    """Headers and body that ask for the outputs of one input tensor."""
    # Row by row, little-endian, whatever this machine's order is.
    values = np.ascontiguousarray(tensor, tensor.dtype.newbyteorder("<"))
    described: dict[str, Any] = {
        "name": name,
        "shape": list(values.shape),
        "datatype": next(theirs for theirs, ours in TYPES.items() if ours == tensor.dtype.name),
    }
    wanted: list[dict[str, Any]] = [{"name": output} for output in outputs]
    if not binary:
        # Half precision has no JSON form of its own: Triton takes it in bytes only, others as numbers.
        described["data"] = values.ravel().tolist()
        body = json.dumps({"inputs": [described], "outputs": wanted}).encode()
        return {"Content-Type": "application/json"}, body
    described["parameters"] = {"binary_data_size": values.nbytes}
    wanted = [{**one, "parameters": {"binary_data": True}} for one in wanted]
    head = json.dumps({"inputs": [described], "outputs": wanted}).encode()
    return {"Content-Type": "application/octet-stream", JSON_LENGTH: str(len(head))}, head + values.tobytes()


def response(body: bytes, json_length: str | None) -> Mapping[str, Tensor]:
    """The outputs by name. `json_length` is the header's value. Raises AnswerError where it is malformed."""
    length = len(body)
    if json_length is not None:
        if not (json_length.isascii() and json_length.isdigit() and int(json_length) <= len(body)):
            raise AnswerError(f"the server's {JSON_LENGTH} is {json_length[:40]!r} in {len(body)} bytes")
        length = int(json_length)
    told = _parsed(_Response, body[:length])
    outputs, rest = {}, memoryview(body)[length:]
    for one in told.outputs:
        size = one.parameters.binary_data_size if one.parameters else None
        if size is None:
            outputs[one.name] = _from_numbers(one)
            continue
        if size > len(rest):
            raise AnswerError(f"the server's {one.name!r} has {size} bytes of which {len(rest)} came")
        outputs[one.name] = _from_bytes(one, rest[:size])
        rest = rest[size:]
    return outputs


def _parsed(kind: type[_Kind], text: bytes) -> _Kind:
    try:
        return kind.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        key = ".".join(str(part) for part in first["loc"])
        raise AnswerError(f"the server's answer is malformed: {key}: {first['msg']}") from error


def _from_bytes(output: _Output, data: memoryview) -> Tensor:
    kind = np.dtype(_type_of(output)).newbyteorder("<")
    if math.prod(output.shape) * kind.itemsize != len(data):
        raise AnswerError(f"the server's {output.name!r} of shape {output.shape} has {len(data)} bytes")
    return np.frombuffer(data, kind).reshape(output.shape)


def _from_numbers(output: _Output) -> Tensor:
    kind = _type_of(output)
    try:
        values = np.asarray(output.data or [], kind)
    except (TypeError, ValueError, OverflowError) as error:
        raise AnswerError(f"the server's {output.name!r} holds what is no {kind}: {error}") from error
    if values.size != math.prod(output.shape):
        raise AnswerError(f"the server's {output.name!r} of shape {output.shape} has {values.size} values")
    return values.reshape(output.shape)


def _type_of(output: _Output) -> str:
    if output.datatype not in TYPES:
        raise AnswerError(f"the server's {output.name!r} is of type {output.datatype[:40]}")
    return TYPES[output.datatype]
