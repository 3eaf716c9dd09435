"""The detector around a model: what it finds, and how it holds back when the model is slow or fails."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.detectors.model import FIRST_REST_S, LONGEST_REST_S, SHARE, Model
from analysis.findings import Kind
from analysis.frame import frame_of
from analysis.models.engine import Answer, Tensor
from analysis.models.errors import AnswerError, EngineError
from analysis.models.onnx_engine import OnnxEngine
from analysis.runner import REST_AFTER_FAILURE_S, Runner
from tests.analysis.models import graphs
from tests.analysis.models.manifests import manifest

EACH_FRAME = 'file = "small.onnx"\nevery_s = 0'
BRIGHT = frame_of(np.full((48, 64, 3), 250, np.uint8), 0.0)
DARK = frame_of(np.zeros((48, 64, 3), np.uint8), 0.0)


class Engine:
    """Answers what it is told, after as long as it is told."""

    def __init__(self) -> None:
        self.scores = [[0.9, 0.0]]
        self.took_s = 0.001
        self.away = False

    def run(self, tensor: Tensor) -> Answer:
        if self.away:
            raise EngineError("the server does not answer")
        return Answer({"scores": np.array(self.scores, np.float32)}, self.took_s)


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_real_model_tells_bright_from_dark() -> None:
    read = manifest()
    detector = Model(read, OnnxEngine(read, graphs.brightness().SerializeToString()))
    (finding,) = detector.detect(BRIGHT)
    assert (finding.kind, finding.label) == (Kind.MODEL, "stone")
    assert detector.detect(DARK) == []


def test_a_model_that_turns_slow_is_asked_less_often_beside_the_others_and_comes_back() -> None:
    engine, clock = Engine(), Clock()
    detector = Model(manifest(top=EACH_FRAME), engine)
    runner = Runner([detector], clock)
    assert len(runner.look(BRIGHT)) == 1
    engine.took_s = 10.0
    runner.look(BRIGHT)
    assert runner.look(BRIGHT) == []
    assert detector.every_s > SHARE
    assert runner.due() == [detector]
    assert runner.due() == []
    engine.took_s = 0.001
    for _ in range(30):
        runner.run(detector, BRIGHT)
    assert detector.every_s == 0
    assert len(runner.look(BRIGHT)) == 1


def test_a_model_that_is_known_to_be_slow_never_holds_up_a_frame() -> None:
    runner = Runner([Model(manifest(top=EACH_FRAME), Engine(), took_s=3.0)], Clock())
    assert runner.look(BRIGHT) == []


def test_a_failing_model_rests_longer_each_time_and_the_others_go_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    engine, clock = Engine(), Clock()
    failing, other = Model(manifest(top=EACH_FRAME), engine), Model(manifest(), Engine())
    runner = Runner([failing, other], clock)
    engine.away = True
    runner.look(BRIGHT)
    assert "the detector model:small fails" in caplog.text
    assert "the server does not answer" in caplog.text
    rests = []
    for _ in range(8):
        rests.append(failing.every_s)
        clock.now += max(failing.every_s, REST_AFTER_FAILURE_S)
        assert runner.look(BRIGHT) == []
        assert failing in runner.due()
        runner.run(failing, BRIGHT)
    assert rests[:3] == [FIRST_REST_S, 2 * FIRST_REST_S, 4 * FIRST_REST_S]
    assert max(rests) == LONGEST_REST_S
    assert runner.run(other, BRIGHT) is not None
    engine.away = False
    assert runner.run(failing, BRIGHT) is not None
    assert failing.every_s == 0


@pytest.mark.parametrize("scores", [[[float("nan"), 0.0]], [[0.5]], [[4.0, -2.0]]])
def test_an_answer_that_is_no_score_counts_as_a_failure(scores: list[list[float]]) -> None:
    engine = Engine()
    engine.scores = scores
    detector = Model(manifest(), engine)
    with pytest.raises(AnswerError):
        detector.detect(BRIGHT)
    assert detector.every_s == FIRST_REST_S
