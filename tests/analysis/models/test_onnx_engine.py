"""ONNX Runtime in process: models that do what they say, and models that do not."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
import onnx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.models.errors import EngineError, SignatureError
from analysis.models.external_data import NotOnnx, wants_other_files
from analysis.models.onnx_engine import OnnxEngine
from tests.analysis.models import graphs
from tests.analysis.models.manifests import BOXES, HEAT_MAP, ONE_LABEL, manifest

BRIGHT = np.full((1, 1, 24, 32), 0.5, np.float32)


def engine(model: onnx.ModelProto, **parts: str) -> OnnxEngine:
    return OnnxEngine(manifest(**parts), model.SerializeToString())


def test_a_model_is_run() -> None:
    answer = engine(graphs.brightness()).run(BRIGHT)
    np.testing.assert_allclose(answer.outputs["scores"], [[0.0, 0.5]])
    assert answer.took_s > 0


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"size": "width = 64\nheight = 24"}, "'picture' is 1 x 1 x 24 x 32, expected 1 x 1 x 24 x 64"),
        ({"size": 'width = 32\nheight = 24\ntype = "uint8"'}, "'picture' is float32, expected uint8"),
        ({"size": 'width = 32\nheight = 24\nlayout = "NHWC"'}, "expected 1 x 24 x 32 x 1"),
        ({"labels": ONE_LABEL}, "'scores' is 1 x 2, expected 1 x 1"),
        ({"output": HEAT_MAP}, "'scores' is 1 x 2, expected 1 x 2 x ? x ?"),
        ({"output": BOXES}, "there is no output 'boxes'; it has: scores"),
    ],
)
def test_a_model_that_is_not_the_manifests_is_refused(parts: dict[str, str], said: str) -> None:
    with pytest.raises(SignatureError) as error:
        engine(graphs.brightness(), **parts)
    assert said in str(error.value)


def test_a_model_that_fails_says_so() -> None:
    with pytest.raises(EngineError, match="small fails: "):
        engine(graphs.failing()).run(BRIGHT)


def test_a_model_that_does_not_end_is_stopped() -> None:
    endless = engine(graphs.endless(), top='file = "small.onnx"\ntimeout_s = 0.2')
    with pytest.raises(EngineError, match="it was stopped after"):
        endless.run(BRIGHT)


@pytest.mark.parametrize("made", [graphs.with_tensor_elsewhere, graphs.with_hidden_tensor_elsewhere])
@pytest.mark.parametrize("location", ["weights.bin", "../weights.bin", "{folder}/weights.bin"])
def test_a_model_with_tensors_in_other_files_is_refused(
    made: Callable[[str], onnx.ModelProto], location: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # They are there, where ONNX Runtime would look for them.
    (tmp_path / "weights.bin").write_bytes(np.ones(2, np.float32).tobytes())
    monkeypatch.chdir(tmp_path)
    with pytest.raises(EngineError, match="keeps tensors in other files"):
        engine(made(location.format(folder=tmp_path)))


def test_tensors_within_the_file_are_told_from_those_elsewhere() -> None:
    assert not wants_other_files(graphs.brightness().SerializeToString())
    assert not wants_other_files(graphs.endless().SerializeToString())
    assert wants_other_files(graphs.with_hidden_tensor_elsewhere("x").SerializeToString())


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
def test_a_part_of_a_model_is_refused(share: float) -> None:
    whole = graphs.brightness().SerializeToString()
    with pytest.raises(EngineError, match=r"small\.onnx (is no ONNX model|cannot be loaded)"):
        OnnxEngine(manifest(), whole[: int(share * len(whole))])


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_model_or_not(data: bytes) -> None:
    with suppress(NotOnnx):
        assert wants_other_files(data) in {True, False}


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 255))
def test_a_model_with_a_wrong_byte_is_loaded_or_refused(at: int, value: int) -> None:
    data = bytearray(graphs.brightness().SerializeToString())
    data[at % len(data)] = value
    with suppress(EngineError, SignatureError):
        OnnxEngine(manifest(), bytes(data))
