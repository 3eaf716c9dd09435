"""Manifests: what is written is taken, and what is wrong is named by file and key."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from analysis.models.errors import ManifestError
from analysis.models.manifest import LARGEST_BYTES, parse
from tests.analysis.models.manifests import BOXES, CLASSIFICATION, HEAT_MAP, TWO_LABELS, manifest, text
from tests.conftest import ROOT

SERVER = 'every_s = 0.2\n[engine]\nurl = "http://127.0.0.1:8000"\nmodel = "m"'
SIZE = "width = 32\nheight = 24\n"


@pytest.mark.parametrize("output", [CLASSIFICATION, HEAT_MAP, BOXES])
def test_each_form_of_output_is_taken(output: str) -> None:
    read = manifest(output=output)
    assert (read.detector, read.modalities) == ("model:small", {"US"})
    assert read.input.shape == (1, 1, 24, 32)
    assert [label.threshold for label in read.labels] == [0.5, 0.8]


def test_the_documented_examples_are_valid() -> None:
    page = (ROOT / "docs" / "screening" / "models.md").read_text()
    examples = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    whole = [example for example in examples if example.startswith("name = ") or "\nname = " in example]
    assert len(whole) >= 2
    for example in whole:
        name = re.search(r'^name = "(.*)"', example, re.MULTILINE)
        assert name is not None
        assert parse(example.encode(), f"{name[1]}.toml").labels


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"top": 'file = "../../etc/passwd.onnx"'}, "'file'"),
        ({"top": 'file = "/etc/x.onnx"'}, "'file'"),
        ({"top": 'file = "..\\\\x.onnx"'}, "'file'"),
        ({"top": 'file = ".onnx"'}, "'file'"),
        ({"top": 'file = "small.onnx"\nsha256 = "abc"'}, "'sha256'"),
        ({"top": 'file = "small.onnx"\nfiel = 1'}, "'fiel': there is no such key"),
        ({"top": 'file = "small.onnx"\nevery_s = "often"'}, "'every_s'"),
        ({"top": 'file = "small.onnx"\nevery_s = nan'}, "'every_s'"),
        ({"top": 'file = "small.onnx"\nevery_s = 60'}, "'every_s'"),
        ({"top": ""}, "give either file"),
        ({"top": 'file = "small.onnx"\n' + SERVER}, "give either file"),
        ({"top": SERVER.replace("0.2", "0")}, "every_s must be at least"),
        ({"top": SERVER.replace("http:", "file:")}, "'engine.url'"),
        ({"top": SERVER.replace("127", "user:secret@127")}, "'engine.url'"),
        ({"top": SERVER.replace('"m"', '"../m"')}, "'engine.model'"),
        ({"size": "width = 32"}, "'input.height'"),
        ({"size": "width = 8192\nheight = 8192"}, "'input': width x height"),
        ({"size": "width = 4\nheight = 24"}, "'input.width'"),
        ({"size": SIZE + "std = [0.0]"}, "'input.std.0'"),
        ({"size": SIZE + "mean = [0.1, 0.2]"}, "'input': mean must have 1 or 1 values"),
        ({"size": SIZE + 'type = "uint8"\nscale = 1.0'}, "leave scale out"),
        ({"size": SIZE + 'colour = "purple"'}, "'input.colour'"),
        ({"output": 'form = "poem"\nscores = "x"'}, "'output'"),
        ({"output": 'form = "boxes"\nscores = "x"'}, "'output.boxes.boxes'"),
        ({"labels": ""}, "'labels'"),
        ({"labels": TWO_LABELS.replace("stone", "cyst")}, "two labels have the same name"),
        ({"labels": TWO_LABELS.replace("0.8", "1.8")}, "'labels.1.threshold'"),
    ],
)
def test_what_is_wrong_is_named_by_file_and_key(parts: dict[str, str], said: str) -> None:
    with pytest.raises(ManifestError) as error:
        manifest(**parts)
    assert "small.toml: " in str(error.value)
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"name = ", "not valid TOML"),
        (b'name = "\xff\xfe"', "not UTF-8"),
        (b"x = " + b"[" * 5000, "small.toml"),
        (b"#" * (LARGEST_BYTES + 1), "longer than"),
    ],
)
def test_what_is_no_manifest_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(ManifestError, match=re.escape(said)):
        parse(content, "small.toml")


def test_the_file_is_called_as_the_model() -> None:
    with pytest.raises(ManifestError, match=re.escape("call the file small.toml")):
        parse(text().encode(), str(Path("other.toml")))
