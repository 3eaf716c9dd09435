"""From tensors to findings: each form of output, and answers that nobody may trust."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.findings import Finding
from analysis.frame import frame_of
from analysis.models import postprocess
from analysis.models.errors import AnswerError
from analysis.models.manifest import Manifest
from analysis.models.preprocess import Preprocess
from tests.analysis.models.manifests import BOXES, HEAT_MAP, ONE_LABEL, TWO_LABELS, manifest

FRAME = frame_of(np.zeros((48, 64, 3), np.uint8), 0.0)
"""Twice the input's size."""

CLASSES = BOXES + '\nclasses = "classes"'


def told(model: Manifest, **outputs: Any) -> Sequence[Finding]:
    tensors: Mapping[str, np.ndarray] = {
        name: values if isinstance(values, np.ndarray) else np.array(values, np.float32)
        for name, values in outputs.items()
    }
    placement = Preprocess(model.input).placement(FRAME.width, FRAME.height)
    return postprocess.findings(model, tensors, placement, FRAME)


def test_labels_over_their_thresholds_are_told_of_the_whole_picture() -> None:
    (finding,) = told(manifest(), scores=[[0.6, 0.79]])
    assert (finding.label, finding.score, finding.outline) == ("cyst", pytest.approx(0.6), ())


@pytest.mark.parametrize("activation", ["softmax", "sigmoid"])
def test_raw_scores_are_brought_to_shares(activation: str) -> None:
    model = manifest(output=f'form = "classification"\nscores = "scores"\nactivation = "{activation}"')
    (finding,) = told(model, scores=[[-900.0, 900.0]])
    assert (finding.label, finding.score) == ("stone", 1.0)


def test_background_is_not_told_and_labels_are_shown_in_both_languages() -> None:
    labels = TWO_LABELS.replace('"cyst"', '"cyst"\nshow = false') + 'zh = "结石"\nen = "Stone"\n'
    (finding,) = told(manifest(labels=labels), scores=[[0.9, 0.9]])
    assert finding.label == "结石 / Stone"


def test_regions_of_a_heat_map_become_outlines_on_the_frame() -> None:
    heat = np.zeros((1, 2, 6, 8), np.float32)
    heat[0, 0, 1:3, 2:5] = 0.7
    heat[0, 0, 1, 2] = 0.9
    heat[0, 1, 5, 7] = 0.85
    first, second = told(manifest(output=HEAT_MAP), scores=heat)
    assert (first.label, first.score, first.closed) == ("cyst", pytest.approx(0.9), True)
    xs, ys = zip(*first.outline, strict=True)
    # A cell is 8 x 8 pixels of the frame; an outline is told to a quarter of a cell.
    assert (min(xs), max(xs)) == pytest.approx((16, 40), abs=1.1)
    assert (min(ys), max(ys)) == pytest.approx((8, 24), abs=1.1)
    assert second.label == "stone"


def test_regions_that_are_too_small_are_passed_over() -> None:
    heat = np.zeros((1, 1, 6, 8), np.float32)
    heat[0, 0, 0, 0] = heat[0, 0, 3:5, 3:5] = 1
    assert len(told(manifest(output=HEAT_MAP + "\nleast_cells = 4", labels=ONE_LABEL), scores=heat)) == 1


def test_channels_last_is_read_as_the_input_is() -> None:
    heat = np.zeros((1, 6, 8, 2), np.float32)
    heat[0, 2, 2, 1] = 1
    size = 'width = 32\nheight = 24\nlayout = "NHWC"'
    (finding,) = told(manifest(output=HEAT_MAP, size=size), scores=heat)
    assert finding.label == "stone"


@pytest.mark.parametrize(
    ("corners", "unit", "values"),
    [
        ("xyxy", "pixels", [8, 4, 16, 12]),
        ("xywh", "pixels", [8, 4, 8, 8]),
        ("cxcywh", "pixels", [12, 8, 8, 8]),
        ("cxcywh", "relative", [12 / 32, 8 / 24, 8 / 32, 8 / 24]),
    ],
)
def test_boxes_are_read_however_they_are_written(corners: str, unit: str, values: list[float]) -> None:
    model = manifest(output=f'{BOXES}\ncorners = "{corners}"\nunit = "{unit}"')
    (finding,) = told(model, boxes=[[values]], scores=[[[0.9, 0.1]]])
    np.testing.assert_allclose(finding.outline, [(16, 8), (32, 8), (32, 24), (16, 24)], atol=1e-3)


