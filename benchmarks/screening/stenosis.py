"""Stenoses of known size put into real angiograms."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from analysis.angiography.tree import Line
from analysis.frame import Plane

Floats = NDArray[np.float32]

STEP = 0.5
"""Pixels between samples across the vessel."""

POINT_SPREAD = 0.9
"""Sigma in pixels of what blurs a real edge; a thinner column must not be sharper than the picture."""

ABOVE_BLACK = 1.0
"""Added to grey before the logarithm."""


@dataclass(frozen=True, slots=True)
class Stenosis:
    """What was put in."""

    x: float
    y: float
    share: float
    """Reduction of the diameter at the narrowest point, 0 to 1."""
    length: float
    """Pixels from where it begins to where it ends."""
    diameter: float
    """Of the vessel there, at half depth, in pixels."""


def narrowed(grey: Plane, line: Line, place: int, share: float, length: float) -> tuple[Plane, Stenosis]:
    """The picture with the vessel on `line` narrowed around its point number `place`.

    Along each normal the column of contrast is taken off: what lies above the straight ground between both
    sides of the vessel, averaged along the vessel, so that the picture's noise stays. A thinner one is put
    back, the same profile squeezed, and as much less deep: a round lumen of less diameter. The diameter
    follows half a cosine along the vessel. All in attenuation, since X-rays add up there.
    """
    taken = line.profile
    first, last = max(0, round(place - length)), min(len(taken.points), round(place + length) + 1)
    part = slice(first, last)
    diameter = float(np.nanmedian(taken.width[part]))
    reach = 0.75 * diameter + 3.0
    offsets = np.arange(-reach, reach + STEP / 2, STEP).astype(np.float32)
    attenuation = -np.log((grey.astype(np.float32) + ABOVE_BLACK) / (255 + ABOVE_BLACK))
    column = _column(attenuation, taken.points[part], taken.normals[part], offsets)
    along = np.arange(first, last) - place
    kept = 1 - share * np.where(
        np.abs(along) < length / 2, 0.5 + 0.5 * np.cos(2 * np.pi * along / length), 0.0
    )
    change = _squeezed(column, offsets, kept) - column
    added = _painted(change, taken.points[part], taken.normals[part], offsets, grey.shape)
    new = (255 + ABOVE_BLACK) * np.exp(-(attenuation + added)) - ABOVE_BLACK
    x, y = (float(value) for value in taken.points[place])
    picture = np.where(added == 0, grey, np.clip(np.rint(new), 0, 255)).astype(np.uint8)
    return picture, Stenosis(x, y, share, length, diameter)


def _column(
    attenuation: Floats, points: NDArray[np.float64], normals: NDArray[np.float64], offsets: Floats
) -> Floats:
    """The attenuation of the contrast alone at each offset from each point; shape (points, offsets)."""
    where = (points[:, None] + normals[:, None] * offsets[None, :, None]).astype(np.float32)
    rows = cv2.remap(attenuation, where[..., 0], where[..., 1], cv2.INTER_LINEAR)
    rows = np.asarray(cv2.GaussianBlur(rows, (1, 0), sigmaX=1e-3, sigmaY=3.0), np.float32)
    rim = max(2, round(2.0 / STEP))
    left, right = rows[:, :rim].mean(axis=1), rows[:, -rim:].mean(axis=1)
    at = (offsets - offsets[0]) / (offsets[-1] - offsets[0])
    ground = left[:, None] * (1 - at) + right[:, None] * at
    window = np.clip(4 * (1 - np.abs(offsets) / offsets[-1]), 0, 1)  # Ends softly at both sides.
    return np.asarray(np.maximum(rows - ground, 0) * window, np.float32)


def _squeezed(column: Floats, offsets: Floats, kept: NDArray[np.float64]) -> Floats:
    """Each row squeezed to the share `kept`, as much less deep, and as blurred as before."""
    rows = np.empty_like(column)
    for number, (row, share) in enumerate(zip(column, kept, strict=True)):
        thin = share * np.interp(offsets / share, offsets, row, left=0.0, right=0.0)
        lost = POINT_SPREAD * math.sqrt(max(0.0, 1 - share**2)) / STEP
        rows[number] = cv2.GaussianBlur(thin[None], (0, 0), lost)[0] if lost > 0.1 else thin
    return rows


def _painted(
    change: Floats,
    points: NDArray[np.float64],
    normals: NDArray[np.float64],
    offsets: Floats,
    shape: tuple[int, ...],
) -> Floats:
    """The change brought from the vessel's own coordinates to the picture's: for each pixel that near."""
    reach = float(offsets[-1])
    low = np.maximum(np.floor(points.min(axis=0) - reach).astype(int), 0)
    high = np.minimum(np.ceil(points.max(axis=0) + reach).astype(int) + 1, [shape[1], shape[0]])
    y, x = np.mgrid[low[1] : high[1], low[0] : high[0]]
    to = np.stack([x, y], axis=-1)[..., None, :] - points
    nearest = np.argmin((to**2).sum(axis=-1), axis=-1)
    offset = np.take_along_axis((to * normals).sum(axis=-1), nearest[..., None], axis=-1)[..., 0]
    column = (offset - offsets[0]) / STEP
    taken = cv2.remap(
        change, column.astype(np.float32), nearest.astype(np.float32), cv2.INTER_LINEAR, borderValue=0.0
    )
    whole = np.zeros(shape, np.float32)
    beyond = (nearest == 0) | (nearest == len(points) - 1)
    whole[low[1] : high[1], low[0] : high[0]] = np.where(beyond | (np.abs(offset) > reach), 0.0, taken)
    return whole
