"""The brain on a picture of an axial head CT slice: what a closed ring of skull encloses.

In a brain window (width 60 to 200 HU) bone is clipped to white, so that the skull is a closed white ring
about grey tissue. Pictures without such a ring are refused: other modalities, other anatomy, bone windows,
and those slices of a head where one side cannot be held against the other (skull base, vertex).
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from analysis.frame import Plane
from analysis.outline import Contour


@dataclass(frozen=True, slots=True)
class BrainSettings:
    """What counts as a slice that can be judged. Areas are shares, levels run from 0 to 255."""

    work_height: int = 540
    """Pictures higher than this are halved (or more) before they are looked at."""
    bone_level: int = 225
    """In a window of 80 HU at 40 this is 70 HU; compact bone is far above, brain (up to 45 HU) far below."""
    least_picture: float = 0.04
    """Of the picture that the head must fill, skull included."""
    least_inside: float = 0.60
    """Of the head that lies inside the skull: less at the vertex, where bone is cut slantwise."""
    least_solidity: float = 0.88
    """Area of brain against that of its convex hull: less at the skull base, where bone divides it."""
    least_head_solidity: float = 0.93
    """The same of the head: less where face and ears belong to it."""
    roundness: tuple[float, float] = (0.65, 1.0)
    """Short against long side of the brain."""
    tissue: tuple[int, int] = (40, 190)
    """Where the brain's median must lie; outside, the window is not one for brain."""
    most_spread: float = 45.0
    """Median absolute deviation of the brain, in levels: lung with its vessels has more."""
    most_clipped: float = 0.10
    """Of the brain that may be black or white."""
    least_flat: float = 0.6
    """Of the skull that must be clipped white. Fat is bright on MR, but not flat."""
    least_rim: float = 0.85
    """Of the brain's rim that must show tissue: on MR, the bone under the bright scalp is dark."""
    most_colour: float = 8.0
    """Mean distance of the chroma from none: a perfusion map is not a CT slice."""


@dataclass(frozen=True, slots=True)
class Brain:
    """The brain on the work picture, which is the picture shrunk by `shrink`."""

    grey: Plane
    mask: Plane
    """255 where brain is, the shape of `grey`."""
    outline: Contour
    shrink: int


def find_brain(
    grey: Plane, chroma: tuple[Plane, Plane], settings: BrainSettings | None = None
) -> Brain | None:
    """The brain on the picture, None unless it is an axial slice that can be judged.

    `grey` runs from 0 to 255; `chroma` are both colour differences at half its size.
    """
    settings = settings or BrainSettings()
    shrink = -(-grey.shape[0] // settings.work_height)
    work = grey if shrink == 1 else _shrunk(grey, shrink)
    bone = _bone(work, settings)
    ring = _largest_ring(bone, settings)
    if ring is None:
        return None
    mask = np.zeros_like(work)
    cv2.drawContours(mask, [ring.inner], -1, 255, cv2.FILLED)
    brain = Brain(work, mask, ring.inner, shrink)
    if not (_shape_fits(ring, settings) and _levels_fit(brain, settings)):
        return None
    if not (_ring_is_flat(brain, ring, settings) and _is_grey(brain, chroma, settings)):
        return None
    return brain


@dataclass(frozen=True, slots=True)
class _Ring:
    outer: Contour
    inner: Contour


def _shrunk(grey: Plane, by: int) -> Plane:
    height, width = grey.shape
    return np.asarray(cv2.resize(grey, (width // by, height // by), interpolation=cv2.INTER_AREA), np.uint8)


def _bone(work: Plane, settings: BrainSettings) -> Plane:
    """255 where bone is. Sutures are closed, and what is as thin as lettering is taken away."""
    white = cv2.threshold(work, settings.bone_level - 1, 255, cv2.THRESH_BINARY)[1]
    closed = cv2.morphologyEx(white, cv2.MORPH_CLOSE, disk(5))
    return np.asarray(cv2.morphologyEx(closed, cv2.MORPH_OPEN, disk(3)), np.uint8)


def _largest_ring(bone: Plane, settings: BrainSettings) -> _Ring | None:
    """The white shape with the largest hole, where it lies wholly inside the picture."""
    contours, tree = cv2.findContours(bone, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    if tree is None:
        return None
    parents = tree[0][:, 3]
    holes = [number for number, parent in enumerate(parents) if parent >= 0]
    if not holes:
        return None
    largest = max(holes, key=lambda number: float(cv2.contourArea(contours[number])))
    ring = _Ring(*(np.asarray(contours[one], np.int32) for one in (parents[largest], largest)))
    left, top, width, height = cv2.boundingRect(ring.outer)
    inside = left > 0 and top > 0 and left + width < bone.shape[1] and top + height < bone.shape[0]
    large = cv2.contourArea(ring.outer) >= settings.least_picture * bone.size
    return ring if inside and large else None


def _shape_fits(ring: _Ring, settings: BrainSettings) -> bool:
    head, brain = cv2.contourArea(ring.outer), cv2.contourArea(ring.inner)
    if brain < settings.least_inside * head:
        return False
    _, sides, _ = cv2.minAreaRect(ring.inner)
    least, most = settings.roundness
    return (
        solidity(ring.inner) >= settings.least_solidity
        and solidity(ring.outer) >= settings.least_head_solidity
        and least <= min(sides) / max(sides) <= most
    )


def _levels_fit(brain: Brain, settings: BrainSettings) -> bool:
    core = cv2.erode(brain.mask, disk(9))
    levels = brain.grey[core > 0]
    if not levels.size:
        return False
    median = float(np.median(levels))
    spread = float(np.median(np.abs(levels - median)))
    clipped = float(np.mean((levels < 8) | (levels >= settings.bone_level)))
    rim = brain.grey[(core == 0) & (cv2.erode(brain.mask, disk(5)) > 0)]
    tissue = float(np.mean(rim > median / 2))
    return (
        settings.tissue[0] <= median <= settings.tissue[1]
        and spread <= settings.most_spread
        and clipped <= settings.most_clipped
        and tissue >= settings.least_rim
    )


def _ring_is_flat(brain: Brain, ring: _Ring, settings: BrainSettings) -> bool:
    skull = np.zeros_like(brain.mask)
    cv2.drawContours(skull, [ring.outer], -1, 255, cv2.FILLED)
    skull = np.asarray(cv2.erode(cv2.subtract(skull, brain.mask), disk(3)), np.uint8)
    levels = brain.grey[skull > 0]
    return bool(levels.size) and float(np.mean(levels >= 245)) >= settings.least_flat


def _is_grey(brain: Brain, chroma: tuple[Plane, Plane], settings: BrainSettings) -> bool:
    height, width = chroma[0].shape
    mask = cv2.resize(brain.mask, (width, height), interpolation=cv2.INTER_NEAREST)
    inside = mask > 0
    away = (float(np.abs(plane[inside].astype(np.int16) - 128).mean()) for plane in chroma)
    return max(away) <= settings.most_colour


def disk(diameter: int) -> Plane:
    """A round structuring element; `diameter` is odd."""
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (diameter, diameter)), np.uint8)


def solidity(contour: Contour) -> float:
    """Its area against that of its convex hull: 1 where it is convex."""
    return float(cv2.contourArea(contour)) / max(float(cv2.contourArea(cv2.convexHull(contour))), 1.0)
