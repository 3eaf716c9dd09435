"""How well dark regions are found: generated lesions in real ultrasound pictures.

    python -m benchmarks.screening.lesions

A lesion is an ellipse with an uneven, soft rim. Its speckle is that of the picture, taken from another place
of it as a ratio to the local echo, and weakened by the lesion's contrast; an anechoic one keeps a little
noise, and in half of the pictures echoes below the lesion are enhanced. Every second picture goes through
H.264 at 1.5 Mbit/s.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from analysis.detectors.ultrasound import Settings, Ultrasound
from analysis.findings import Finding, Kind
from analysis.frame import Frame, Plane, frame_of
from analysis.ultrasound.sector import Mask
from benchmarks.report import Row, percentile, table
from benchmarks.screening.froc import FALSE_MARKS_PER_PICTURE, Reading, curve, reading, sensitivity_at
from benchmarks.screening.lossy import through_video
from benchmarks.screening.ultrasound_pictures import (
    DARK_KINDS,
    SOURCES,
    Source,
    field_without_dark,
    on_real,
    picture,
)

Floats = NDArray[np.float32]

SEEDS = range(200)
"""Those of the published tables. The detector was developed with seeds from 10 000 on."""

SIZES_PX = ((10.0, 16.0), (16.0, 28.0), (28.0, 48.0), (48.0, 80.0))
"""Long axis, from and to, at 640 x 480."""
CONTRASTS = (("weak, 35-50 %", 0.35, 0.5), ("strong, 50-70 %", 0.5, 0.7), ("anechoic, 92 %", 0.92, 0.92))
"""Share of the local echo that is missing inside, from and to."""
OVERLAP = 0.4
"""Intersection over union from which a mark lies on a lesion."""


@dataclass(frozen=True, slots=True)
class Lesion:
    """What was put in, in pixels of the picture."""

    outline: tuple[tuple[float, float], ...]
    diameter: float
    """Of the circle of equal area."""
    anechoic: bool


@dataclass(frozen=True, slots=True)
class Trial:
    """One seed: its size and contrast class, and what was said of it."""

    size: int
    contrast: int
    lesion: Lesion
    marks: tuple[Finding, ...]
    reading: Reading


def trial(seed: int) -> Trial:
    """Put one lesion into one picture, and look."""
    random = np.random.default_rng((5, seed))
    size, contrast = seed % len(SIZES_PX), seed // len(SIZES_PX) % len(CONTRASTS)
    axis = float(random.uniform(*SIZES_PX[size]))
    source, lesion, planted = _planted(axis, float(random.uniform(*CONTRASTS[contrast][1:])), random)
    frame = frame_of(planted, 0.0) if seed % 2 else _decoded(planted)
    marks = [one for one in sensitive().detect(frame) if one.kind in DARK_KINDS]
    new = tuple(one for one in marks if on_lesion(one, lesion) or not on_real(one, source))
    return Trial(size, contrast, lesion, new, reading(new, [lesion], on_lesion, lambda one: one.score))


def sensitive() -> Ultrasound:
    """The detector with its threshold taken down, so that the curve shows what the threshold costs."""
    usual = Settings()
    return Ultrasound(replace(usual, regions=replace(usual.regions, least_score=0.05, most=40)))


def _decoded(picture: Plane) -> Frame:
    *_, last = through_video([picture] * 6)
    return replace(last, captured_s=0.0)


def on_lesion(finding: Finding, lesion: Lesion) -> bool:
    outlines = [np.array(one.outline, np.float32) for one in (finding, lesion)]
    both = np.concatenate(outlines)
    corner = np.floor(both.min(axis=0)) - 1
    width, height = (int(side) + 3 for side in both.max(axis=0) - corner)
    masks = [np.zeros((4 * height, 4 * width), np.uint8) for _ in outlines]
    for mask, outline in zip(masks, outlines, strict=True):
        cv2.fillPoly(mask, [np.rint((outline - corner) * 4).astype(np.int32)], 1)
    shared, joined = cv2.bitwise_and(*masks), cv2.bitwise_or(*masks)
    return cv2.countNonZero(shared) >= OVERLAP * cv2.countNonZero(joined)


def _planted(axis: float, contrast: float, random: np.random.Generator) -> tuple[Source, Lesion, Plane]:
    """A lesion in the first of the pictures, in random order, that has room for it in even tissue."""
    for number in random.permutation(len(SOURCES)):
        source = SOURCES[number]
        shown = picture(source)
        grey = np.asarray(cv2.cvtColor(shown, cv2.COLOR_BGR2GRAY), np.float32)
        places = _even_places(grey, field_without_dark(source), axis / 2)
        if len(places) >= 2:
            at, donor = places[random.choice(len(places), 2, replace=False)]
            return source, *_plant(shown, grey, (at, donor), axis, contrast, random)
    raise ValueError(f"no picture has room for {axis:.0f} px")


def _even_places(grey: Floats, field: Mask, radius: float) -> NDArray[np.int_]:
    """Where a lesion may be put: inside the field, on echoes bright and even enough; rows of x and y."""
    tissue = cv2.GaussianBlur(grey, (0, 0), 4)
    around = np.ones((2 * round(1.6 * radius) + 1,) * 2, np.uint8)
    darkest, brightest = cv2.erode(tissue, around), cv2.dilate(tissue, around)
    margin = np.ones((2 * round(1.3 * radius + 3) + 1,) * 2, np.uint8)
    room = cv2.erode(field, margin, borderType=cv2.BORDER_CONSTANT, borderValue=0)
    rows, columns = np.nonzero((room > 0) & (darkest >= 22) & (brightest <= 2.6 * darkest))
    return np.stack([columns, rows], axis=1)


def _plant(
    shown: Plane,
    grey: Floats,
    places: tuple[NDArray[np.int_], NDArray[np.int_]],
    axis: float,
    contrast: float,
    random: np.random.Generator,
) -> tuple[Lesion, Plane]:
    """`places`: the lesion's middle, and where its speckle is taken from."""
    (x, y), (from_x, from_y) = places
    outline = _outline(float(x), float(y), axis, random)
    points = np.array(outline, np.float32)
    filling = np.zeros(grey.shape, np.float32)
    cv2.fillPoly(filling, [np.rint(points * 16).astype(np.int32)], 1.0, cv2.LINE_AA, shift=4)
    softness = float(random.uniform(0.6, 1.6))
    inside = np.asarray(cv2.GaussianBlur(filling, (0, 0), 1.4 * softness, sigmaY=softness), np.float32)
    local = cv2.GaussianBlur(grey, (0, 0), 9) + 1
    moved = np.array([[1, 0, x - from_x], [0, 1, y - from_y]], np.float32)
    speckle = cv2.warpAffine(grey / local, moved, grey.shape[::-1], borderMode=cv2.BORDER_REFLECT)
    filled = np.asarray(local * speckle * (1 - contrast), np.float32)
    if contrast > 0.9:
        filled += random.gamma(1.5, 1.5, grey.shape).astype(np.float32)
    enhanced = grey * _enhancement(points, grey.shape, random)
    mixed = np.clip(enhanced * (1 - inside) + filled * inside, 0, 255)
    ratio = mixed / np.maximum(grey, 1)
    picture = np.where(grey[..., None] < 1, mixed[..., None], shown * ratio[..., None])
    area = float(cv2.contourArea(points))
    lesion = Lesion(outline, 2 * math.sqrt(area / math.pi), contrast > 0.9)
    return lesion, np.clip(np.rint(picture), 0, 255).astype(np.uint8)


