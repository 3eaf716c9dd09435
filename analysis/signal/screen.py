"""Which kind of screen this is: a scan, or a menu or report, on which nothing medical is to be looked for."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from analysis.findings import Finding, Kind, Measure
from analysis.signal.sketch import LEVEL_SPREAD, PALETTE, Sketch


@dataclass(frozen=True, slots=True)
class ScreenSettings:
    """What makes a square of the screen a piece of a scan; from the material in docs/screening/signal.md."""

    cell: int = 16
    """Side of a square in pixels of the sketch: more than a line of text with its gap."""
    flat: int = 3
    """A step between neighbouring pixels below this is none: panels and grounds of drawn screens."""
    stroke: int = 40
    """A step above this is the edge of a letter or a line."""
    few_flat: float = 0.35
    """Texture: at most this share of the square is flat. Then it is tissue with ..."""
    few_strokes: float = 0.16
    """... at most this share of edges and ..."""
    off_palette: float = 0.25
    """... this share off the three levels that the screen is drawn with; text lies on them. Or it is ..."""
    noisy: float = 0.55
    """... noise, as in a narrow CT window, with edges everywhere and this share off those levels."""
    smooth_levels: tuple[int, int] = (8, 3)
    """X-ray pictures may be so smooth that hardly a pixel steps. They have more levels than a drawn screen:
    than so many, each with so many grey levels to either side, ..."""
    smooth: float = 0.6
    """... so that this share of a square lies off them, ..."""
    hardly_strokes: float = 0.05
    """... with at most this share of edges, ..."""
    not_flat: float = 0.98
    """... and it is not one panel."""
    scan: float = 0.03
    """From this share of such squares on it is a scan. Menus reach 0.02 at 0.5 Mbit/s; the smallest scan of
    the material, an empty sector, has 0.05."""
    panels: float = 0.1
    """A drawn screen with at least this share of filled panels is a menu, else a report."""


def not_a_scan(sketch: Sketch, settings: ScreenSettings) -> Finding | None:
    """NOT_A_SCAN, labelled menu or report; the measure is the share of the screen that looks like a scan."""
    share = scan_share(sketch, settings)
    if share >= settings.scan:
        return None
    panels = sum(part for _, part in sketch.levels[1:])
    return Finding(
        Kind.NOT_A_SCAN,
        1.0 - share / settings.scan,
        measures=(Measure("scan", 100 * share, "%"),),
        label="menu" if panels >= settings.panels else "report",
    )


def scan_share(sketch: Sketch, settings: ScreenSettings) -> float:
    """Share of the screen, 0 to 1, that has a scan's continuous tones or noise.

    Photographs and drawn pictures differ in how their neighbouring pixels step: drawn screens are flat or
    jump, tissue does neither (Athitsos V, Swain MJ, Frankel C, "Distinguishing photographs and graphics on
    the World Wide Web", IEEE CBAIVL 1997).
    """
    small = sketch.small
    right, below, here = small[:-1, 1:], small[1:, :-1], small[:-1, :-1]
    if min(here.shape) < settings.cell:
        return 0.0
    step = cv2.max(cv2.absdiff(right, here), cv2.absdiff(below, here))
    flat = _share(cv2.inRange(step, 0, settings.flat - 1), settings.cell)
    strokes = _share(cv2.inRange(step, settings.stroke + 1, 255), settings.cell)
    off = _off(sketch, PALETTE, LEVEL_SPREAD, settings.cell)
    tissue = (strokes < settings.few_strokes) & (off > settings.off_palette)
    textured = (flat < settings.few_flat) & (tissue | (off > settings.noisy))
    far_off = _off(sketch, *settings.smooth_levels, settings.cell)
    smooth = (far_off > settings.smooth) & (strokes < settings.hardly_strokes) & (flat < settings.not_flat)
    return float(np.mean(textured | smooth))


def _share(mask: cv2.typing.MatLike, cell: int) -> NDArray[np.float64]:
    """For each square the share of its pixels that are set."""
    height, width = (side // cell for side in mask.shape)
    part = mask[: height * cell, : width * cell]
    return cv2.resize(part, (width, height), interpolation=cv2.INTER_AREA).astype(np.float64) / 255


def _off(sketch: Sketch, count: int, spread: int, cell: int) -> NDArray[np.float64]:
    """For each square the share of its pixels that are off the `count` commonest levels of the screen."""
    table = np.full(256, 255, np.uint8)
    for level, _ in sketch.commonest(count, spread):
        table[max(0, level - spread) : level + spread + 1] = 0
    return _share(cv2.LUT(sketch.sampled, table)[:-1, :-1], cell)
