"""Trains a small model that finds bright round markers, as an example of a model from outside.

    python -m benchmarks.screening.train_example FOLDER

writes `marker.onnx` and `marker.toml` into FOLDER, and prints how well it does on generated pictures that it
has not seen and on real ones. It stands here and not with the program, which never trains: scikit-learn and
onnx are needed for this alone.

The model is a perceptron with one hidden layer on patches of 16 x 16 pixels. A dense layer on each patch of a
grid is a convolution (Sermanet et al., OverFeat, 2014), so that the ONNX graph looks at a whole picture: a
convolution of 16 x 16 with a stride of 8, then one of 1 x 1.
"""

from __future__ import annotations

import hashlib
import sys
import time
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_limits

from analysis.findings import Finding
from analysis.frame import Plane
from benchmarks.report import table
from benchmarks.screening.marker_pictures import Marker, generated

Floats = NDArray[np.float32]

PATCH, STRIDE = 16, 8
WIDTH, HEIGHT = 640, 480
"""Of the model's input, and of the pictures that it learns from."""

HIDDEN = 24
ALPHA, EPOCHS = 1e-2, 25
MEAN, STD = 0.35, 0.2
PICTURES, MARKERS = 48, 24
"""To learn from, and markers in each."""

ELSEWHERE = 300
"""Places of each picture, taken by chance, that show what is no marker."""
LEARN_FROM, TRY_ON = 1000, 9000
"""First seeds: no picture is in both."""

MANIFEST = """\
# A marker is a bright round spot, 7 to 12 pixels across in a picture of 640 x 480.
name = "marker"
version = "1"
licence = "Apache-2.0"
author = "Consilium, benchmarks/screening/train_example.py"
file = "marker.onnx"
sha256 = "{sha256}"
modalities = ["US"]
every_s = 0

[input]
name = "picture"
width = {width}
height = {height}
colour = "grey"
mean = [{mean}]
std = [{std}]

[output]
form = "heat-map"
scores = "scores"
activation = "sigmoid"

[[labels]]
name = "marker"
zh = "圆形标记"
en = "Round marker"
threshold = 0.8
"""


@dataclass(frozen=True, slots=True)
class Example:
    """A trained model: the ONNX file and its manifest, as bytes."""

    model: bytes
    manifest: bytes

    def drop(self, folder: Path) -> None:
        """Into a folder of models, the manifest last: until then nobody looks at the model."""
        (folder / "marker.onnx").write_bytes(self.model)
        (folder / "marker.toml").write_bytes(self.manifest)


def train() -> Example:
    """The same on each machine, up to rounding."""
    seen = [
        generated(WIDTH, HEIGHT, MARKERS, np.random.default_rng(LEARN_FROM + number))
        for number in range(PICTURES)
    ]
    patches, truth = _samples(seen, np.random.default_rng(LEARN_FROM))
    with threadpool_limits(1):
        network = _fitted(patches, truth)
        # What the first one takes for a marker teaches the second one more than any patch by chance
        # (hard negatives: Sung and Poggio, Example-based learning for face detection, 1998).
        mistaken = np.concatenate([_mistaken(network, *one) for one in seen])
        patches = np.concatenate([patches, mistaken])
        network = _fitted(patches, np.concatenate([truth, np.zeros(len(mistaken), bool)]))
    model = _graph(network)
    text = MANIFEST.format(
        sha256=hashlib.sha256(model).hexdigest(), width=WIDTH, height=HEIGHT, mean=MEAN, std=STD
    )
    return Example(model, text.encode())


def found(findings: Iterable[Finding], markers: Sequence[Marker]) -> tuple[int, int]:
    """How many markers have a finding on them, and how many findings lie on no marker."""
    middles = [np.mean(finding.outline, axis=0) for finding in findings]
    near = [[np.hypot(x - one.x, y - one.y) <= PATCH / 2 for one in markers] for x, y in middles]
    on_marker = np.array(near, bool).reshape(len(middles), len(markers))
    return int(on_marker.any(axis=0).sum()), int((~on_marker.any(axis=1)).sum())


def _fitted(patches: Floats, truth: NDArray[np.bool_]) -> MLPClassifier:
    network = MLPClassifier((HIDDEN,), alpha=ALPHA, max_iter=EPOCHS, batch_size=256, random_state=1)
    with warnings.catch_warnings():
        # The number of epochs is chosen for the time that they take, not for the last improvement.
        warnings.simplefilter("ignore", ConvergenceWarning)
        return network.fit(patches, truth)


