"""Dark focal regions in the field: outlined, measured, and told apart into anechoic and hypoechoic.

Seeds are places darker than the ring around them, at several sizes. Around each seed the picture is unrolled
into angle and radius, and the closed contour with the greatest summed step from dark to bright is found by
dynamic programming (Sonka et al., "Segmentation of intravascular ultrasound images: a knowledge-based
approach", IEEE Trans Med Imaging 1995;14(4):719-732). What is scored is how much of that step points outward
all around, the radial gradient of Drukker et al., "Computerized lesion detection on breast ultrasound",
Med Phys 2002;29(7):1438-1446, with the contrast against the speckle next to it. A shadow is open at its
lower end and fails on that.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from analysis.findings import Point
from analysis.ultrasound.sector import Mask
from analysis.ultrasound.view import View

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class RegionSettings:
    """Radii are in pixels of the view."""

    smallest: float = 4.0
    octaves: int = 5
    """Seed sizes go from `smallest` in steps of the square root of 2, two a step of reduction."""
    seeds: int = 18
    seed_contrast: float = 0.15
    """Least share by which the inside of a seed is darker than its ring."""
    seed_enclosed: float = 0.02
    """The same against its darkest sides alone."""
    least_echo: float = 14.0
    """Mean grey of the ring below which nothing can be told from the dark."""
    anechoic_share: float = 0.22
    """Inside over outside, both above black, up to which a region is anechoic..."""
    anechoic_grey: float = 12.0
    """... or the inside's mean grey, where little is left to compare."""
    least_score: float = 0.5
    most: int = 8


@dataclass(frozen=True, slots=True)
class Region:
    """One dark region, in pixels of the view."""

    outline: tuple[Point, ...]
    area: float
    contrast: float
    """Share by which the inside is darker than what is around it, 0 to 1."""
    closed: float
    """Share of the contour across which the picture brightens, 0 to 1."""
    anechoic: bool
    score: float

    @property
    def diameter(self) -> float:
        """Of the circle of equal area."""
        return 2 * math.sqrt(self.area / math.pi)


@dataclass(frozen=True, slots=True)
class _Seed:
    x: float
    y: float
    radius: float
    strength: float
    level: int


ANGLES = 40
RADII = 40
NEAREST, FARTHEST = 0.1, 2.4
"""Radii looked at, in units of the seed's own."""
BAND = 4
"""Width of the step from dark to bright, in samples along a radius."""
STIFFNESS = 0.06
"""What one sample of change from one angle to the next costs, in units of the relative step."""


def find_regions(view: View, settings: RegionSettings) -> tuple[Region, ...]:
    """The dark regions of one frame, best first."""
    grey = np.asarray(cv2.GaussianBlur(view.grey, (3, 3), 0), np.float32)
    levels = _pyramid(grey, view.searched, settings.octaves)
    seeds = _apart(_seeds(levels, settings), settings.seeds)
    if not seeds:
        return ()
    polar, inside = _unroll(levels, seeds)
    contours = _contours(polar, inside)
    found = [
        region
        for seed, samples, within, contour in zip(seeds, polar, inside, contours, strict=True)
        if (region := _judge(seed, samples, within, contour, settings)) is not None
    ]
    return _distinct(found)[: settings.most]


Levels = list[tuple[Floats, Floats]]
"""Grey times mask and mask (0 to 1), each half the size of the one before."""


