"""Models dropped into a folder: they come, change and go, and do what they were trained for."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from concurrent.futures import Executor, Future
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analysis.detector import Detector
from analysis.findings import Kind
from analysis.frame import frame_of
from analysis.outside import LOOK_EVERY_S, OutsideModels
from benchmarks.screening.marker_pictures import generated
from benchmarks.screening.train_example import HEIGHT, TRY_ON, WIDTH, Example, found
from core.detectors import chosen
from tests.analysis.models import graphs
from tests.analysis.models.manifests import text
from tests.support.processes import free_port, wait_for

NAME = "model:marker"


class AtOnce(Executor):
    """Does what is submitted before it returns."""

    def submit(self, work: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result(work(*args, **kwargs))
        return future


class Outside:
    """The models of a folder, and a clock that runs from look to look."""

    def __init__(self, folder: Path) -> None:
        self._now = 0.0
        self._models = OutsideModels(folder, lambda: self._now, AtOnce())

    def after_looks(self, number: int) -> dict[str, frozenset[str]]:
        """What is there after so many more looks at the folder."""
        for _ in range(number):
            self._models.modalities()
            told = self._models.modalities()
            self._now += LOOK_EVERY_S
        return dict(told)

    def detector(self) -> Detector:
        (detector,) = self._models.make(frozenset({NAME}), "US")
        return detector


@pytest.fixture
def outside(models: Path) -> Outside:
    return Outside(models)


def test_a_model_dropped_into_the_folder_finds_what_it_was_trained_for(
    models: Path, outside: Outside, example: Example
) -> None:
    assert outside.after_looks(1) == {}
    example.drop(models)
    there = outside.after_looks(2)
    assert there == {NAME: frozenset({"US"})}
    assert NAME in chosen("US", there, {})
    assert NAME not in chosen("CT", there, {})
    detector = outside.detector()
    assert (detector.name, detector.kinds, detector.every_s) == (NAME, {Kind.MODEL}, 0)
    hits = wrong = pictures = markers = 0
    for number in range(10):
        picture, truth = generated(WIDTH, HEIGHT, 12, np.random.default_rng(TRY_ON + number))
        findings = detector.detect(frame_of(picture, number / 30))
        assert all(one.closed and one.label == "圆形标记 / Round marker" for one in findings)
        hit, missed = found(findings, truth)
        hits, wrong, pictures, markers = hits + hit, wrong + missed, pictures + 1, markers + len(truth)
    # Measured over 100 pictures: see docs/screening/models.md.
    assert hits / markers > 0.9
    assert wrong / pictures < 3


def test_a_model_that_is_taken_away_is_gone(models: Path, outside: Outside, example: Example) -> None:
    example.drop(models)
    assert NAME in outside.after_looks(2)
    (models / "marker.toml").unlink()
    assert outside.after_looks(1) == {}


def test_a_changed_manifest_is_away_until_it_stands_still_and_then_counts(
    models: Path, outside: Outside, example: Example
) -> None:
    example.drop(models)
    outside.after_looks(2)
    changed = example.manifest.replace(b'["US"]', b'["US", "XA"]')
    (models / "marker.toml").write_bytes(changed)
    assert outside.after_looks(1) == {}
    assert outside.after_looks(1) == {NAME: frozenset({"US", "XA"})}


def test_a_model_file_that_is_still_being_copied_is_not_loaded(
    models: Path, outside: Outside, example: Example, caplog: pytest.LogCaptureFixture
) -> None:
    (models / "marker.toml").write_bytes(example.manifest)
    with (models / "marker.onnx").open("wb") as file:
        for at in range(0, len(example.model), len(example.model) // 4):
            file.write(example.model[at : at + len(example.model) // 4])
            file.flush()
            assert outside.after_looks(1) == {}
    assert outside.after_looks(1) == {NAME: frozenset({"US"})}
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


def test_a_copy_that_stands_still_for_long_is_told_and_loaded_when_it_is_whole(
    models: Path, outside: Outside, example: Example, caplog: pytest.LogCaptureFixture
) -> None:
    (models / "marker.toml").write_bytes(example.manifest)
    (models / "marker.onnx").write_bytes(example.model[:1000])
    assert outside.after_looks(5) == {}
    assert len(caplog.records) == 1
    assert "marker.onnx does not have the sha256" in caplog.text
    (models / "marker.onnx").write_bytes(example.model)
    assert NAME in outside.after_looks(2)


def test_a_broken_manifest_is_told_once_and_the_others_are_used(
    models: Path, outside: Outside, example: Example, caplog: pytest.LogCaptureFixture
) -> None:
    example.drop(models)
    (models / "broken.toml").write_bytes(example.manifest.replace(b"width = 640", b"width = 6400000"))
    assert set(outside.after_looks(5)) == {NAME}
    warnings = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert len(warnings) == 1
    assert "broken.toml: 'input.width'" in warnings[0]


def test_without_a_folder_there_are_no_models(tmp_path: Path) -> None:
    assert Outside(tmp_path / "nowhere").after_looks(2) == {}


def test_a_link_that_leads_out_of_the_folder_is_not_followed(
    models: Path, outside: Outside, example: Example, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    example.drop(tmp_path)
    (models / "marker.toml").write_bytes(example.manifest)
    (models / "marker.onnx").symlink_to(tmp_path / "marker.onnx")
    assert outside.after_looks(3) == {}
    assert "is a link that leads out of the folder" in caplog.text


def test_a_pipe_keeps_nobody_waiting(
    models: Path, outside: Outside, example: Example, caplog: pytest.LogCaptureFixture
) -> None:
    (models / "marker.toml").write_bytes(example.manifest)
    os.mkfifo(models / "marker.onnx")
    os.mkfifo(models / "other.toml")
    assert outside.after_looks(3) == {}
    assert "there is no file marker.onnx beside the manifest" in caplog.text


def test_a_model_that_fails_at_once_is_left_out(
    models: Path, outside: Outside, caplog: pytest.LogCaptureFixture
) -> None:
    (models / "small.toml").write_text(text())
    (models / "small.onnx").write_bytes(graphs.failing().SerializeToString())
    assert outside.after_looks(5) == {}
    assert len(caplog.records) == 1
    assert "small fails" in caplog.text


def test_a_servers_model_is_there_even_while_the_server_is_away(models: Path, outside: Outside) -> None:
    server = f'every_s = 1\n[engine]\nurl = "http://127.0.0.1:{free_port()}"\nmodel = "small"'
    (models / "small.toml").write_text(text(top=server))
    assert set(outside.after_looks(2)) == {"model:small"}


def test_models_are_loaded_beside_whoever_asks(models: Path, example: Example) -> None:
    example.drop(models)
    looks = count(0, LOOK_EVERY_S)
    outside = OutsideModels(models, lambda: next(looks))
    assert outside.modalities() == {}
    assert wait_for("the model", outside.modalities, 30) == {NAME: frozenset({"US"})}
    (detector,) = outside.make(frozenset({NAME, "model:unknown"}), "US")
    assert detector.name == NAME
