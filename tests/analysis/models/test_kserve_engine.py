"""Models on a server: the same numbers as in process, and servers that are away, other than told, or odd."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.detectors.model import Model
from analysis.frame import frame_of
from analysis.models import kserve_wire
from analysis.models.errors import AnswerError, EngineError, SignatureError
from analysis.models.kserve_engine import KServeEngine
from analysis.models.manifest import Manifest
from analysis.models.onnx_engine import OnnxEngine
from benchmarks.screening.marker_pictures import generated
from benchmarks.screening.train_example import HEIGHT, TRY_ON, WIDTH, Example
from tests.analysis.models import graphs
from tests.analysis.models.manifests import manifest, on_server
from tests.analysis.models.v2_server import JSON_LENGTH, Behaviour, serving
from tests.support.processes import free_port

BRIGHT = np.full((1, 1, 24, 32), 0.5, np.float32)
SMALL = graphs.brightness().SerializeToString()


def at(port: int, more: str = "timeout_s = 5") -> Manifest:
    return manifest(top=f'{more}\n[engine]\nurl = "http://127.0.0.1:{port}"\nmodel = "small"')


def engine(read: Manifest) -> KServeEngine:
    assert read.engine is not None
    return KServeEngine(read, read.engine)


@pytest.fixture
def behaviour() -> Behaviour:
    return Behaviour(SMALL)


@pytest.fixture
def port(behaviour: Behaviour) -> Iterator[int]:
    with serving(behaviour) as taken:
        yield taken


@pytest.mark.parametrize("binary", [True, False])
def test_a_server_gives_the_same_findings_as_this_process(example: Example, binary: bool) -> None:
    behaviour = Behaviour(example.model, binary=binary, shape=[1, 1, -1, -1])
    picture, _ = generated(WIDTH, HEIGHT, 12, np.random.default_rng(TRY_ON))
    frame = frame_of(picture, 0.0)
    with serving(behaviour) as taken:
        there = on_server(example, f"http://127.0.0.1:{taken}")
        here = Model(there, OnnxEngine(there, example.model)).detect(frame)
        assert len(here) > 5
        assert Model(there, engine(there)).detect(frame) == here
    assert behaviour.bytes_taken == (4 * WIDTH * HEIGHT if binary else 0)


def test_the_server_is_met_once_and_then_asked(behaviour: Behaviour, port: int) -> None:
    asked = engine(at(port))
    for _ in range(3):
        np.testing.assert_array_equal(asked.run(BRIGHT).outputs["scores"], [[0.0, 0.5]])
    assert behaviour.asked == ["/v2/models/small", "/v2", *["/v2/models/small/infer"] * 3]
    assert behaviour.connections == 1


def test_a_version_is_asked_for_by_its_path(behaviour: Behaviour, port: int) -> None:
    text = f'timeout_s = 5\n[engine]\nurl = "http://127.0.0.1:{port}/"\nmodel = "small"\nversion = "3"'
    engine(manifest(top=text)).run(BRIGHT)
    assert behaviour.asked[0] == "/v2/models/small/versions/3"


def test_a_server_that_is_away_says_so_and_serves_again_when_it_is_back(behaviour: Behaviour) -> None:
    port = free_port()
    asked = engine(at(port))
    for _ in range(2):
        with pytest.raises(EngineError, match=f"small: http://127.0.0.1:{port}/v2/.* does not answer"):
            asked.run(BRIGHT)
        with serving(behaviour, port):
            asked.run(BRIGHT)


def test_whoever_comes_back_is_met_anew(behaviour: Behaviour) -> None:
    port = free_port()
    asked = engine(at(port))
    with serving(behaviour, port):
        asked.run(BRIGHT)
    with pytest.raises(EngineError):
        asked.run(BRIGHT)
    behaviour.shape = [1, 3, 24, 32]
    with serving(behaviour, port), pytest.raises(SignatureError, match="is 1 x 3 x 24 x 32, expected 1 x 1"):
        asked.run(BRIGHT)


def test_a_server_that_takes_too_long_is_given_up(behaviour: Behaviour, port: int) -> None:
    asked = engine(at(port, "timeout_s = 0.3"))
    asked.run(BRIGHT)
    behaviour.byte_each_s = 0.05
    with pytest.raises(EngineError, match=r"takes longer than 0\.3 s"):
        asked.run(BRIGHT)


def test_an_answer_that_breaks_off_is_told(behaviour: Behaviour, port: int) -> None:
    asked = engine(at(port, "timeout_s = 0.3"))
    asked.run(BRIGHT)
    behaviour.answer, behaviour.answer_headers = b"{", {"Content-Length": "999"}
    with pytest.raises(EngineError, match=r"small: .*/infer breaks off"):
        asked.run(BRIGHT)


@pytest.mark.parametrize("status", [302, 400, 500, 503])
def test_a_refusal_is_told_and_a_redirection_not_followed(
    behaviour: Behaviour, port: int, status: int
) -> None:
    asked = engine(at(port))
    asked.run(BRIGHT)
    behaviour.status, behaviour.answer = status, b'{"error": "no such thing"}'
    behaviour.answer_headers = {"Location": f"http://127.0.0.1:{port}/elsewhere"}
    with pytest.raises(EngineError, match=rf"refuses \({status}\): .*no such thing"):
        asked.run(BRIGHT)
    assert "/elsewhere" not in behaviour.asked


def test_an_answer_without_end_is_cut_off(
    behaviour: Behaviour, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analysis.models.kserve_engine.LARGEST_ANSWER_BYTES", 100_000)
    behaviour.answer = b" " * 200_000
    with pytest.raises(EngineError, match="answers more than 100000 bytes"):
        engine(at(port)).run(BRIGHT)


def test_a_compressed_answer_is_not_unpacked(behaviour: Behaviour, port: int) -> None:
    behaviour.answer, behaviour.answer_headers = b"\x1f\x8b\x08...", {"Content-Encoding": "gzip"}
    with pytest.raises(AnswerError, match="malformed"):
        engine(at(port)).run(BRIGHT)


def told(**output: object) -> bytes:
    scores = {"name": "scores", "datatype": "FP32", "shape": [1, 2], "data": [0.1, 0.2], **output}
    return json.dumps({"outputs": [scores]}).encode()


@pytest.mark.parametrize(
    ("body", "length"),
    [
        (b"", None),
        (b"{}", None),
        (b"[" * 100_000, None),
        (told(datatype="BYTES"), None),
        (told(shape=[-1, 2]), None),
        (told(shape=[2**31, 2**31]), None),
        (told(shape=[1] * 40), None),
        (told(data=["many", "words"]), None),
        (told(data=[[0.1], [0.2, 0.3]]), None),
        (told(data=[0.1]), None),
        (told(parameters={"binary_data_size": -4}), None),
        (told(parameters={"binary_data_size": 2**40}), None),
        (told(parameters={"binary_data_size": 8}), None),
        (
            told(parameters={"binary_data_size": 4}) + b"1234",
            str(len(told(parameters={"binary_data_size": 4}))),
        ),
        (told(), "-1"),
        (told(), "99999"),
        (told(), "²"),
    ],
)
def test_a_malformed_answer_is_refused(body: bytes, length: str | None) -> None:
    with pytest.raises(AnswerError, match="the server's"):
        kserve_wire.response(body, length)


@settings(max_examples=100, deadline=None)
@given(body=st.binary(max_size=200), length=st.none() | st.text(max_size=4))
def test_any_bytes_are_an_answer_or_refused(body: bytes, length: str | None) -> None:
    with pytest.raises(AnswerError):
        kserve_wire.response(body, length)


def test_tensors_follow_the_json_in_its_order_row_by_row() -> None:
    """As the specification of the extension shows it."""
    tensor = np.array([[1, 2], [3, 4]], np.float32).T
    headers, body = kserve_wire.request("in", tensor, ["a", "b"], binary=True)
    length = int(headers[JSON_LENGTH])
    asked = json.loads(body[:length])
    assert asked["inputs"] == [
        {"name": "in", "shape": [2, 2], "datatype": "FP32", "parameters": {"binary_data_size": 16}}
    ]
    assert [one["parameters"] for one in asked["outputs"]] == [{"binary_data": True}] * 2
    assert body[length:] == struct.pack("<4f", 1, 3, 2, 4)
