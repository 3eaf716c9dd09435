"""How wide a vessel is along its middle line, to a fraction of a pixel, from profiles of attenuation."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from analysis.angiography.skeleton import Points
from analysis.angiography.vesselness import Field

Row = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class WidthSettings:
    """How profiles are taken; pixels of the full picture."""

    step: float = 0.5
    """Between samples of a profile."""
    reach: float = 2.0
    """A profile reaches so many estimated diameters to either side, at most `longest`."""
    longest: float = 28.0
    ground: float = 0.25
    """The ground beside the vessel is this quantile of the profile there: below other vessels, and not as low
    as the noise goes."""
    within: float = 0.75
    """Attenuation is summed up to so many widths to either side."""
    along: float = 1.5
    """Sigma of the average over neighbouring profiles, along the line."""
    bend: float = 4.0
    """Sigma by which the middle line is smoothed before its normals are taken."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A line with its width at each point, one pixel apart; all of length n."""

    points: Points
    """Middle of the vessel, shape (n, 2)."""
    normals: Points
    width: Row
    """Full width at half of the depth; NaN where there are not two edges."""
    depth: Row
    """Attenuation at the middle above that beside the vessel (natural logarithm of grey)."""
    area: Row
    """Attenuation above the ground, summed across the vessel: defined where no edges are, too."""


def profile(attenuation: Field, line: Points, rough: Row, settings: WidthSettings) -> Profile:
    """Measure along a line; `rough` is an estimate of the diameter at each of its points.

    The width is taken at half of the depth, on each side against the ground on that side: so a ground that
    falls off to one side moves neither edge (full width at half maximum, as in quantitative angiography,
    Reiber JHC et al., Circulation 1985;71(2):280-288, who use the edges' gradient instead).
    """
    points, guess = _resampled(line, rough, settings)
    along = np.gradient(points, axis=0)
    along /= np.maximum(np.hypot(along[:, 0], along[:, 1]), 1e-9)[:, None]
    normals = np.stack([-along[:, 1], along[:, 0]], axis=1)
    reach = np.minimum(settings.reach * guess, settings.longest)
    offsets = np.arange(0, float(reach.max()) + settings.step, settings.step)
    sides = [_samples(attenuation, points, sign * normals, offsets, settings) for sign in (-1, 1)]
    beyond = offsets[None] > reach[:, None]
    top = np.maximum(
        *(np.where(offsets[None] <= 0.3 * guess[:, None], side, -np.inf).max(axis=1) for side in sides)
    )
    beside = ~beyond & (offsets[None] > 0.4 * guess[:, None])
    grounds = [_ground(side, beside, settings.ground) for side in sides]
    left, right = (
        _edge(side, beyond, (top + ground) / 2, settings.step)
        for side, ground in zip(sides, grounds, strict=True)
    )
    near = offsets[None] <= settings.within * _usual(left + right, guess)[:, None]
    above = [
        np.where(near, side - ground[:, None], 0).sum(axis=1)
        for side, ground in zip(sides, grounds, strict=True)
    ]
    area = np.add(*above) * settings.step
    middle = points + normals * ((right - left) / 2)[:, None]
    clean = np.where(np.isfinite(middle), middle, points)
    return Profile(clean, normals, left + right, top - np.maximum(*grounds), area)


def _ground(side: Row, beside: NDArray[np.bool_], quantile: float) -> Row:
    """The quantile of each profile over the places beside the vessel."""
    ordered = np.sort(np.where(beside, side, np.inf), axis=1)
    count = np.maximum(beside.sum(axis=1), 1)
    return np.asarray(ordered[np.arange(len(side)), (quantile * (count - 1)).astype(np.intp)])


def _usual(width: Row, guess: Row) -> Row:
    """The width as it is along the vessel, narrowings and gaps smoothed away."""
    known = np.isfinite(width)
    if not known.any():
        return guess
    places = np.arange(len(width))
    filled = np.interp(places, places[known], width[known])
    return np.asarray(np.maximum(_blurred(filled, 24.0), 1.0))


def _resampled(line: Points, rough: Row, settings: WidthSettings) -> tuple[Points, Row]:
    """The line smoothed, with a point for each pixel of its length, and the estimate at these points."""
    smooth = np.stack([_blurred(line[:, k], settings.bend) for k in (0, 1)], axis=1)
    length = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(smooth, axis=0).T))])
    at = np.arange(0.0, max(length[-1], 1.0))
    points = np.stack([np.interp(at, length, smooth[:, k]) for k in (0, 1)], axis=1)
    return points, np.interp(at, length, _blurred(rough, 3 * settings.bend))


def _samples(field: Field, points: Points, normals: Points, offsets: Row, settings: WidthSettings) -> Row:
    """The field at each offset along each point's normal, averaged along the line; shape (n, offsets)."""
    where = (points[:, None] + normals[:, None] * offsets[None, :, None]).astype(np.float32)
    taken = cv2.remap(field, where[..., 0], where[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    blurred = cv2.GaussianBlur(taken, (1, 0), sigmaX=1e-3, sigmaY=settings.along)
    return np.asarray(blurred, np.float64)


def _edge(side: Row, beyond: NDArray[np.bool_], half: Row, step: float) -> Row:
    """Distance at which each profile first falls to the given level; NaN where it does not."""
    under = (side <= half[:, None]) & ~beyond
    first = under.argmax(axis=1)
    rows = np.arange(len(side))
    inner, outer = side[rows, np.maximum(first - 1, 0)], side[rows, first]
    part = np.divide(inner - half, inner - outer, out=np.zeros_like(half), where=inner > outer)
    distance = np.asarray((np.maximum(first - 1, 0) + np.clip(part, 0, 1)) * step)
    distance[~under.any(axis=1) | (first == 0)] = np.nan
    return distance


def _blurred(row: Row, sigma: float) -> Row:
    """A row averaged with a Gaussian; its ends stay where they are, being mirrored through themselves."""
    reach = min(int(3 * sigma), len(row) - 1)
    if reach < 1:
        return row
    bell = np.exp(-(np.arange(-reach, reach + 1) ** 2) / (2 * sigma**2))
    before, after = 2 * row[0] - row[reach:0:-1], 2 * row[-1] - row[-2 : -reach - 2 : -1]
    return np.asarray(np.convolve(np.concatenate([before, row, after]), bell / bell.sum(), "valid"))
