"""How well a needle and its tip are found: generated needles in real ultrasound pictures.

    python -m benchmarks.screening.needles

A needle is a bright, thin line that enters from a side of the field: its brightness wavers along the shaft
with gaps, speckle shines through, the tip may glint; fainter copies below (reverberation) and a smear across
the beam at the tip (side lobes) come at random. It is pushed on by a pixel a frame for six frames, every
second time through H.264 at 1.5 Mbit/s, and what is said of the last frame counts.
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
from benchmarks.screening.lesions import as_set
from benchmarks.screening.lossy import RATE, through_video
from benchmarks.screening.ultrasound_pictures import SOURCES, Source, picture, whole_field

Floats = NDArray[np.float32]

SEEDS = range(200)
"""Those of the published tables. The detector was developed with seeds from 10 000 on."""

ANGLES_DEG = ((15.0, 30.0), (30.0, 45.0), (45.0, 65.0))
"""Against the horizontal, from and to."""
BRIGHTNESS = (("faint, +30-50", 30.0, 50.0), ("plain, +50-90", 50.0, 90.0), ("bright, +90-150", 90.0, 150.0))
"""Grey values of the shaft above the local echo, from and to."""
FRAMES = 6
ALIKE_DEG, ASIDE_PX, SHARED = 6.0, 8.0, 0.5
"""A mark lies on the needle when its direction and both its ends are so close to the needle's line, and it
covers at least so much of the needle's length."""


@dataclass(frozen=True, slots=True)
class Shaft:
    """What was put in, on the last frame, in pixels of the picture."""

    entry: tuple[float, float]
    tip: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Trial:
    """One seed: its angle and brightness class, and what was said of it."""

    angle: int
    brightness: int
    shaft: Shaft
    marks: tuple[Finding, ...]
    reading: Reading


@dataclass(frozen=True)
class _Look:
    """How a needle looks, the same on all frames."""

    brightness: float
    width: float
    wavering: Floats
    """Along the shaft, a value for each pixel from the entry on."""
    glint: float
    copies: int
    copy_spacing: float
    smear: float


def trial(seed: int) -> Trial:
    """Push one needle into one picture, and look at the last frame."""
    random = np.random.default_rng((7, seed))
    angle, brightness = seed % len(ANGLES_DEG), seed // len(ANGLES_DEG) % len(BRIGHTNESS)
    source = SOURCES[int(random.integers(len(SOURCES)))]
    shaft = _shaft(source, float(random.uniform(*ANGLES_DEG[angle])), random)
    look = _look(float(random.uniform(*BRIGHTNESS[brightness][1:])), random)
    field = whole_field(source)
    pictures = [draw(picture(source), field, pulled_back(shaft, FRAMES - 1 - n), look) for n in range(FRAMES)]
    detector = sensitive()
    said: Sequence[Finding] = ()
    for frame in _frames(pictures, coded=seed % 2 == 0):
        said = detector.detect(frame)
    marks = tuple(one for one in said if one.kind is Kind.NEEDLE)
    return Trial(angle, brightness, shaft, marks, reading(marks, [shaft], on_shaft, lambda one: one.score))


def sensitive() -> Ultrasound:
    """The detector with its threshold taken down, so that the curve shows what the threshold costs."""
    usual = Settings()
    return Ultrasound(replace(usual, needle=replace(usual.needle, least_score=0.05)))


def _frames(pictures: Sequence[Plane], coded: bool) -> list[Frame]:
    if coded:
        return list(through_video(pictures))
    return [frame_of(shown, number / RATE) for number, shown in enumerate(pictures)]


def on_shaft(finding: Finding, shaft: Shaft) -> bool:
    (x0, y0), (x1, y1) = shaft.entry, shaft.tip
    length = math.dist(shaft.entry, shaft.tip)
    along = ((x1 - x0) / length, (y1 - y0) / length)
    ends = [
        ((x - x0) * along[0] + (y - y0) * along[1], abs((x - x0) * along[1] - (y - y0) * along[0]))
        for x, y in finding.outline
    ]
    (first, first_aside), (last, last_aside) = ends
    turned = math.degrees(math.atan2(abs(first_aside - last_aside), abs(last - first)))
    shared = min(max(first, last), length) - max(min(first, last), 0.0)
    return max(first_aside, last_aside) <= ASIDE_PX and turned <= ALIKE_DEG and shared >= SHARED * length


def _shaft(source: Source, angle_deg: float, random: np.random.Generator) -> Shaft:
    """From the left or right side of the field downwards, a third to three quarters of the way through."""
    field = whole_field(source)
    height, width = field.shape
    rightwards = bool(random.integers(2))
    across, down = math.cos(math.radians(angle_deg)), math.sin(math.radians(angle_deg))
    rows = np.flatnonzero(field.any(axis=1))
    for _ in range(1000):
        y = float(random.uniform(rows[0], rows[0] + 0.5 * (rows[-1] - rows[0])))
        inside = np.flatnonzero(field[int(y)])
        x = float(inside[0] + 1 if rightwards else inside[-1] - 1)
        reach = 0.0
        step = across if rightwards else -across
        while True:
            column, row = int(x + step * (reach + 1)), int(y + down * (reach + 1))
            if not (0 <= column < width and 0 <= row < height and field[row, column]):
                break
            reach += 1
        length = float(random.uniform(0.35, 0.8)) * reach
        if length >= 0.3 * min(rows[-1] - rows[0], inside[-1] - inside[0]) and length >= 50:
            return Shaft((x, y), (x + step * length, y + down * length))
    raise ValueError(f"no room for a needle in {source.name}")