def test_of_overlapping_boxes_of_a_label_the_surest_stays() -> None:
    boxes = [[[8, 4, 16, 12], [8, 4, 16, 13], [20, 4, 28, 12]]]
    found = told(manifest(output=BOXES, labels=ONE_LABEL), boxes=boxes, scores=[[0.7, 0.9, 0.6]])
    assert [round(one.score, 2) for one in found] == [0.9, 0.6]


def test_classes_say_which_label_a_box_has() -> None:
    boxes = [[[8, 4, 16, 12], [20, 4, 28, 12]]]
    classes = np.array([[1, 7]], np.int64)
    (finding,) = told(manifest(output=CLASSES), boxes=boxes, scores=[[0.9, 0.9]], classes=classes)
    assert finding.label == "stone"


def test_boxes_outside_the_picture_or_inside_out_are_passed_over() -> None:
    boxes = [[[16, 12, 8, 4], [100, 100, 200, 200], [-9e9, -9e9, 9e9, 9e9]]]
    (finding,) = told(manifest(output=BOXES, labels=ONE_LABEL), boxes=boxes, scores=[[0.9, 0.9, 0.6]])
    assert finding.outline == ((0, 0), (64, 0), (64, 48), (0, 48))


@pytest.mark.parametrize(
    ("output", "outputs"),
    [
        (HEAT_MAP, {"scores": np.full((1, 2, 6, 8), np.nan, np.float32)}),
        (HEAT_MAP, {"scores": np.full((1, 2, 6, 8), 1e300)}),
        (HEAT_MAP, {"scores": np.full((1, 2, 6, 8), 7.0, np.float32)}),
        (HEAT_MAP, {"scores": np.zeros((1, 3, 6, 8), np.float32)}),
        (HEAT_MAP, {"scores": np.zeros((1, 2, 6, 8), np.int64)}),
        (HEAT_MAP, {"scores": np.zeros((1, 2, 6, 8), object)}),
        (HEAT_MAP, {"scores": np.broadcast_to(np.float32(0), (1, 2, 60_000, 60_000))}),
        (HEAT_MAP, {"heat": np.zeros((1, 2, 6, 8), np.float32)}),
        (BOXES, {"boxes": np.zeros((1, 3, 4), np.float32), "scores": np.zeros((1, 2, 2), np.float32)}),
        (BOXES, {"boxes": np.full((1, 1, 4), np.inf, np.float32), "scores": np.ones((1, 1, 2), np.float32)}),
        (
            CLASSES,
            {
                "boxes": np.zeros((1, 3, 4), np.float32),
                "scores": np.zeros((1, 3), np.float32),
                "classes": np.zeros((1, 2), np.int64),
            },
        ),
    ],
)
def test_answers_against_the_manifest_are_refused(output: str, outputs: dict[str, np.ndarray]) -> None:
    with pytest.raises(AnswerError, match="small gave"):
        told(manifest(output=output), **outputs)


@pytest.mark.parametrize("shape", [(1, 2, 0, 8), (1, 2, 6, 0)])
def test_a_heat_map_without_cells_says_nothing(shape: tuple[int, ...]) -> None:
    assert told(manifest(output=HEAT_MAP), scores=np.zeros(shape, np.float32)) == []


def test_no_boxes_at_all_say_nothing() -> None:
    nothing = {"boxes": np.zeros((1, 0, 4), np.float32), "scores": np.zeros((1, 0, 2), np.float32)}
    assert told(manifest(output=BOXES), **nothing) == []


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), rows=st.integers(1, 120), columns=st.integers(1, 120))
def test_whatever_a_heat_map_holds_findings_stay_within_limits(seed: int, rows: int, columns: int) -> None:
    heat = np.random.default_rng(seed).random((1, 2, rows, columns), np.float32)
    found = told(manifest(output=HEAT_MAP), scores=heat)
    assert len(found) <= postprocess.MOST_FINDINGS
    for one in found:
        assert 3 <= len(one.outline) <= 64
        assert all(0 <= x <= FRAME.width and 0 <= y <= FRAME.height for x, y in one.outline)
        assert 0.5 <= one.score <= 1
