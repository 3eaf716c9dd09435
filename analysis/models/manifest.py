"""The manifest of a model: a short TOML file that says what goes in and what comes out.

docs/screening/models.md explains each key to those who write one.
"""

from __future__ import annotations

import tomllib
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from analysis.episodes import COMES_BACK_S
from analysis.models.errors import ManifestError

LARGEST_BYTES = 64 * 1024
"""Of a manifest; what is longer is something else."""

MOST_PIXELS = 4 * 1024 * 1024
"""Of an input: more than any screen's picture is worth, and 48 MiB as a tensor."""

MOST_LABELS = 256

Channels = Annotated[tuple[float, ...], Field(strict=False, min_length=1, max_length=3)]
Score = Annotated[float, Field(ge=0, le=1)]
Side = Annotated[int, Field(ge=8, le=8192)]
TensorName = Annotated[str, Field(min_length=1, max_length=200)]
Activation = Literal["none", "sigmoid", "softmax"]


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class Input(_Table):
    """The one tensor that goes in: value = (pixel * scale - mean) / std, pixel from 0 to 255."""

    name: TensorName
    width: Side
    height: Side
    layout: Literal["NCHW", "NHWC"] = "NCHW"
    colour: Literal["grey", "rgb", "bgr"] = "grey"
    type: Literal["float32", "float16", "uint8"] = "float32"
    fit: Literal["letterbox", "stretch"] = "letterbox"
    fill: Annotated[int, Field(ge=0, le=255)] = 0
    """Grey value of the bars beside a letterboxed picture."""
    scale: Annotated[float, Field(gt=0)] = 1 / 255
    mean: Channels = (0.0,)
    std: Annotated[
        tuple[Annotated[float, Field(gt=0)], ...], Field(strict=False, min_length=1, max_length=3)
    ] = (1.0,)

    @property
    def channels(self) -> int:
        return 1 if self.colour == "grey" else 3

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """Of the tensor, the batch of one included."""
        if self.layout == "NCHW":
            return 1, self.channels, self.height, self.width
        return 1, self.height, self.width, self.channels

    @model_validator(mode="after")
    def _fits_together(self) -> Input:
        if self.width * self.height > MOST_PIXELS:
            raise ValueError(f"width x height is beyond {MOST_PIXELS} pixels")
        for key, values in (("mean", self.mean), ("std", self.std)):
            if len(values) not in {1, self.channels}:
                raise ValueError(f"{key} must have 1 or {self.channels} values")
        given = self.model_fields_set & {"scale", "mean", "std"}
        if self.type == "uint8" and given:
            raise ValueError(f"uint8 takes the pixels as they are: leave {', '.join(sorted(given))} out")
        return self


class Classification(_Table):
    """One score for each label, of the whole picture. Shape (1, labels)."""

    form: Literal["classification"]
    scores: TensorName
    activation: Activation = "none"


class HeatMap(_Table):
    """A score for each label and cell of the input. Shape (1, labels, rows, columns); NHWC as the input."""

    form: Literal["heat-map"]
    scores: TensorName
    activation: Activation = "none"
    least_cells: Annotated[int, Field(ge=1)] = 1
    """Of a region of connected cells over the threshold; smaller ones are passed over."""


class Boxes(_Table):
    """Boxes (1, boxes, 4) with scores (1, boxes, labels), or (1, boxes) where `classes` (1, boxes) tells."""

    form: Literal["boxes"]
    boxes: TensorName
    scores: TensorName
    classes: TensorName | None = None
    corners: Literal["xyxy", "xywh", "cxcywh"] = "xyxy"
    unit: Literal["pixels", "relative"] = "pixels"
    """Pixels of the input, or shares of its width and height."""
    activation: Activation = "none"
    overlap: Score = 0.5
    """Intersection over union from which only the better one of two boxes of a label stays; 1 keeps all."""

    @model_validator(mode="after")
    def _fits_together(self) -> Boxes:
        if self.classes is not None and self.activation == "softmax":
            raise ValueError("softmax needs a score for each label, which classes replaces")
        return self


