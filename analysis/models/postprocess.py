"""From a model's output tensors to findings on the frame. Pure; trusts nothing in the tensors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from analysis.findings import Finding, Kind, Measure, Point, box
from analysis.frame import Frame
from analysis.models.engine import Tensor
from analysis.models.errors import AnswerError
from analysis.models.manifest import Activation, Boxes, Classification, HeatMap, Label, Manifest
from analysis.models.preprocess import Placement
from analysis.models.regions import outline_of, regions_of
from analysis.models.signature import expected_outputs, fits, written

MOST_FINDINGS = 32
"""Of one frame: the surest."""

MOST_VALUES = 16 * 1024 * 1024
"""Of an output tensor; more takes longer to look through than any frame is worth."""

MOST_CANDIDATES = 512
"""Boxes over the threshold, the surest, among which overlapping ones are looked for."""

ROUNDING = 1e-3
"""By which a score may lie beyond 0..1: half precision rounds so."""

Floats = NDArray[np.float32]


def findings(
    manifest: Manifest, outputs: Mapping[str, Tensor], placement: Placement, frame: Frame
) -> Sequence[Finding]:
    """What the outputs say of the frame, the surest first, at most MOST_FINDINGS.

    Raises AnswerError where they are not what the manifest says, or hold values that are no number.
    """
    told = {name: _checked(manifest, name, outputs) for name in expected_outputs(manifest)}
    output = manifest.output
    if isinstance(output, Classification):
        scores = _scores(manifest, told[output.scores], output.activation, axis=1)
        found = list(_labels(manifest.labels, scores[0]))
    elif isinstance(output, HeatMap):
        found = list(_regions(manifest, output, told[output.scores], placement, frame))
    else:
        found = list(_boxes(manifest, output, told, placement, frame))
    return sorted(found, key=lambda finding: finding.score, reverse=True)[:MOST_FINDINGS]


def _checked(manifest: Manifest, name: str, outputs: Mapping[str, Tensor]) -> Floats:
    if name not in outputs:
        raise AnswerError(f"{manifest.name} gave no output {name!r}.")
    values, expected = outputs[name], expected_outputs(manifest)[name]
    if values.dtype.name not in expected.types or not any(fits(values.shape, one) for one in expected.shapes):
        wanted = " or ".join(written(shape) for shape in expected.shapes)
        got = f"{values.dtype.name} {written(values.shape)}"
        raise AnswerError(f"{manifest.name} gave {name!r} as {got}, expected {wanted}.")
    if values.size > MOST_VALUES:
        raise AnswerError(f"{manifest.name} gave {name!r} of {values.size} values, over {MOST_VALUES}.")
    with np.errstate(over="ignore"):
        floats = values.astype(np.float32)
    if not np.isfinite(floats).all():
        raise AnswerError(f"{manifest.name} gave values in {name!r} that are no number.")
    return floats


def _scores(manifest: Manifest, raw: Floats, activation: Activation, axis: int) -> Floats:
    """From 0 to 1; `axis` is that of the labels."""
    if activation == "softmax":
        shifted = np.exp(raw - raw.max(axis=axis, keepdims=True))
        return np.asarray(shifted / shifted.sum(axis=axis, keepdims=True), np.float32)
    if activation == "sigmoid":
        # exp of what is clipped here is as good as none, and does not overflow.
        return np.asarray(1 / (1 + np.exp(-np.clip(raw, -60, 60))), np.float32)
    if raw.size and (raw.min() < -ROUNDING or raw.max() > 1 + ROUNDING):
        span = f"{raw.min():.3g} to {raw.max():.3g}"
        raise AnswerError(
            f"{manifest.name} gave scores from {span}; 'output.activation' brings them to 0..1."
        )
    return np.clip(raw, 0, 1)


def _labels(labels: Sequence[Label], scores: Floats) -> Iterator[Finding]:
    for label, score in zip(labels, scores, strict=True):
        if label.show and score >= label.threshold:
            yield Finding(Kind.MODEL, float(score), label=label.text)


def _regions(
    manifest: Manifest, output: HeatMap, raw: Floats, placement: Placement, frame: Frame
) -> Iterator[Finding]:
    if manifest.input.layout == "NHWC":
        raw = raw.transpose(0, 3, 1, 2)
    if 0 in raw.shape:
        return
    heat = _scores(manifest, raw, output.activation, axis=1)[0]
    across, down = manifest.input.width / heat.shape[2], manifest.input.height / heat.shape[1]
    for label, plane in zip(manifest.labels, heat, strict=True):
        if not label.show:
            continue
        for region in regions_of(plane, label.threshold, output.least_cells, MOST_FINDINGS):
            cells = outline_of(region)
            outline = _within(frame, [placement.on_frame(x * across, y * down) for x, y in cells])
            area = _area(outline)
            if area > 0:
                measures = (Measure("area", round(area), "px2"),)
                yield Finding(Kind.MODEL, region.score, outline, True, measures, label.text)


def _boxes(
    manifest: Manifest, output: Boxes, told: Mapping[str, Floats], placement: Placement, frame: Frame
) -> Iterator[Finding]:
    corners = _corners(output, told[output.boxes][0], manifest.input.width, manifest.input.height)
    for number, label, scores in _scored(manifest, output, told):
        if len(scores) != len(corners):
            raise AnswerError(f"{manifest.name} gave {len(corners)} boxes, but {len(scores)} scores.")
        if not label.show:
            continue
        over = np.flatnonzero(scores >= label.threshold)
        if output.classes is not None:
            over = over[told[output.classes][0][over] == number]
        surest = over[np.argsort(-scores[over], kind="stable")][:MOST_CANDIDATES]
        for at in _apart(corners[surest], output.overlap)[:MOST_FINDINGS]:
            left, top, right, bottom = (float(value) for value in corners[surest[at]])
            outline = _within(
                frame,
                [placement.on_frame(x, y) for x, y in box(left, top, right, bottom)],
            )
            if _area(outline) > 0:
                yield Finding(Kind.MODEL, float(scores[surest[at]]), outline, True, label=label.text)


def _scored(
    manifest: Manifest, output: Boxes, told: Mapping[str, Floats]
) -> Iterator[tuple[int, Label, Floats]]:
    """Each label with its number and the scores of all boxes."""
    raw = told[output.scores]
    scores = _scores(manifest, raw, output.activation, axis=raw.ndim - 1)[0]
    if output.classes is not None and told[output.classes].shape[1] != len(scores):
        raise AnswerError(f"{manifest.name} gave {len(scores)} scores, but not as many classes.")
    for number, label in enumerate(manifest.labels):
        yield number, label, scores if scores.ndim == 1 else scores[:, number]


def _corners(output: Boxes, raw: Floats, width: int, height: int) -> Floats:
    """Left, top, right and bottom in pixels of the input, shape (boxes, 4); those that are none are empty."""
    if output.corners == "xywh":
        raw = np.concatenate([raw[:, :2], raw[:, :2] + raw[:, 2:]], axis=1)
    elif output.corners == "cxcywh":
        raw = np.concatenate([raw[:, :2] - raw[:, 2:] / 2, raw[:, :2] + raw[:, 2:] / 2], axis=1)
    if output.unit == "relative":
        raw = raw * np.array([width, height, width, height], np.float32)
    clipped = np.clip(raw, 0, np.array([width, height, width, height], np.float32))
    # A box whose ends are swapped would otherwise come out as one with an area.
    clipped[:, 2:] = np.maximum(clipped[:, 2:], clipped[:, :2])
    return clipped


def _apart(corners: Floats, overlap: float) -> Sequence[int]:
    """Which of the boxes, the surest first, do not overlap a surer one (non-maximum suppression)."""
    areas = (corners[:, 2] - corners[:, 0]) * (corners[:, 3] - corners[:, 1])
    kept: list[int] = []
    for at in range(len(corners)):
        others = np.array(kept, np.intp)
        shared = np.minimum(corners[at, 2:], corners[others, 2:]) - np.maximum(
            corners[at, :2], corners[others, :2]
        )
        both = np.prod(np.maximum(shared, 0), axis=1)
        union = np.maximum(areas[at] + areas[others] - both, 1e-9)
        if overlap >= 1 or not (both / union >= overlap).any():
            kept.append(at)
    return kept


def _within(frame: Frame, points: Sequence[Point]) -> tuple[Point, ...]:
    return tuple(
        (min(max(x, 0.0), float(frame.width)), min(max(y, 0.0), float(frame.height))) for x, y in points
    )


def _area(outline: Sequence[Point]) -> float:
    return float(cv2.contourArea(np.array(outline, np.float32)))