def _outline(x: float, y: float, axis: float, random: np.random.Generator) -> tuple[tuple[float, float], ...]:
    """An ellipse, turned, its rim uneven by some percent."""
    narrow, turned = float(random.uniform(0.65, 1.0)), float(random.uniform(0, math.pi))
    turn = np.linspace(0, 2 * math.pi, 48, endpoint=False)
    uneven = 1 + sum(
        float(random.uniform(0, 0.05)) * np.cos(waves * turn + float(random.uniform(0, 2 * math.pi)))
        for waves in (2, 3, 4, 5)
    )
    across = axis / 2 * uneven * np.cos(turn)
    down = axis / 2 * narrow * uneven * np.sin(turn)
    cos, sin = math.cos(turned), math.sin(turned)
    xs, ys = x + across * cos - down * sin, y + across * sin + down * cos
    return tuple((float(a), float(b)) for a, b in zip(xs, ys, strict=True))


def _enhancement(points: Floats, shape: tuple[int, ...], random: np.random.Generator) -> Floats:
    """Gain of the echoes below: fluid weakens sound less than tissue."""
    gain = float(random.choice([0.0, random.uniform(0.1, 0.35)]))
    left, right = points[:, 0].min(), points[:, 0].max()
    bottom, height = points[:, 1].max(), np.ptp(points[:, 1])
    columns = np.arange(shape[1], dtype=np.float32)
    rows = np.arange(shape[0], dtype=np.float32)
    beam = 1 / (1 + np.exp(np.minimum(-(np.minimum(columns - left, right - columns) - 2) / 2, 50)))
    fading = np.exp(-np.maximum(rows - bottom, 0) / (1.5 * height)) * (rows > bottom - height / 2)
    return np.asarray(1 + gain * fading[:, None] * beam[None, :], np.float32)