def _pyramid(grey: Floats, searched: Mask, octaves: int) -> Levels:
    weight = np.asarray(searched, np.float32) * np.float32(1 / 255)
    levels: Levels = [(np.asarray(grey * weight, np.float32), np.asarray(weight, np.float32))]
    while len(levels) < octaves and min(levels[-1][1].shape) >= 32:
        size = (levels[-1][1].shape[1] // 2, levels[-1][1].shape[0] // 2)
        halved = [cv2.resize(plane, size, interpolation=cv2.INTER_AREA) for plane in levels[-1]]
        levels.append((np.asarray(halved[0], np.float32), np.asarray(halved[1], np.float32)))
    return levels


def _seeds(levels: Levels, settings: RegionSettings) -> list[_Seed]:
    """Places darker than the ring around them."""
    seeds: list[_Seed] = []
    for level, (echo, weight) in enumerate(levels):
        for radius in (settings.smallest, settings.smallest * math.sqrt(2)):
            seeds += _seeds_of_size(echo, weight, radius, level, settings)
    return seeds


def _seeds_of_size(
    echo: Floats, weight: Floats, radius: float, level: int, settings: RegionSettings
) -> list[_Seed]:
    inner, outer = 2 * round(0.7 * radius) + 1, 2 * round(1.9 * radius) + 1
    if outer >= min(echo.shape):
        return []
    inner_echo, inner_weight = (_sum(plane, inner) for plane in (echo, weight))
    ring_echo = _sum(echo, outer) - inner_echo
    ring_weight = _sum(weight, outer) - inner_weight
    ring = ring_echo / np.maximum(ring_weight, 1e-3)
    mean = np.asarray(inner_echo / np.maximum(inner_weight, 1e-3), np.float32)
    darker = (ring - mean) / (ring + 8)
    usable = (
        (ring_weight > 0.6 * (outer * outer - inner * inner))
        & (inner_weight > 0.7 * inner * inner)
        & (ring > settings.least_echo)
        & (darker > settings.seed_contrast)
    )
    darker[~usable] = 0
    peaks = (darker > 0) & (darker == cv2.dilate(darker, np.ones((inner, inner), np.uint8)))
    ys, xs = np.nonzero(peaks)
    enclosed = _enclosed(mean, ring, (ys, xs), 1.7 * radius)
    factor = 2.0**level
    return [
        _Seed((x + 0.5) * factor, (y + 0.5) * factor, radius * factor, float(strength), level)
        for x, y, strength in zip(xs, ys, enclosed, strict=True)
        if strength > settings.seed_enclosed
    ]


def _enclosed(
    mean: Floats, ring: Floats, at: tuple[NDArray[np.intp], NDArray[np.intp]], away: float
) -> Floats:
    """How much brighter it is on the darkest sides, two of eight, as a share of the ring.

    A gap between layers and a shadow have a dark side; a focal region has none.
    """
    ys, xs = at
    middle = mean[ys, xs]
    sides = []
    for turn in range(8):
        dy, dx = round(away * math.sin(turn * math.pi / 4)), round(away * math.cos(turn * math.pi / 4))
        beside = mean[np.clip(ys + dy, 0, mean.shape[0] - 1), np.clip(xs + dx, 0, mean.shape[1] - 1)]
        sides.append((beside - middle) / (ring[ys, xs] + 8))
    return np.asarray(np.sort(np.stack(sides), axis=0)[:2].mean(axis=0), np.float32)


def _sum(plane: Floats, side: int) -> Floats:
    box = cv2.boxFilter(plane, cv2.CV_32F, (side, side), normalize=False, borderType=cv2.BORDER_CONSTANT)
    return np.asarray(box, np.float32)


def _apart(seeds: list[_Seed], most: int) -> list[_Seed]:
    """The strongest seeds, none twice; larger ones hold more speckle cells and are the surer."""
    kept: list[_Seed] = []
    for seed in sorted(seeds, key=lambda one: -one.strength * math.sqrt(one.radius)):
        if all(
            math.hypot(seed.x - other.x, seed.y - other.y) > 0.5 * other.radius
            or not 0.6 < seed.radius / other.radius < 1.7
            for other in kept
        ):
            kept.append(seed)
        if len(kept) == most:
            break
    return kept


def _unroll(levels: Levels, seeds: list[_Seed]) -> tuple[Floats, Floats]:
    """Grey and mask around each seed, shape (seeds, angles, radii)."""
    turn = np.arange(ANGLES, dtype=np.float32) * np.float32(2 * math.pi / ANGLES)
    reach = np.linspace(NEAREST, FARTHEST, RADII, dtype=np.float32)
    dx, dy = np.cos(turn)[:, None] * reach, np.sin(turn)[:, None] * reach
    polar = np.empty((len(seeds), ANGLES, RADII), np.float32)
    inside = np.empty_like(polar)
    for level, (echo, weight) in enumerate(levels):
        members = [number for number, seed in enumerate(seeds) if seed.level == level]
        if not members:
            continue
        factor = 2.0**level
        place = np.array([(seeds[n].x, seeds[n].y, seeds[n].radius) for n in members], np.float32) / factor
        xs = (place[:, 0, None, None] - 0.5 + place[:, 2, None, None] * dx).reshape(-1, RADII)
        ys = (place[:, 1, None, None] - 0.5 + place[:, 2, None, None] * dy).reshape(-1, RADII)
        shape = (len(members), ANGLES, RADII)
        sampled = [cv2.remap(p, xs, ys, cv2.INTER_LINEAR, borderValue=0) for p in (echo, weight)]
        inside[members] = sampled[1].reshape(shape)
        polar[members] = sampled[0].reshape(shape) / np.maximum(inside[members], 0.05)
    return polar, inside


def _contours(polar: Floats, inside: Floats) -> NDArray[np.intp]:
    """For each seed and angle the radius' number where dark turns bright, shape (seeds, angles)."""
    sums = np.concatenate([np.zeros_like(polar[..., :1]), np.cumsum(polar, axis=2)], axis=2)
    middle = np.arange(BAND, RADII - BAND)
    within = (sums[..., middle] - sums[..., middle - BAND]) / BAND
    beyond = (sums[..., middle + BAND] - sums[..., middle]) / BAND
    level = np.median(beyond, axis=(1, 2))[:, None, None] + 8
    step = (beyond - within) / level
    step[inside[..., middle] < 0.5] = -1
    return _closed_path(np.asarray(step, np.float32)) + BAND


def _closed_path(gain: Floats) -> NDArray[np.intp]:
    """Dynamic programming one and a half times around: the first half only leads in, so the rest closes."""
    seeds, angles, radii = gain.shape
    turns = angles + angles // 2
    best = gain[:, 0].copy()
    moves = np.zeros((turns, seeds, radii), np.int8)
    padded = np.full((seeds, radii + 4), -1e6, np.float32)
    for turn in range(1, turns):
        padded[:, 2:-2] = best
        for shift in (-1, 1, -2, 2):
            option = padded[:, 2 + shift : 2 + shift + radii] - np.float32(STIFFNESS * abs(shift))
            better = option > best
            best = np.where(better, option, best)
            moves[turn][better] = shift
        best = best + gain[:, turn % angles]
    path = np.empty((seeds, angles), np.intp)
    at = np.argmax(best, axis=1)
    every = np.arange(seeds)
    for turn in range(turns - 1, angles // 2 - 1, -1):
        path[:, turn % angles] = at
        at = np.clip(at + moves[turn, every, at], 0, radii - 1)
    return path


def _judge(
    seed: _Seed, samples: Floats, within: Floats, contour: NDArray[np.intp], settings: RegionSettings
) -> Region | None:
    """The region that a contour encloses, None where it is none."""
    number = np.arange(RADII)[None, :]
    edge = contour[:, None]
    usable = within > 0.5
    inner = (number < edge) & usable
    outer = (number >= edge + 1) & (number < edge + 1 + BAND + 2) & usable
    if np.count_nonzero(inner) < ANGLES or np.count_nonzero(outer) < ANGLES:
        return None
    # A sample far out stands for more of the picture than one near the centre.
    weight = inner * (number + 1.0)
    dark = float((samples * weight).sum() / weight.sum())
    bright = float(samples[outer].mean())
    if bright < settings.least_echo or bright <= dark:
        return None
    counts = outer.sum(axis=1)
    around = np.where(counts > 0, (samples * outer).sum(axis=1) / np.maximum(counts, 1), 0.0)
    half = (bright + dark) / 2
    closed = float(np.mean((around > half - 0.15 * (bright - dark)) & (counts > BAND / 2)))
    filled = float((weight * (samples < half)).sum() / weight.sum())
    contrast = (bright - dark) / (bright + 6)
    dark_spread = math.sqrt(float((weight * (samples - dark) ** 2).sum() / weight.sum()))
    spread = math.hypot(float(samples[outer].std()), dark_spread)
    clearness = (bright - dark) / (spread + 3)
    score = _score(closed, filled, clearness)
    if score < settings.least_score:
        return None
    outline = _outline(seed, contour)
    area = float(cv2.contourArea(np.array(outline, np.float32)))
    # The rim is blurred into the dark: what is inside is judged by its core.
    core = float(np.median(samples[inner & (number <= 0.75 * edge)]))
    anechoic = core <= settings.anechoic_share * bright or core <= settings.anechoic_grey
    return Region(outline, area, contrast, closed, anechoic, score)


SURENESS = (2.0, 1.5, 4.5)
"""How much it counts that the contour is closed, that its inside is dark throughout, and that both sides
differ by more than their speckle: after a logistic regression on generated lesions, with other seeds than the
published tables."""
DOUBT = 4.75


def _score(closed: float, filled: float, clearness: float) -> float:
    """0 to 1."""
    signs = ((closed - 0.6) / 0.35, (filled - 0.78) / 0.17, clearness - 0.6)
    sure = sum(weight * min(1.0, max(-0.5, sign)) for weight, sign in zip(SURENESS, signs, strict=True))
    return 1 / (1 + math.exp(DOUBT - sure))


def _outline(seed: _Seed, contour: NDArray[np.intp]) -> tuple[Point, ...]:
    """Every second angle's point, the radii smoothed over three angles."""
    step = (FARTHEST - NEAREST) / (RADII - 1)
    # The step found between two samples lies half a sample before the second.
    radii = seed.radius * (NEAREST + (contour.astype(float) - 0.5) * step)
    radii = (np.roll(radii, 1) + 2 * radii + np.roll(radii, -1)) / 4
    turn = np.arange(ANGLES) * (2 * math.pi / ANGLES)
    return tuple(
        (float(seed.x + radius * math.cos(angle)), float(seed.y + radius * math.sin(angle)))
        for radius, angle in zip(radii[::2], turn[::2], strict=True)
    )


def _distinct(regions: list[Region]) -> tuple[Region, ...]:
    """Best first; of two that overlap by more than a third of the smaller the better stays."""
    kept: list[Region] = []
    for region in sorted(regions, key=lambda one: -one.score):
        points = np.array(region.outline, np.float32)
        if all(_overlap(points, np.array(other.outline, np.float32)) < 0.33 for other in kept):
            kept.append(region)
    return tuple(kept)


def _overlap(one: Floats, other: Floats) -> float:
    """Shared area over the smaller area, drawn on a small grid."""
    both = np.concatenate([one, other])
    corner = both.min(axis=0)
    scale = 96 / max(float((both.max(axis=0) - corner).max()), 1.0)
    masks = []
    for points in (one, other):
        mask = np.zeros((98, 98), np.uint8)
        cv2.fillPoly(mask, [np.rint((points - corner) * scale).astype(np.int32)], 1)
        masks.append(mask)
    smaller = min(cv2.countNonZero(mask) for mask in masks)
    return cv2.countNonZero(cv2.bitwise_and(*masks)) / max(1, smaller)
