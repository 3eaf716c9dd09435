"""Small ONNX models for tests, good ones and bad ones."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

INPUT = helper.make_tensor_value_info("picture", TensorProto.FLOAT, [1, 1, 24, 32])
OUTPUT = helper.make_tensor_value_info("scores", TensorProto.FLOAT, [1, 2])


def model(
    nodes: Sequence[onnx.NodeProto],
    constants: Sequence[onnx.TensorProto] = (),
    output: onnx.ValueInfoProto = OUTPUT,
) -> onnx.ModelProto:
    """From `picture`, 1 x 1 x 24 x 32, to `scores`, by default 1 x 2."""
    graph = helper.make_graph(list(nodes), "small", [INPUT], [output], list(constants))
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def constant(name: str, values: Sequence[float] | Sequence[Sequence[float]]) -> onnx.TensorProto:
    return numpy_helper.from_array(np.array(values, np.float32), name)


def brightness(scores: Sequence[Sequence[float]] = ((0.0, 1.0),)) -> onnx.ModelProto:
    """The picture's mean times `scores`."""
    return model(
        [
            helper.make_node("ReduceMean", ["picture"], ["mean"], axes=[2, 3], keepdims=0),
            helper.make_node("Mul", ["mean", "weights"], ["scores"]),
        ],
        [constant("weights", scores)],
    )


def failing() -> onnx.ModelProto:
    """Loads, but fails at each picture that is not all black: an index beyond the end."""
    nodes = [
        helper.make_node("ReduceMax", ["picture"], ["most"], keepdims=0),
        helper.make_node("Mul", ["most", "far"], ["place"]),
        helper.make_node("Cast", ["place"], ["index"], to=TensorProto.INT64),
        helper.make_node("Gather", ["rows", "index"], ["scores"], axis=0),
    ]
    return model(nodes, [constant("far", [1e6]), constant("rows", [[0.1, 0.2]])])


def endless() -> onnx.ModelProto:
    """Loops for ever."""
    body = helper.make_graph(
        [
            helper.make_node("Identity", ["go"], ["go_on"]),
            helper.make_node("Sin", ["before"], ["after"]),
        ],
        "body",
        [
            helper.make_tensor_value_info("turn", TensorProto.INT64, []),
            helper.make_tensor_value_info("go", TensorProto.BOOL, []),
            helper.make_tensor_value_info("before", TensorProto.FLOAT, [1, 2]),
        ],
        [
            helper.make_tensor_value_info("go_on", TensorProto.BOOL, []),
            helper.make_tensor_value_info("after", TensorProto.FLOAT, [1, 2]),
        ],
    )
    nodes = [
        helper.make_node("ReduceMean", ["picture"], ["mean"], axes=[2, 3], keepdims=0),
        helper.make_node("Mul", ["mean", "weights"], ["start"]),
        helper.make_node("Loop", ["", "yes", "start"], ["scores"], body=body),
    ]
    yes = numpy_helper.from_array(np.array(True), "yes")
    return model(nodes, [constant("weights", [[0.0, 1.0]]), yes])


def elsewhere(location: str) -> onnx.TensorProto:
    """A tensor `weights`, 1 x 2, whose values lie in another file."""
    tensor = constant("weights", [[0.0, 1.0]])
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    entry = tensor.external_data.add()
    entry.key, entry.value = "location", location
    return tensor


def with_tensor_elsewhere(location: str) -> onnx.ModelProto:
    """Its constant is `elsewhere`."""
    made = brightness()
    made.graph.initializer[0].CopyFrom(elsewhere(location))
    return made


def with_hidden_tensor_elsewhere(location: str) -> onnx.ModelProto:
    """The same inside a branch of a condition, as an attribute."""
    value = helper.make_node("Constant", [], ["hidden"], value=elsewhere(location))
    hidden = helper.make_tensor_value_info("hidden", TensorProto.FLOAT, [1, 2])
    branch = helper.make_graph([value], "branch", [], [hidden])
    yes = numpy_helper.from_array(np.array(True), "yes")
    choice = helper.make_node("If", ["yes"], ["weights"], then_branch=branch, else_branch=branch)
    made = brightness()
    made.graph.initializer[0].CopyFrom(yes)
    made.graph.node.insert(0, choice)
    return made
