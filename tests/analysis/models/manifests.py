"""Manifests for tests, written as people write them."""

from __future__ import annotations

from analysis.models.manifest import Manifest, parse
from benchmarks.screening.train_example import Example

CLASSIFICATION = 'form = "classification"\nscores = "scores"'
HEAT_MAP = 'form = "heat-map"\nscores = "scores"'
BOXES = 'form = "boxes"\nboxes = "boxes"\nscores = "scores"'
TWO_LABELS = """
[[labels]]
name = "cyst"
[[labels]]
name = "stone"
threshold = 0.8
"""
ONE_LABEL = '[[labels]]\nname = "cyst"\n'


def text(
    *,
    top: str = 'file = "small.onnx"',
    size: str = "",
    output: str = CLASSIFICATION,
    labels: str = TWO_LABELS,
) -> str:
    """A manifest named `small` with a grey input of 32 x 24, in which `size` replaces the input's keys."""
    return f"""
name = "small"
licence = "CC0-1.0"
author = "somebody"
modalities = ["US"]
{top}
[input]
name = "picture"
{size or "width = 32" + chr(10) + "height = 24"}
[output]
{output}
{labels}
"""


def manifest(**parts: str) -> Manifest:
    return parse(text(**parts).encode(), "small.toml")


def on_server(example: Example, url: str) -> Manifest:
    """The manifest of the example model, for a server that runs it under the name of `marker`."""
    lines = example.manifest.decode().splitlines()
    kept = [line for line in lines if not line.startswith(("file", "sha256", "every_s"))]
    top = ["every_s = 0.1", "timeout_s = 10"]
    engine = ["[engine]", f'url = "{url}"', 'model = "marker"']
    return parse("\n".join([*top, *kept, *engine]).encode(), "marker.toml")