class Label(_Table):
    """One of the things that the model tells apart, in the order of its outputs."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
    zh: Annotated[str, Field(max_length=40)] = ""
    en: Annotated[str, Field(max_length=40)] = ""
    threshold: Score = 0.5
    show: bool = True
    """False for a background class, and for what nobody needs to be told."""

    @property
    def text(self) -> str:
        """What people read: one text for all, because a finding is kept and told with it."""
        return " / ".join(text for text in (self.zh, self.en) if text) or self.name


class Server(_Table):
    """Where the model runs, if not in this process: a KServe v2 (Open Inference Protocol) server."""

    url: Annotated[str, Field(pattern=r"^https?://[^/\s?#@]+(/[^\s?#]*)?$", max_length=500)]
    model: Annotated[str, Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$")]
    version: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{0,40}$")] = ""
    binary: bool | None = None
    """Whether tensors go as bytes; by default where the server names the extension, which not all do."""


class Manifest(_Table):
    """All of it. The detector is called `model:` and the name."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
    version: Annotated[str, Field(max_length=40)] = ""
    licence: Annotated[str, Field(min_length=1, max_length=200)]
    author: Annotated[str, Field(min_length=1, max_length=200)]
    # The name of a file, never a path: whatever it says stays in the folder.
    file: Annotated[str, Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}\.onnx$")] | None = None
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None
    modalities: Annotated[
        frozenset[Annotated[str, Field(pattern=r"^[A-Z]{2,16}$")]], Field(strict=False, min_length=1)
    ]
    every_s: Annotated[float, Field(ge=0, le=COMES_BACK_S)] = 0.5
    timeout_s: Annotated[float, Field(ge=0.05, le=10)] = 2.0
    input: Input
    output: Annotated[Classification | HeatMap | Boxes, Field(discriminator="form")]
    labels: Annotated[tuple[Label, ...], Field(strict=False, min_length=1, max_length=MOST_LABELS)]
    engine: Server | None = None

    @property
    def detector(self) -> str:
        return f"model:{self.name}"

    @model_validator(mode="after")
    def _fits_together(self) -> Manifest:
        if (self.file is None) == (self.engine is None):
            raise ValueError("give either file, a model beside the manifest, or [engine], a server")
        if self.engine is not None and self.sha256 is not None:
            raise ValueError("sha256 is that of file, which a server's model does not have")
        if self.engine is not None and self.every_s < LEAST_S_BY_NETWORK:
            raise ValueError(f"every_s must be at least {LEAST_S_BY_NETWORK} with a server")
        if len({label.name for label in self.labels}) < len(self.labels):
            raise ValueError("two labels have the same name")
        return self


LEAST_S_BY_NETWORK = 0.05
"""Detectors for each frame wait for one another, and none of them may wait for a network."""


def parse(text: bytes, file_name: str) -> Manifest:
    """A manifest from a file's bytes. Raises ManifestError, which names the file, the key and the fault."""
    if len(text) > LARGEST_BYTES:
        raise ManifestError(f"{file_name} is longer than {LARGEST_BYTES} bytes: it is no manifest.")
    try:
        values = tomllib.loads(text.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ManifestError(f"{file_name} is not UTF-8 text ({error}). Save it as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise ManifestError(f"{file_name} is not valid TOML: {error}. Correct that line.") from error
    except RecursionError as error:
        raise ManifestError(f"{file_name} is nested too deeply: it is no manifest.") from error
    try:
        manifest = Manifest.model_validate(values)
    except ValidationError as error:
        raise ManifestError(_explain(error, file_name)) from error
    if file_name != f"{manifest.name}.toml":
        raise ManifestError(f"{file_name}: 'name' is {manifest.name}: call the file {manifest.name}.toml.")
    return manifest


def _explain(error: ValidationError, file_name: str) -> str:
    first = error.errors(include_url=False, include_context=False)[0]
    key = ".".join(str(part) for part in first["loc"])
    reason = first["msg"].removeprefix("Value error, ")
    if first["type"] == "extra_forbidden":
        reason = "there is no such key"
    return f"{file_name}: {repr(key) + ': ' if key else ''}{reason}."
