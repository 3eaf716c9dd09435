"""The tensors that a model has, checked against those that its manifest says. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.models.errors import SignatureError
from analysis.models.manifest import Boxes, HeatMap, Manifest

Shape = tuple[int | None, ...]
"""None where the length of a dimension is not fixed."""

SCORE_TYPES = frozenset({"float16", "float32", "float64"})
CLASS_TYPES = frozenset({"int32", "int64", *SCORE_TYPES})


@dataclass(frozen=True, slots=True)
class TensorSpec:
    """One tensor as the model itself describes it; `type` in NumPy's words."""

    name: str
    type: str
    shape: Shape


@dataclass(frozen=True, slots=True)
class Expected:
    """What an output tensor may be."""

    types: frozenset[str]
    shapes: tuple[Shape, ...]


def expected_outputs(manifest: Manifest) -> Mapping[str, Expected]:
    """The outputs that are read, by name."""
    output, labels = manifest.output, len(manifest.labels)
    if isinstance(output, HeatMap):
        shape: Shape = (1, labels, None, None)
        if manifest.input.layout == "NHWC":
            shape = (1, None, None, labels)
        return {output.scores: Expected(SCORE_TYPES, (shape,))}
    if not isinstance(output, Boxes):
        return {output.scores: Expected(SCORE_TYPES, ((1, labels),))}
    shapes: tuple[Shape, ...] = ((1, None, labels),)
    if output.classes is not None or labels == 1:
        shapes = ((1, None), *(shapes if output.classes is None else ()))
    outputs = {
        output.boxes: Expected(SCORE_TYPES, ((1, None, 4),)),
        output.scores: Expected(SCORE_TYPES, shapes),
    }
    if output.classes is not None:
        outputs[output.classes] = Expected(CLASS_TYPES, ((1, None),))
    return outputs


def check(manifest: Manifest, inputs: Sequence[TensorSpec], outputs: Sequence[TensorSpec]) -> None:
    """Raises SignatureError where the model's own description contradicts the manifest."""
    if [one.name for one in inputs] != [manifest.input.name]:
        have = ", ".join(one.name for one in inputs) or "none"
        raise SignatureError(f"{manifest.name}: one input {manifest.input.name!r} expected; it has: {have}.")
    _check_one(manifest, inputs[0], Expected(frozenset({manifest.input.type}), (manifest.input.shape,)))
    have_outputs = {one.name: one for one in outputs}
    for name, expected in expected_outputs(manifest).items():
        if name not in have_outputs:
            have = ", ".join(have_outputs) or "none"
            raise SignatureError(f"{manifest.name}: there is no output {name!r}; it has: {have}.")
        _check_one(manifest, have_outputs[name], expected)


def fits(shape: Shape, expected: Shape) -> bool:
    """Whether a tensor of `shape` can be one of the expected; a length that is not fixed can be any."""
    return len(shape) == len(expected) and all(
        one is None or other is None or one == other for one, other in zip(shape, expected, strict=True)
    )


def written(shape: Shape) -> str:
    """For people: `1 x 3 x ?`."""
    return " x ".join("?" if length is None else str(length) for length in shape)


def _check_one(manifest: Manifest, spec: TensorSpec, expected: Expected) -> None:
    if spec.type not in expected.types:
        wanted = " or ".join(sorted(expected.types))
        raise SignatureError(f"{manifest.name}: {spec.name!r} is {spec.type}, expected {wanted}.")
    if not any(fits(spec.shape, shape) for shape in expected.shapes):
        wanted = " or ".join(written(shape) for shape in expected.shapes)
        raise SignatureError(f"{manifest.name}: {spec.name!r} is {written(spec.shape)}, expected {wanted}.")
