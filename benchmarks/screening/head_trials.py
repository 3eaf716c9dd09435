"""One trial of the head CT screening: a slice with a lesion put in, shown in one of several ways."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from analysis.detectors.head_ct import HeadCt, Settings
from analysis.findings import Finding, Kind
from analysis.frame import Frame, frame_of
from benchmarks.screening.data import real_pictures
from benchmarks.screening.froc import Reading, reading
from benchmarks.screening.head_slices import (
    BARE,
    BRAIN_WINDOWS,
    CLEAN,
    HD,
    INFARCT,
    JUDGED,
    VGA,
    HeadSlice,
    Hounsfield,
    Lesion,
    Screen,
    Window,
    midline_at,
    plant,
    read_slice,
)
from benchmarks.screening.lossy import through_video

SIZES_MM = ((5.0, 10.0), (10.0, 20.0), (20.0, 30.0))
CONTRASTS_HU = {
    Kind.HYPODENSE: ((-5.0, -10.0), (-10.0, -20.0)),
    Kind.HYPERDENSE: ((15.0, 25.0), (25.0, 40.0)),
}
"""From the weaker to the stronger end."""

MARGIN_MM = 4.0
"""A mark whose middle lies this far outside a lesion still is on it."""

_LOW = 0.05
"""The threshold taken down to this, so that the curve shows what the threshold costs."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A way of showing a slice."""

    name: str
    window: Window
    screen: Screen
    codec: str | None = None

    def frame(self, values: Hounsfield) -> Frame:
        """What the worker decodes; after a change of slice the video sharpens within some frames."""
        picture = self.screen.show(self.window.grey(values))
        if self.codec is None:
            return frame_of(picture, 0.0)
        *_, last = through_video([picture] * 6, self.codec)
        return replace(last, captured_s=0.0)


NARROW, WIDE = BRAIN_WINDOWS
VARIANTS = (
    Variant("640x480, W80 L40", NARROW, VGA),
    Variant("640x480, W100 L35", WIDE, VGA),
    Variant("512x512, W80 L40, no lettering", NARROW, BARE),
    Variant("1280x720, W80 L40", NARROW, HD),
    Variant("640x480, W80 L40, H.264", NARROW, VGA, "libx264"),
    Variant("640x480, W100 L35, VP8", WIDE, VGA, "libvpx"),
)
"""Those that lesions are shown in."""
UNUSUAL = (
    Variant("640x480, W60 L35", Window(60, 35), VGA),
    Variant("640x480, W200 L40", Window(200, 40), VGA),
    Variant("640x480, W350 L40", Window(350, 40), VGA),
)
"""Windows that nothing was tuned for."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One seed: the lesion, and what was said of the slice. `others` are marks of the other kind, as set."""

    lesion: Lesion
    diameter_mm: float
    reading: Reading
    others: int


def folder() -> Path:
    """Where the series lies."""
    return real_pictures() / "ct_head" / "ge_infarct"


@cache
def head_slice(number: int) -> HeadSlice:
    """One slice of the series."""
    return read_slice(folder(), number)


def trial(seed: int, kind: Kind) -> Trial:
    """Put one lesion into a slice, show it, and look. The real infarct's own marks are left out."""
    random = np.random.default_rng((seed, list(CONTRASTS_HU).index(kind)))
    sizes, contrasts = SIZES_MM, CONTRASTS_HU[kind]
    # Seeds take turns, so that each size meets each contrast equally often.
    diameter = float(random.uniform(*sizes[seed % len(sizes)]))
    weak, strong = contrasts[seed // len(sizes) % len(contrasts)]
    one = head_slice(int(random.choice([*JUDGED])))
    lesion = _place(one, diameter, weak + float(random.random()) * (strong - weak), random)
    variant = VARIANTS[int(random.integers(len(VARIANTS)))]
    marks = marks_on(_sensitive().detect(variant.frame(plant(one, lesion))))
    new = [mark for mark in marks if not is_infarct(mark, one.number, variant.screen)]

    def lies_on(mark: Finding, true: Lesion) -> bool:
        x, y = variant.screen.on_slice(*middle(mark))
        return float(np.hypot(x - true.x, y - true.y)) <= true.radius + MARGIN_MM / one.pixel_mm

    return Trial(
        lesion,
        diameter,
        reading([mark for mark in new if mark.kind is kind], [lesion], lies_on, lambda mark: mark.score),
        sum(mark.kind is not kind and mark.score >= threshold_of(mark.kind) for mark in new),
    )


def marks_on(findings: Iterable[Finding]) -> list[Finding]:
    """The candidates among the findings."""
    return [one for one in findings if one.kind in CONTRASTS_HU]


def threshold_of(kind: Kind) -> float:
    """As the detector is set."""
    settings = Settings()
    return (settings.dark if kind is Kind.HYPODENSE else settings.bright).least_score


def is_infarct(mark: Finding, number: int, screen: Screen) -> bool:
    """Whether this is the real lesion, found."""
    return mark.kind is Kind.HYPODENSE and on_infarct(mark, number, screen)


def on_infarct(finding: Finding, number: int, screen: Screen) -> bool:
    """Whether the middle of the finding lies on the real lesion, or within 4 mm of it."""
    x, y = screen.on_slice(*middle(finding))
    return any(ellipse.holds(x, y, margin=8) for ellipse in INFARCT.get(number, ()))


def middle(finding: Finding) -> tuple[float, float]:
    """Of what the outline encloses."""
    points = np.asarray(finding.outline, np.float32)
    moments = cv2.moments(points)
    if moments["m00"] == 0:
        return float(points[:, 0].mean()), float(points[:, 1].mean())
    return moments["m10"] / moments["m00"], moments["m01"] / moments["m00"]


def _sensitive() -> HeadCt:
    usual = Settings()
    dark, bright = (replace(one, least_score=_LOW) for one in (usual.dark, usual.bright))
    return HeadCt(replace(usual, dark=dark, bright=bright))


def _place(one: HeadSlice, diameter_mm: float, contrast_hu: float, random: np.random.Generator) -> Lesion:
    """Somewhere in brain tissue; where the infarct is on the left, on the right alone."""
    radius = diameter_mm / 2 / one.pixel_mm
    away = cv2.distanceTransform(one.brain.astype(np.uint8), cv2.DIST_L2, 5)
    tissue = cv2.GaussianBlur(one.values, (0, 0), 3)
    rows, columns = np.nonzero((away > radius) & (tissue > 22) & (tissue < 45))
    x, y = clean_place(one, rows, columns, radius, random)
    return Lesion(float(x), float(y), radius, contrast_hu)


def clean_place(
    one: HeadSlice,
    rows: NDArray[np.intp],
    columns: NDArray[np.intp],
    beside: float,
    random: np.random.Generator,
) -> tuple[int, int]:
    """Column and row of one of the places, so many pixels from the mid-line and on a side without infarct."""
    away = columns - midline_at(rows)
    allowed = np.abs(away) > beside if one.number in CLEAN else away < -beside
    at = int(random.choice(np.flatnonzero(allowed)))
    return int(columns[at]), int(rows[at])
