"""Candidates: where one side stands out against the other, outlined and measured."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from analysis.frame import Plane
from analysis.head_ct.anatomy import fluid_share, is_slanting_bone
from analysis.head_ct.asymmetry import Comparison
from analysis.head_ct.brain import solidity
from analysis.head_ct.upright import WIDTH, Upright
from analysis.outline import outer, simplified

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class CandidateSettings:
    """What is told. Lengths in pixels of the upright picture (a brain is 160 broad)."""

    edge: float
    """Strength, in robust standard deviations, at which a candidate's outline runs."""
    weight: float
    """Strength times diameter at which the score of a compact candidate is 0.63."""
    least_score: float
    """Candidates below it are not told; read off the FROC curve of generated lesions."""
    least_radius: float
    """Of the largest disk inside a candidate: what is thinner is a fissure or a vessel."""
    most_flat: float = 0.15
    """Of a small candidate that may be clipped white: more is a spur of bone or a calcification."""
    large_radius: float = 6.0
    """From which on a bright candidate is not held to be bone: dense blood is clipped in a narrow window."""
    least_plateau: float = 0.5
    """Of a small bright candidate that is joined to the skull; with less it is bone cut slantwise. A cone has
    0.16, a disk whose rim is blurred over a third of its radius 0.8."""
    thin: float = 0.5
    """Share of a dark candidate's depth that is left when thicker detail is filled; with less it is thin."""
    most_fluid: float = 0.68
    """Of a thin dark candidate, as a share of the depth of fluid; with more it is a fissure or sulcus."""


DARK = CandidateSettings(edge=1.5, weight=28.0, least_score=0.5, least_radius=3.0)
BRIGHT = CandidateSettings(edge=2.0, weight=40.0, least_score=0.5, least_radius=2.0)

_WHITE = 250.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """One region of the upright picture.

    `contrast` is its mean less the brain's median, in levels; `ratio` is by how much it exceeds its
    reflection and the median, in robust standard deviations. `on_right` is told of the picture, not of the
    patient.
    """

    score: float
    outline: tuple[tuple[float, float], ...]
    area: float
    contrast: float
    ratio: float
    on_right: bool


def candidates(
    upright: Upright, comparison: Comparison, settings: CandidateSettings, *, brighter: bool = False
) -> tuple[Candidate, ...]:
    """The candidates of one comparison, the surest first."""
    beyond = (comparison.strength >= settings.edge).astype(np.uint8)
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(beyond, connectivity=4)
    found = []
    for number in range(1, count):
        left, top, width, height, area = boxes[number]
        if area < settings.least_radius**2:
            continue  # no disk of that radius fits, and most are specks
        region = np.zeros_like(beyond)
        window = np.s_[top : top + height, left : left + width]
        region[window] = labels[window] == number
        one = _candidate(region, upright, comparison, settings, brighter)
        if one is not None:
            found.append(one)
    return tuple(sorted(found, key=lambda one: -one.score))


def _candidate(
    region: Plane, upright: Upright, comparison: Comparison, settings: CandidateSettings, brighter: bool
) -> Candidate | None:
    radius = float(cv2.distanceTransform(region, cv2.DIST_L2, 3).max())
    inside = region > 0
    ratio = float(comparison.strength[inside].mean())
    depth = float(comparison.depth[inside].mean())
    thickness = float(np.clip(comparison.thick_depth[inside].mean() / depth, 0, 1))
    # What follows a fissure or the skull is ragged and thin; a lesion is compact. Small lesions are thin as
    # well: hence the root, which gave the better FROC curve.
    compact = solidity(outer(region)) * thickness**0.5
    score = 1 - float(np.exp(-2 * radius * ratio * compact / settings.weight))
    if radius < settings.least_radius or score < settings.least_score:
        return None
    if brighter:
        anatomy = radius < settings.large_radius and _is_bony(inside, upright, comparison, settings)
    else:
        fluid = fluid_share(upright, inside, comparison.inner)
        anatomy = thickness < settings.thin and fluid >= settings.most_fluid
    if anatomy:
        return None
    columns = np.flatnonzero(inside.any(axis=0))
    return Candidate(
        score=score,
        outline=simplified(region),
        area=float(inside.sum()) * upright.area_scale,
        contrast=depth if brighter else -depth,
        ratio=ratio,
        on_right=bool(columns.mean() > (WIDTH - 1) / 2),
    )


def _is_bony(inside: Flags, upright: Upright, comparison: Comparison, settings: CandidateSettings) -> bool:
    """Whether a small bright candidate is a spur of bone, or a calcification."""
    if float(np.mean(upright.levels[inside] >= _WHITE)) > settings.most_flat:
        return True
    median = float(np.median(upright.levels[comparison.inner]))
    return is_slanting_bone(upright, inside, median, settings.least_plateau)
