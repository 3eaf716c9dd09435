"""Wide fissures put into real head slices, and oedema of the same branching shape at the same places."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from analysis.findings import Kind
from benchmarks.screening.head_slices import JUDGED, HeadSlice, Hounsfield, Lesion
from benchmarks.screening.head_told import Told, told
from benchmarks.screening.head_trials import VARIANTS, clean_place, head_slice

FLUID_HU = 8.0
OEDEMA_HU = (8.0, 16.0)
"""By which oedema is darker than what it lies in."""
WIDEST_MM = (6.0, 13.0)
BRANCH_MM = (12.0, 25.0)
BESIDE_MM = 18.0
"""From the mid-line, so that no branch crosses it."""
DEEP_MM = (7.0, 27.0)
"""From the skull."""


@dataclass(frozen=True, slots=True)
class Branch:
    """Its length, in pixels of the slice, and where it points, in radians."""

    length: float
    points: float


@dataclass(frozen=True, slots=True)
class Star:
    """Branches that taper from a hub, in pixels of the slice."""

    x: int
    y: int
    hub: float
    branches: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class FissureTrial:
    """What is told of a star that holds fluid, and of one that is oedema."""

    fluid: Told
    oedema: Told


def fissure_trial(seed: int) -> FissureTrial:
    """One star, shown twice."""
    random = np.random.default_rng((seed, 3))
    one = head_slice(int(random.choice([*JUDGED])))
    star = _star(one, random)
    darker = float(random.uniform(*OEDEMA_HU))
    variant = VARIANTS[int(random.integers(len(VARIANTS)))]
    there = Lesion(star.x, star.y, BRANCH_MM[0] / one.pixel_mm, 0.0)
    pictures = (fissure(one, star), oedema(one, star, darker))
    return FissureTrial(*(told(values, one, Kind.HYPODENSE, there, variant) for values in pictures))


def fissure(one: HeadSlice, star: Star) -> Hounsfield:
    """The slice with fluid in the star, as noisy as what it takes the place of."""
    share = _share(one, star)
    noise = one.values - cv2.GaussianBlur(one.values, (0, 0), 2.0)
    return np.asarray(one.values * (1 - share) + (FLUID_HU + noise) * share, np.float32)


def oedema(one: HeadSlice, star: Star, darker_hu: float) -> Hounsfield:
    """The slice with the star's brain darker."""
    return np.asarray(one.values - darker_hu * _share(one, star), np.float32)


def _star(one: HeadSlice, random: np.random.Generator) -> Star:
    away = cv2.distanceTransform(one.brain.astype(np.uint8), cv2.DIST_L2, 5) * one.pixel_mm
    rows, columns = np.nonzero((away > DEEP_MM[0]) & (away < DEEP_MM[1]))
    x, y = clean_place(one, rows, columns, BESIDE_MM / one.pixel_mm, random)
    first = float(random.uniform(0, 2 * np.pi))
    branches = tuple(
        Branch(float(random.uniform(*BRANCH_MM)) / one.pixel_mm, first + 2 * np.pi * number / 3)
        for number in range(int(random.integers(2, 4)))
    )
    hub = float(random.uniform(*WIDEST_MM)) / 2 / one.pixel_mm
    return Star(x, y, hub, branches)


def _share(one: HeadSlice, star: Star) -> NDArray[np.float32]:
    """1 in the star, fading over some pixels, and nothing beyond the brain."""
    drawn = np.zeros(one.values.shape, np.float32)
    for branch in star.branches:
        for along in np.linspace(0, 1, 30):
            x = star.x + along * branch.length * np.cos(branch.points)
            y = star.y + along * branch.length * np.sin(branch.points)
            cv2.circle(drawn, (round(x), round(y)), max(1, round(star.hub * (1 - 0.75 * along))), 1.0, -1)
    return np.asarray(cv2.GaussianBlur(drawn, (0, 0), 1.2) * one.brain, np.float32)
