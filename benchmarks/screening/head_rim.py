"""Bone cut slantwise and bleeds of the same size, put at the same places near the skull of real head slices.

A floor or ridge of bone that rises into the slice is shown by the share of the slice's thickness that it
fills: here a cone as its summit, and a crest that joins it to the skull.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from analysis.findings import Kind
from benchmarks.screening.head_slices import JUDGED, HeadSlice, Hounsfield, Lesion, plant
from benchmarks.screening.head_told import Told, told
from benchmarks.screening.head_trials import VARIANTS, clean_place, head_slice

BONE_HU = 900.0
"""Of what fills the slice: the upper quartile of the skull next to the brain is 700 to 1240 in the series."""
SUMMIT_MM = (6.0, 12.0)
"""From the skull to the middle of what is put in."""
RADIUS_MM = (4.0, 9.0)
SUMMIT_HU = (75.0, 150.0)
CREST_HU = (50.0, 70.0)
"""Brighter ones are shown as skull and are none of the brain."""
BLEED_HU = (25.0, 40.0)
NO_PLATEAU = 2.0
"""Rim of a bleed that fades from its middle on, in radii."""


@dataclass(frozen=True, slots=True)
class Spur:
    """In pixels of the slice; the crest runs from the summit to `foot`, on the skull."""

    x: float
    y: float
    foot: tuple[float, float]
    radius: float
    summit_hu: float
    crest_hu: float


@dataclass(frozen=True, slots=True)
class RimTrial:
    """Whether the place is marked as hyperdense with bone there, with a bleed, and with one without plateau.

    Each as the detector is set, and without its rules on anatomy.
    """

    spur: Told
    bleed: Told
    mound: Told


def lean(one: HeadSlice, spur: Spur) -> Hounsfield:
    """The slice with bone that reaches into it: a mean of bone and brain, by the share that bone fills."""
    rows, columns = np.indices(one.values.shape, np.float32)
    away = np.hypot(columns - spur.x, rows - spur.y) / spur.radius
    tissue = float(np.median(one.values[one.brain]))
    summit = (spur.summit_hu - tissue) * np.clip(1 - away, 0, 1)
    line = np.ones(one.values.shape, np.uint8)
    cv2.line(line, (round(spur.x), round(spur.y)), (round(spur.foot[0]), round(spur.foot[1])), 0, 1)
    beside = cv2.distanceTransform(line, cv2.DIST_L2, 5) / (spur.radius / 2)
    crest = (spur.crest_hu - tissue) * np.clip(1 - beside, 0, 1)
    share = cv2.GaussianBlur(np.maximum(summit, crest), (0, 0), 1.0) / (BONE_HU - tissue)
    mixed = one.values + share * (BONE_HU - one.values)
    return np.where(one.brain, mixed, one.values).astype(np.float32)


def rim_trial(seed: int) -> RimTrial:
    """One place near the skull, shown three times."""
    random = np.random.default_rng((seed, 2))
    one = head_slice(int(random.choice([*JUDGED])))
    spur = _near_skull(one, random)
    variant = VARIANTS[int(random.integers(len(VARIANTS)))]
    contrast = float(random.uniform(*BLEED_HU))
    bleed = Lesion(spur.x, spur.y, spur.radius, contrast)
    pictures = (lean(one, spur), plant(one, bleed), plant(one, bleed, rim=NO_PLATEAU))
    return RimTrial(*(told(values, one, Kind.HYPERDENSE, bleed, variant) for values in pictures))


def _near_skull(one: HeadSlice, random: np.random.Generator) -> Spur:
    radius = float(random.uniform(*RADIUS_MM)) / one.pixel_mm
    away = cv2.distanceTransform(one.brain.astype(np.uint8), cv2.DIST_L2, 5)
    near, far = (length / one.pixel_mm for length in SUMMIT_MM)
    rows, columns = np.nonzero((away >= near) & (away <= far))
    x, y = clean_place(one, rows, columns, 2 * radius, random)
    skull_rows, skull_columns = np.nonzero(~one.brain)
    nearest = int(np.argmin((skull_columns - x) ** 2 + (skull_rows - y) ** 2))
    foot = (float(skull_columns[nearest]), float(skull_rows[nearest]))
    return Spur(
        float(x), float(y), foot, radius, float(random.uniform(*SUMMIT_HU)), float(random.uniform(*CREST_HU))
    )
