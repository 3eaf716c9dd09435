"""A wide fissure on one side is no infarct; oedema of the same shape is."""

from __future__ import annotations

import pytest

from analysis.detectors.head_ct import HeadCt, Settings
from analysis.findings import Finding, Kind
from analysis.frame import frame_of
from benchmarks.screening.head_fissures import Branch, Star, fissure, oedema
from benchmarks.screening.head_slices import VGA, Hounsfield
from benchmarks.screening.head_told import WITHOUT_RULES
from tests.analysis.head_ct.conftest import NARROW, ReadSlice

SYLVIAN = Star(364, 274, 10.5, (Branch(43.5, 0.98), Branch(44.9, 3.08), Branch(35.7, 5.17)))
FISSURES = (
    (21, SYLVIAN),
    (22, Star(327, 355, 12.2, (Branch(39.2, 4.29), Branch(26.3, 6.38), Branch(38.0, 8.48)))),
    (24, Star(165, 334, 8.2, (Branch(30.9, 0.56), Branch(47.9, 2.66), Branch(44.6, 4.75)))),
)


def dark(values: Hounsfield, settings: Settings | None = None) -> list[Finding]:
    findings = HeadCt(settings).detect(frame_of(VGA.show(NARROW.grey(values)), 0.0))
    return [one for one in findings if one.kind is Kind.HYPODENSE]


@pytest.mark.parametrize(("number", "star"), FISSURES)
def test_a_wide_fissure_is_not_marked(number: int, star: Star, head_slice: ReadSlice) -> None:
    values = fissure(head_slice(number), star)

    assert dark(values) == []
    assert dark(values, WITHOUT_RULES)


def test_oedema_in_its_shape_is_marked(head_slice: ReadSlice) -> None:
    (mark,) = dark(oedema(head_slice(21), SYLVIAN, 12))

    assert mark.label == "left"
