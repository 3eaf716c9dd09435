"""Runs a model in this process, by ONNX Runtime on one core."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import onnxruntime

from analysis.models import signature
from analysis.models.engine import Answer, Tensor
from analysis.models.errors import EngineError
from analysis.models.external_data import NotOnnx, wants_other_files
from analysis.models.manifest import Manifest
from analysis.models.signature import Shape, TensorSpec

TYPES = {
    "tensor(float)": "float32",
    "tensor(float16)": "float16",
    "tensor(double)": "float64",
    "tensor(uint8)": "uint8",
    "tensor(int32)": "int32",
    "tensor(int64)": "int64",
}
"""ONNX Runtime's words for the types that manifests know, and NumPy's."""


class OnnxEngine:
    """One session, which the consoles of a worker share: ONNX Runtime lets several threads run it."""

    def __init__(
        self, manifest: Manifest, model: bytes, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        """`model` is the ONNX file. Raises EngineError, and SignatureError where it is not the manifest's."""
        self._manifest = manifest
        self._clock = clock
        self._outputs = list(signature.expected_outputs(manifest))
        self._session = _session(manifest, model)
        inputs = [_spec(one) for one in self._session.get_inputs()]
        signature.check(manifest, inputs, [_spec(one) for one in self._session.get_outputs()])

    def run(self, tensor: Tensor) -> Answer:
        """Ends a run at the first operator after `timeout_s`: one operator cannot be interrupted."""
        options = onnxruntime.RunOptions()
        options.log_severity_level = 4
        watch = threading.Timer(self._manifest.timeout_s, setattr, (options, "terminate", True))
        began = self._clock()
        watch.start()
        try:
            values = self._session.run(self._outputs, {self._manifest.input.name: tensor}, options)
        except Exception as error:
            # ONNX Runtime's exceptions have no base of their own.
            took = self._clock() - began
            late = f"; it was stopped after {took:.1f} s" if options.terminate else ""
            raise EngineError(f"{self._manifest.name} fails{late}: {_first_line(error)}") from error
        finally:
            watch.cancel()
        took = self._clock() - began
        return Answer(
            {name: np.asarray(value) for name, value in zip(self._outputs, values, strict=True)}, took
        )


def _session(manifest: Manifest, model: bytes) -> onnxruntime.InferenceSession:
    try:
        if wants_other_files(model):
            raise EngineError(
                f"{manifest.name}: {manifest.file} keeps tensors in other files, which are not read. "
                "Save it as one file."
            )
    except NotOnnx as error:
        raise EngineError(f"{manifest.name}: {manifest.file} is no ONNX model: {error}.") from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    # Of what can fail, our own log tells.
    options.log_severity_level = 4
    try:
        # From bytes, and these alone: what was checked is what is run.
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    except Exception as error:
        reason = _first_line(error)
        raise EngineError(f"{manifest.name}: {manifest.file} cannot be loaded: {reason}") from error


def _spec(node: Any) -> TensorSpec:
    # Lengths that are not fixed have a name, or none.
    shape: Shape = tuple(length if isinstance(length, int) else None for length in node.shape or ())
    return TensorSpec(node.name, TYPES.get(node.type, node.type), shape)


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:300]