def rows(seeds: Sequence[int] = SEEDS) -> list[Row]:
    """The tables' rows."""
    trials = [trial(seed) for seed in seeds]
    least = Settings().regions.least_score
    out = [_froc_row("all lesions", trials, least)]
    for number, (low, high) in enumerate(SIZES_PX):
        out.append(
            _froc_row(f"{low:.0f}-{high:.0f} px", [one for one in trials if one.size == number], least)
        )
    for number, (name, *_) in enumerate(CONTRASTS):
        out.append(_froc_row(name, [one for one in trials if one.contrast == number], least))
    for size, (low, high) in enumerate(SIZES_PX):
        for contrast, (name, *_) in enumerate(CONTRASTS):
            cell = [one for one in trials if (one.size, one.contrast) == (size, contrast)]
            out.append(_as_set_row(f"{low:.0f}-{high:.0f} px, {name}", cell, least))
    return out + _measure_rows(trials, least)


def _froc_row(what: str, trials: Sequence[Trial], least: float) -> Row:
    points = curve([one.reading for one in trials])
    at = "  ".join(f"{sensitivity_at(points, false):.2f}@{false:g}" for false in FALSE_MARKS_PER_PICTURE)
    found, false = as_set([one.reading for one in trials], least)
    return Row(
        f"{what} ({len(trials)})", at, peer=f"as set: {found}/{len(trials)}, {false:.2f} false/picture"
    )


def _as_set_row(what: str, trials: Sequence[Trial], least: float) -> Row:
    found, _ = as_set([one.reading for one in trials], least)
    return Row(what, f"found {found} of {len(trials)}")


def as_set(readings: Sequence[Reading], least: float) -> tuple[int, float]:
    """Things found, and false marks per picture, with the detector's own threshold."""
    marks = [[mark for mark in one.marks if mark.score >= least] for one in readings]
    found = sum(any(mark.hits for mark in some) for some in marks)
    return found, sum(not mark.hits for some in marks for mark in some) / max(1, len(readings))


def _measure_rows(trials: Sequence[Trial], least: float) -> list[Row]:
    """How the found ones were measured and named."""
    pairs = [
        (mark, one.lesion)
        for one in trials
        for mark in one.marks
        if mark.score >= least and on_lesion(mark, one.lesion)
    ]
    errors = [_diameter(mark) / lesion.diameter - 1 for mark, lesion in pairs]
    named = sum((mark.kind is Kind.ANECHOIC) == lesion.anechoic for mark, lesion in pairs)
    size = sorted(abs(error) for error in errors)
    return [
        Row(
            "diameter of those found",
            f"median error {percentile(errors, 0.5):+.1%}, 90 % within {percentile(size, 0.9):.1%}",
        ),
        Row("anechoic told from hypoechoic", f"{named} of {len(pairs)}"),
    ]


def _diameter(mark: Finding) -> float:
    """In pixels, whatever unit it was told in."""
    return 2 * math.sqrt(float(cv2.contourArea(np.array(mark.outline, np.float32))) / math.pi)


def main() -> None:
    print(table(rows()))


if __name__ == "__main__":
    main()
