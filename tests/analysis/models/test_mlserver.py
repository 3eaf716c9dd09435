"""The example model on MLServer, which reads the protocol in its own way: the same numbers as in process."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from analysis.detectors.model import Model
from analysis.frame import frame_of
from analysis.models.errors import EngineError
from analysis.models.kserve_engine import KServeEngine
from analysis.models.onnx_engine import OnnxEngine
from benchmarks.screening.marker_pictures import generated
from benchmarks.screening.train_example import HEIGHT, TRY_ON, WIDTH, Example
from tests.analysis.models.manifests import on_server
from tests.conftest import require
from tests.support import mlserver

pytestmark = pytest.mark.peers


@pytest.fixture(scope="module")
def server(example: Example, tmp_path_factory: pytest.TempPathFactory) -> Iterator[mlserver.MlServer]:
    require(mlserver.available(), "MLServer is missing: python3 deploy/setup.py dev")
    folder = tmp_path_factory.mktemp("mlserver")
    model = folder / "marker.onnx"
    model.write_bytes(example.model)
    made = mlserver.MlServer(
        folder / "server",
        "marker",
        model,
        [{"name": "picture", "datatype": "FP32", "shape": [-1, 1, HEIGHT, WIDTH]}],
        [{"name": "scores", "datatype": "FP32", "shape": [-1, 1, HEIGHT // 8, WIDTH // 8]}],
    )
    made.start()
    yield made
    made.stop()


def test_mlserver_gives_the_same_findings_as_this_process(
    server: mlserver.MlServer, example: Example
) -> None:
    read = on_server(example, server.url)
    assert read.engine is not None
    picture, _ = generated(WIDTH, HEIGHT, 12, np.random.default_rng(TRY_ON))
    frame = frame_of(picture, 0.0)
    here = Model(read, OnnxEngine(read, example.model)).detect(frame)
    assert len(here) > 5
    assert Model(read, KServeEngine(read, read.engine)).detect(frame) == here


def test_a_model_that_mlserver_does_not_have_is_told(server: mlserver.MlServer, example: Example) -> None:
    read = on_server(example, server.url)
    assert read.engine is not None
    missing = read.engine.model_copy(update={"model": "other"})
    with pytest.raises(EngineError, match=r"refuses \(404\).*other"):
        KServeEngine(read, missing).run(np.zeros((1, 1, HEIGHT, WIDTH), np.float32))
