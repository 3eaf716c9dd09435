"""Whether a place on a head slice is marked, with and without the rules that tell anatomy from lesions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import inf

import numpy as np

from analysis.detectors.head_ct import HeadCt, Settings
from analysis.findings import Finding, Kind
from benchmarks.screening.head_slices import HeadSlice, Hounsfield, Lesion, Screen
from benchmarks.screening.head_trials import MARGIN_MM, Variant, is_infarct, middle

_USUAL = Settings()
WITHOUT_RULES = replace(
    _USUAL,
    bright=replace(_USUAL.bright, least_plateau=0.0),
    dark=replace(_USUAL.dark, most_fluid=inf),
)
"""No candidate is held to be bone cut slantwise, or a fissure."""


@dataclass(frozen=True, slots=True)
class Told:
    """Whether there is a mark of one kind."""

    as_set: bool
    without_rules: bool


def told(values: Hounsfield, one: HeadSlice, kind: Kind, there: Lesion, variant: Variant) -> Told:
    """Look at `values`, made of the slice, for marks on a circle or within 4 mm, but for the infarct."""
    frame = variant.frame(values)

    def marked(settings: Settings) -> bool:
        findings = HeadCt(settings).detect(frame)
        marks = [
            mark
            for mark in findings
            if mark.kind is kind and not is_infarct(mark, one.number, variant.screen)
        ]
        return _on(marks, there, MARGIN_MM / one.pixel_mm, variant.screen)

    return Told(marked(_USUAL), marked(WITHOUT_RULES))


def _on(marks: Iterable[Finding], there: Lesion, margin: float, screen: Screen) -> bool:
    places = (screen.on_slice(*middle(mark)) for mark in marks)
    return any(np.hypot(x - there.x, y - there.y) <= there.radius + margin for x, y in places)
