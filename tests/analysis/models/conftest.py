"""The example model, trained once for all tests of a session."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import pytest

from benchmarks.screening.train_example import Example, train


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Example:
    """Trained by the repository's script; the test processes of one run share it."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    model, manifest = folder / "marker.onnx", folder / "marker.toml"
    with Path(folder / "marker.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not manifest.exists():
            train().drop(folder)
    return Example(model.read_bytes(), manifest.read_bytes())


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """An empty folder of models."""
    folder = tmp_path / "models"
    folder.mkdir()
    return folder
