"""Head CT screening: the real series slice by slice, and FROC on lesions put into its clean parts."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import cv2
import numpy as np

from analysis.detectors.head_ct import HeadCt, Settings
from analysis.findings import Finding, Kind
from analysis.frame import Frame, frame_of
from benchmarks.report import Row, machine, table
from benchmarks.screening.froc import Mark, Reading, curve, reading, sensitivity_at
from benchmarks.screening.head_slices import (
    BARE,
    BRAIN_WINDOWS,
    CLEAN,
    HD,
    INFARCT,
    JUDGED,
    PLAIN,
    VGA,
    HeadSlice,
    Lesion,
    Screen,
    Window,
    midline_at,
    plant,
    read_slice,
)
from benchmarks.screening.lossy import through_video

SEEDS = range(200)
DEV_SEEDS = range(1000, 1200)
"""Thresholds were chosen on these; the published table is of the others."""

SIZES_MM = ((5.0, 10.0), (10.0, 20.0), (20.0, 30.0))
CONTRASTS_HU = {
    Kind.HYPODENSE: ((-5.0, -10.0), (-10.0, -20.0)),
    Kind.HYPERDENSE: ((15.0, 25.0), (25.0, 40.0)),
}
FALSE_MARKS = (0.125, 0.25, 0.5, 1.0)
MARGIN_MM = 4.0
"""A mark whose middle lies this far outside a lesion still is on it."""

Encode = Callable[[np.ndarray[tuple[int, ...], np.dtype[np.uint8]]], Frame]


@dataclass(frozen=True, slots=True)
class Variant:
    """A way of showing a slice."""

    name: str
    window: Window
    screen: Screen
    codec: str | None = None

    def frame(self, values: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> Frame:
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


@dataclass(frozen=True, slots=True)
class Trial:
    """One seed: a slice with a lesion, and what was said of it."""

    lesion: Lesion
    diameter_mm: float
    reading: Reading


def folder() -> Path:
    """Where the series lies."""
    data = Path(os.environ.get("CONSILIUM_TEST_DATA", Path(__file__).parents[3] / "shared" / "data"))
    return data / "ct_head" / "ge_infarct"


@cache
def head_slice(number: int) -> HeadSlice:
    return read_slice(folder(), number)


def on_infarct(finding: Finding, number: int, screen: Screen) -> bool:
    """Whether the middle of the finding lies on the real lesion."""
    x, y = screen.on_slice(*middle(finding))
    return any(ellipse.holds(x, y, margin=8) for ellipse in INFARCT.get(number, ()))


def middle(finding: Finding) -> tuple[float, float]:
    """Of what the outline encloses."""
    points = np.asarray(finding.outline, np.float32)
    moments = cv2.moments(points)
    if moments["m00"] == 0:
        return float(points[:, 0].mean()), float(points[:, 1].mean())
    return moments["m10"] / moments["m00"], moments["m01"] / moments["m00"]


def marks_on(findings: Iterable[Finding]) -> list[Finding]:
    return [one for one in findings if one.kind in CONTRASTS_HU]


def trial(seed: int, kind: Kind) -> Trial:
    """Put one lesion into a slice, show it, and look."""
    random = np.random.default_rng((seed, list(CONTRASTS_HU).index(kind)))
    size = SIZES_MM[seed % len(SIZES_MM)]
    contrasts = CONTRASTS_HU[kind]
    contrast = contrasts[seed // len(SIZES_MM) % len(contrasts)]
    diameter = float(random.uniform(*size))
    one = head_slice(int(random.choice([*JUDGED])))
    lesion = _place(one, diameter, float(random.uniform(min(contrast), max(contrast))), random)
    variant = VARIANTS[int(random.integers(len(VARIANTS)))]
    findings = marks_on(_sensitive().detect(variant.frame(plant(one, lesion))))
    new = [finding for finding in findings if not on_infarct(finding, one.number, variant.screen)]

    def lies_on(finding: Finding, true: Lesion) -> bool:
        return finding.kind is kind and _on_lesion(finding, true, one.pixel_mm, variant.screen)

    return Trial(lesion, diameter, reading(new, [lesion], lies_on, lambda finding: finding.score))


def _sensitive() -> HeadCt:
    """The detector with its threshold taken down, so that the curve shows what the threshold costs."""
    usual = Settings()
    return HeadCt(
        replace(
            usual, dark=replace(usual.dark, least_score=0.05), bright=replace(usual.bright, least_score=0.05)
        )
    )


def _place(one: HeadSlice, diameter_mm: float, contrast_hu: float, random: np.random.Generator) -> Lesion:
    """Somewhere in brain tissue; where the infarct is on the left, on the right alone."""
    radius = diameter_mm / 2 / one.pixel_mm
    away = cv2.distanceTransform(one.brain.astype(np.uint8), cv2.DIST_L2, 5)
    tissue = cv2.GaussianBlur(one.values, (0, 0), 3)
    rows, columns = np.nonzero((away > radius) & (tissue > 22) & (tissue < 45))
    beside = columns - midline_at(rows)
    allowed = np.abs(beside) > radius if one.number in CLEAN else beside < -radius
    at = int(random.choice(np.flatnonzero(allowed)))
    return Lesion(float(columns[at]), float(rows[at]), radius, contrast_hu)


def _on_lesion(finding: Finding, lesion: Lesion, pixel_mm: float, screen: Screen) -> bool:
    x, y = screen.on_slice(*middle(finding))
    return float(np.hypot(x - lesion.x, y - lesion.y)) <= lesion.radius + MARGIN_MM / pixel_mm


def froc_rows(seeds: Sequence[int]) -> list[Row]:
    """Sensitivity by kind, size and contrast, at some numbers of false marks, and as the detector is set."""
    rows = []
    for kind, contrasts in CONTRASTS_HU.items():
        trials = [trial(seed, kind) for seed in seeds]
        threshold = (Settings().dark if kind is Kind.HYPODENSE else Settings().bright).least_score
        groups = [("all", trials)]
        for size in SIZES_MM:
            for contrast in contrasts:
                low, high = sorted(contrast)
                chosen = [
                    one
                    for one in trials
                    if size[0] <= one.diameter_mm < size[1] and low <= one.lesion.contrast_hu <= high
                ]
                name = f"{size[0]:.0f}-{size[1]:.0f} mm, {contrast[0]:+.0f} to {contrast[1]:+.0f} HU"
                groups.append((name, chosen))
        points = curve([one.reading for one in trials])
        for allowed in FALSE_MARKS:
            rows.append(
                Row(
                    f"{kind.value}, all lesions, at {allowed:g} false marks a picture",
                    f"{100 * sensitivity_at(points, allowed):.0f} %",
                )
            )
        rows += [
            Row(f"{kind.value}, {name}, as set ({threshold:g})", _as_set(chosen, threshold))
            for name, chosen in groups
        ]
    return rows


def _as_set(trials: Sequence[Trial], threshold: float) -> str:
    told = [_told(one.reading, threshold) for one in trials]
    found = sum(any(mark.hits for mark in marks) for marks in told)
    false = sum(not mark.hits for marks in told for mark in marks)
    return f"{found} of {len(trials)} found, {false / len(trials):.2f} false marks a picture"


def _told(one: Reading, threshold: float) -> list[Mark]:
    return [mark for mark in one.marks if mark.score >= threshold]


def series_rows() -> list[Row]:
    """The real series: on how many slices the infarct is found, and what else is marked."""
    return [_series_row(variant) for variant in VARIANTS]


def _series_row(variant: Variant) -> Row:
    found, false, judged = [], 0, 0
    for number in range(1, 29):
        findings = HeadCt().detect(variant.frame(head_slice(number).values))
        judged += bool(findings)
        marks = marks_on(findings)
        hits = [
            one for one in marks if one.kind is Kind.HYPODENSE and on_infarct(one, number, variant.screen)
        ]
        false += len(marks) - len(hits)
        if hits and number in PLAIN:
            found.append(number)
    missed = [number for number in PLAIN if number not in found]
    seen = f"{len(found)} of {len(PLAIN)} slices" + (f" (missed {missed})" if missed else "")
    return Row(f"real infarct, {variant.name}", f"{seen}; {false} false marks on {judged} slices judged")


def slice_table(variant: Variant) -> list[Row]:
    """Truth against what was found, for each slice."""
    rows = []
    for number in range(1, 29):
        findings = HeadCt().detect(variant.frame(head_slice(number).values))
        said = "; ".join(
            f"{one.kind.value} {one.label} {one.score:.2f}"
            + (" on infarct" if on_infarct(one, number, variant.screen) else "")
            for one in findings
            if one.kind not in (Kind.BRAIN, Kind.MIDLINE)
        )
        truth = "infarct" if number in PLAIN else "doubtful" if number in (11, 20) else "none seen"
        rows.append(Row(f"slice {number}", said or ("nothing" if findings else "not judged"), truth))
    return rows


def rows(seeds: Sequence[int] = SEEDS) -> list[Row]:
    """All figures of this page."""
    return series_rows() + froc_rows(seeds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dev", action="store_true", help="the seeds that thresholds are chosen on")
    parser.add_argument("--slices", action="store_true", help="each slice of the real series")
    chosen = parser.parse_args()
    print(machine())
    if chosen.slices:
        for variant in VARIANTS:
            print(f"\n{variant.name}\n{table(slice_table(variant))}")
    else:
        print(table(rows(DEV_SEEDS if chosen.dev else SEEDS)))


if __name__ == "__main__":
    main()