def _mistaken(network: MLPClassifier, picture: Plane, markers: Sequence[Marker]) -> Floats:
    """The patches of the grid that the network takes for a marker where there is none."""
    rows, columns = np.mgrid[STRIDE : picture.shape[0] : STRIDE, STRIDE : picture.shape[1] : STRIDE]
    middles = np.stack([columns.ravel(), rows.ravel()], axis=1)
    patches = _patches(picture, middles[_apart(middles, markers)])
    return patches[network.predict(patches)]


def _samples(
    seen: Sequence[tuple[Plane, Sequence[Marker]]], random: np.random.Generator
) -> tuple[Floats, NDArray[np.bool_]]:
    """Patches around markers, off centre as the grid meets them, and patches of all the rest."""
    patches, truth = [], []
    for picture, markers in seen:
        # The grid's nearest patch is at most half a stride away.
        places = np.repeat([(one.x, one.y) for one in markers], 4, axis=0)
        near = places + random.uniform(-STRIDE / 2, STRIDE / 2, places.shape)
        ends = np.array(picture.shape[::-1]) - STRIDE
        anywhere = random.uniform(STRIDE, ends, (ELSEWHERE, 2))
        anywhere = anywhere[_apart(anywhere, markers)]
        patches.append(_patches(picture, np.concatenate([near, anywhere])))
        truth.append(np.arange(len(near) + len(anywhere)) < len(near))
    return np.concatenate(patches), np.concatenate(truth)


def _apart(middles: NDArray[Any], markers: Sequence[Marker]) -> NDArray[np.bool_]:
    """Which patches hold no part of a marker; those that do are neither one thing nor the other."""
    away = np.abs(middles[:, np.newaxis] - np.array([(one.x, one.y) for one in markers]))
    return np.asarray((away.max(axis=2) > STRIDE * 1.5).all(axis=1), np.bool_)


def _patches(picture: Plane, middles: NDArray[Any]) -> Floats:
    """Shape (patches, PATCH * PATCH), as the model's input is normalised; `middles` are x and y."""
    corners = np.rint(middles - PATCH / 2).astype(int)
    parts = sliding_window_view(picture, (PATCH, PATCH))[corners[:, 1], corners[:, 0]]
    return ((parts.astype(np.float32) / 255 - MEAN) / STD).reshape(len(middles), -1)


def _graph(network: MLPClassifier) -> bytes:
    """The network over a whole picture: scores before the sigmoid, one for each cell of 8 x 8 pixels."""
    hidden, last = (np.asarray(one, np.float32) for one in network.coefs_)
    weights = {
        "hidden.weight": hidden.T.reshape(HIDDEN, 1, PATCH, PATCH),
        "hidden.bias": np.asarray(network.intercepts_[0], np.float32),
        "last.weight": last.T.reshape(1, HIDDEN, 1, 1),
        "last.bias": np.asarray(network.intercepts_[1], np.float32),
    }
    # With this much around the picture, each patch has its middle in the middle of its cell.
    around = [(PATCH - STRIDE) // 2] * 4
    nodes = [
        helper.make_node(
            "Conv",
            ["picture", "hidden.weight", "hidden.bias"],
            ["hidden"],
            strides=[STRIDE, STRIDE],
            pads=around,
        ),
        helper.make_node("Relu", ["hidden"], ["active"]),
        helper.make_node("Conv", ["active", "last.weight", "last.bias"], ["scores"]),
    ]
    graph = helper.make_graph(
        nodes,
        "marker",
        # Any size will do: the manifest says which.
        [helper.make_tensor_value_info("picture", TensorProto.FLOAT, [1, 1, "height", "width"])],
        [helper.make_tensor_value_info("scores", TensorProto.FLOAT, [1, 1, "rows", "columns"])],
        [numpy_helper.from_array(np.ascontiguousarray(value), name) for name, value in weights.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model, full_check=True)
    return model.SerializeToString()


def main(folder: Path) -> None:
    """Trains, writes and tells."""
    from benchmarks.screening import models

    began = time.process_time()
    example = train()
    print(f"trained in {time.process_time() - began:.1f} s of processor time")
    folder.mkdir(parents=True, exist_ok=True)
    example.drop(folder)
    print(table(models.rows_of(example)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
