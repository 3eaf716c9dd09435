"""Bone that the slice cuts slantwise is no bleed; a bleed of the same size at the same place is one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.detectors.head_ct import HeadCt, Settings
from analysis.findings import Finding, Kind
from analysis.frame import frame_of
from benchmarks.screening.head_rim import Spur, lean
from benchmarks.screening.head_slices import VGA, Hounsfield, Lesion, plant
from benchmarks.screening.head_told import WITHOUT_RULES
from tests.analysis.head_ct.conftest import NARROW, ReadSlice

SPURS = (
    (20, Spur(128, 288, (109, 291), radius=8.7, summit_hu=107, crest_hu=61)),
    (20, Spur(210, 395, (202, 418), radius=8.5, summit_hu=102, crest_hu=61)),
    (22, Spur(364, 283, (387, 282), radius=8.8, summit_hu=111, crest_hu=68)),
)
USUAL = Settings()


def bright(values: Hounsfield, settings: Settings = USUAL) -> list[Finding]:
    findings = HeadCt(settings).detect(frame_of(VGA.show(NARROW.grey(values)), 0.0))
    return [one for one in findings if one.kind is Kind.HYPERDENSE]


@pytest.mark.parametrize(("number", "spur"), SPURS)
def test_bone_cut_slantwise_is_not_marked(number: int, spur: Spur, head_slice: ReadSlice) -> None:
    values = lean(head_slice(number), spur)

    assert bright(values) == []
    assert len(bright(values, WITHOUT_RULES)) == 1


@pytest.mark.parametrize(("number", "spur"), SPURS)
def test_a_bleed_in_its_place_is_marked(number: int, spur: Spur, head_slice: ReadSlice) -> None:
    values = plant(head_slice(number), Lesion(spur.x, spur.y, spur.radius, 30))

    assert len(bright(values)) == 1


def test_a_bleed_that_touches_the_skull_is_marked(head_slice: ReadSlice) -> None:
    values = plant(head_slice(22), Lesion(364, 283, 18, 30))

    assert len(bright(values)) == 1
    # Its brightness leads up to the bone, so that only its plateau tells it from bone.
    strict = replace(USUAL, bright=replace(USUAL.bright, least_plateau=1.0, large_radius=99.0))
    assert bright(values, strict) == []