def pulled_back(shaft: Shaft, pixels: float) -> Shaft:
    (x0, y0), (x1, y1) = shaft.entry, shaft.tip
    part = pixels / math.dist(shaft.entry, shaft.tip)
    return Shaft(shaft.entry, (x1 - part * (x1 - x0), y1 - part * (y1 - y0)))


def _look(brightness: float, random: np.random.Generator) -> _Look:
    wavering = cv2.GaussianBlur(random.normal(0, 1, (1, 800)).astype(np.float32), (0, 0), 12)[0]
    wavering = np.clip(0.8 + 0.35 * wavering / max(float(wavering.std()), 1e-6), 0, 1.3)
    # Stretches that the beam does not meet.
    for _ in range(int(random.integers(0, 3))):
        gap = int(random.integers(40, 600))
        wavering[gap : gap + int(random.integers(6, 16))] *= 0.2
    return _Look(
        brightness=brightness,
        width=float(random.uniform(1.0, 2.2)),
        wavering=np.asarray(wavering, np.float32),
        glint=float(random.choice([0.0, random.uniform(0.2, 0.6)])),
        copies=int(random.integers(0, 4)),
        copy_spacing=float(random.uniform(7, 16)),
        smear=float(random.choice([0.0, random.uniform(0.2, 0.5)])),
    )


def draw(shown: Plane, field: Mask, shaft: Shaft, look: _Look) -> Plane:
    """The picture with the needle in its field, in fluid without an echo too."""
    grey = np.asarray(cv2.cvtColor(shown, cv2.COLOR_BGR2GRAY), np.float32)
    rows, columns = (np.asarray(axis, np.float32) for axis in np.indices(grey.shape))
    added = np.zeros_like(grey)
    for copy in range(look.copies + 1):
        shift = copy * look.copy_spacing
        weight = 1.0 if copy == 0 else 0.4 * 0.5 ** (copy - 1)
        added += weight * _line(columns, np.asarray(rows - shift, np.float32), shaft, look)
    x, y = shaft.tip
    added += look.glint * np.exp(-0.5 * ((columns - x) ** 2 + (rows - y) ** 2) / look.width**2)
    added += look.smear * np.exp(-0.5 * (((columns - x) / 14) ** 2 + ((rows - y) / 1.2) ** 2))
    # Speckle shines through: the shaft's echo and the tissue's interfere.
    local = cv2.GaussianBlur(grey, (0, 0), 5) + 4
    speckle = np.clip(0.75 + 0.25 * (grey + 4) / local, 0.5, 1.5)
    mixed = np.clip(shown + (look.brightness * added * speckle)[..., None], 0, 255)
    return np.where(field[..., None] > 0, np.rint(mixed).astype(np.uint8), shown)


def _line(columns: Floats, rows: Floats, shaft: Shaft, look: _Look) -> Floats:
    """1 on the shaft, falling off to its sides as the beam's focus does, wavering along it."""
    (x0, y0), (x1, y1) = shaft.entry, shaft.tip
    length = math.dist(shaft.entry, shaft.tip)
    along = ((columns - x0) * (x1 - x0) + (rows - y0) * (y1 - y0)) / length
    aside = ((columns - x0) * (y1 - y0) - (rows - y0) * (x1 - x0)) / length
    bright = look.wavering[np.clip(along, 0, len(look.wavering) - 1).astype(np.intp)]
    ends = 1 / (1 + np.exp(np.clip(along - length, -50, 50)))
    return np.asarray(np.exp(-0.5 * (aside / look.width) ** 2) * bright * ends * (along >= 0), np.float32)


def rows(seeds: Sequence[int] = SEEDS) -> list[Row]:
    """The tables' rows."""
    trials = [trial(seed) for seed in seeds]
    least = Settings().needle.least_score
    out = [_froc_row("all needles", trials, least)]
    for number, (low, high) in enumerate(ANGLES_DEG):
        some = [one for one in trials if one.angle == number]
        out.append(_froc_row(f"{low:.0f}-{high:.0f} degrees", some, least))
    for number, (name, *_) in enumerate(BRIGHTNESS):
        out.append(_froc_row(name, [one for one in trials if one.brightness == number], least))
    return [*out, *_tip_rows(trials, least)]


def _froc_row(what: str, trials: Sequence[Trial], least: float) -> Row:
    readings = [one.reading for one in trials]
    points = curve(readings)
    at = "  ".join(f"{sensitivity_at(points, false):.2f}@{false:g}" for false in FALSE_MARKS_PER_PICTURE[:4])
    found, false = as_set(readings, least)
    return Row(
        f"{what} ({len(trials)})", at, peer=f"as set: {found}/{len(trials)}, {false:.2f} false/picture"
    )


def _tip_rows(trials: Sequence[Trial], least: float) -> list[Row]:
    away = sorted(
        math.dist(mark.outline[1], one.shaft.tip)
        for one in trials
        for mark in one.marks
        if mark.score >= least and on_shaft(mark, one.shaft)
    )
    if not away:
        return []
    return [
        Row(
            "tip of those found",
            f"median {percentile(away, 0.5):.1f} px, 90 % within {percentile(away, 0.9):.1f} px",
        )
    ]


def main() -> None:
    print(table(rows()))


if __name__ == "__main__":
    main()
