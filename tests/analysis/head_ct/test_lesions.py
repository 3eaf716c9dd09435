"""Lesions of known place put into clean slices are outlined there."""

from __future__ import annotations

import cv2
import pytest

from analysis.detectors.head_ct import HeadCt
from analysis.findings import Kind
from analysis.frame import frame_of
from benchmarks.screening.head_slices import VGA, Lesion, plant
from benchmarks.screening.head_trials import middle
from tests.analysis.head_ct.conftest import NARROW, ReadSlice

DARK = Lesion(310, 300, 26, -20)
BRIGHT = Lesion(170, 250, 12, 30)


@pytest.mark.parametrize(
    ("lesion", "kind", "side"),
    [(DARK, Kind.HYPODENSE, "left"), (BRIGHT, Kind.HYPERDENSE, "right")],
    ids=["dark", "bright"],
)
def test_a_lesion_is_outlined_where_it_was_put(
    lesion: Lesion, kind: Kind, side: str, head_slice: ReadSlice
) -> None:
    values = plant(head_slice(22), lesion)

    findings = HeadCt().detect(frame_of(VGA.show(NARROW.grey(values)), 0.0))

    marks = [one for one in findings if one.kind in (Kind.HYPODENSE, Kind.HYPERDENSE)]
    assert [one.kind for one in marks] == [kind]
    assert marks[0].label == side
    x, y = VGA.on_slice(*middle(marks[0]))
    assert (x, y) == pytest.approx((lesion.x, lesion.y), abs=lesion.radius / 2)
    assert len(marks[0].outline) <= 24


def test_the_measured_area_and_contrast_follow_the_lesions(head_slice: ReadSlice) -> None:
    measures = []
    for radius, contrast in ((14, 25), (24, 25), (24, 40)):
        values = plant(head_slice(22), Lesion(170, 270, radius, contrast))
        findings = HeadCt().detect(frame_of(VGA.show(NARROW.grey(values)), 0.0))
        (mark,) = (one for one in findings if one.kind is Kind.HYPERDENSE)
        measures.append({one.name: one.value for one in mark.measures})

    small, large, bright = measures
    assert large["area"] / small["area"] == pytest.approx((24 / 14) ** 2, rel=0.35)
    assert bright["contrast"] > 1.2 * large["contrast"]


def test_a_fissure_on_one_side_is_no_lesion(head_slice: ReadSlice) -> None:
    values = head_slice(22).values.copy()
    cv2.line(values, (320, 240), (360, 300), 8.0, 8)

    findings = HeadCt().detect(frame_of(VGA.show(NARROW.grey(values)), 0.0))

    assert [one.kind for one in findings] == [Kind.BRAIN, Kind.MIDLINE]
