"""The tree of tubes in one X-ray picture: its lines, each with its width and depth."""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np

from analysis.angiography.gaps import GapSettings, closed
from analysis.angiography.skeleton import Path, Points, paths, pieces, thinned
from analysis.angiography.vesselness import Tubes, TubeSettings, attenuated, tubes
from analysis.angiography.width import Profile, WidthSettings, profile
from analysis.frame import Plane


@dataclass(frozen=True, slots=True)
class TreeSettings:
    """What belongs to the tree; lengths in pixels of the reduced picture, at most `side` wide."""

    side: int = 288
    """The picture is reduced by a whole factor to about this many columns."""
    seed: float = 0.07
    """A tube has to be as deep as this somewhere ..."""
    carried: float = 0.035
    """... and is followed for as long as it is as deep as this (hysteresis, Canny 1986)."""
    dark: int = 12
    """Grey level up to which the picture is outside the X-ray field."""
    margin: int = 7
    """Width of the field's rim that is left out: its edge is no tube."""
    least: int = 14
    """Lines shorter than this are left out."""
    meet: float = 5.0
    """Ends as near as this meet: cutting at a branch leaves up to this between them."""
    bridge: float = 8.0
    """Ends that meet none are joined over this much: a branch with a spur leaves more between them."""
    spur: int = 5
    """Ends shorter than this are the thinning's and not the vessel's."""
    one_edged: float = 0.5
    """A line with less than two edges along this share of it borders an area, such as a shutter's shadow."""
    covered: float = 0.18
    """Tubes cover at most this share of an angiogram's field: 0.09 with a full right coronary artery; above
    0.2 in slices of CT and MR and in sectors of ultrasound, where everything has edges."""
    dented: float = 0.1
    """An X-ray field is convex but for this share."""
    tube: TubeSettings = field(default_factory=TubeSettings)
    closing: GapSettings = field(default_factory=GapSettings)
    """How the gaps are closed that tight narrowings leave."""
    width: WidthSettings = field(default_factory=WidthSettings)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the tree, in pixels of the full picture."""

    profile: Profile
    branches: Points
    """Where other lines leave or cross it; shape (m, 2)."""
    from_edge: tuple[float, float]
    """How far its first and its last point are from the rim of the field."""


def tree(grey: Plane, settings: TreeSettings) -> list[Line]:
    """All lines of tubes in the picture, longest first; none where it does not look like an X-ray field."""
    factor = max(1, round(grey.shape[1] / settings.side))
    height, width = (side // factor for side in grey.shape)
    if min(height, width) < 4 * settings.margin:
        return []
    whole = grey[: height * factor, : width * factor]
    small = np.asarray(cv2.resize(whole, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
    inside, dented = field_of(small, settings)
    found = tubes(small, settings.tube)
    mask = _followed(found, inside, settings)
    covered = cv2.countNonZero(mask) / max(1, cv2.countNonZero(inside))
    if dented > settings.dented or covered > settings.covered:
        return []
    skeleton = thinned(closed(mask, found, settings.closing))
    lines = paths(pieces(skeleton), reach=settings.meet, least=settings.spur, bridge=settings.bridge)
    full = attenuated(np.asarray(cv2.GaussianBlur(whole, (0, 0), 0.35 * factor), np.uint8), settings.tube)
    depth_inside = cv2.distanceTransform(inside, cv2.DIST_L2, 3)
    long = [line for line in lines if len(line.points) >= settings.least]
    measured = [_measured(line, found, full, depth_inside, factor, settings) for line in long]
    two_edged = [line for line in measured if np.isnan(line.profile.width).mean() < settings.one_edged]
    return sorted(two_edged, key=lambda line: -len(line.profile.points))


def field_of(small: Plane, settings: TreeSettings) -> tuple[Plane, float]:
    """1 where the beam has lit the picture, without the rim of that field, else 0; and how dented it is.

    That is the share of the field's convex hull that is not field. Shutters and image intensifiers make
    convex fields; bodies in a CT slice and sectors with a dark side do not.
    """
    lit = np.asarray(cv2.inRange(cv2.blur(small, (3, 3)), settings.dark + 1, 255), np.uint8)
    contours, _ = cv2.findContours(lit, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    whole = np.zeros_like(small)
    if not contours:
        return whole, 1.0
    outline = max(contours, key=cv2.contourArea)
    hull = np.asarray(cv2.fillConvexPoly(np.zeros_like(small), cv2.convexHull(outline), 1), np.uint8)
    cv2.drawContours(whole, [outline], -1, 1, cv2.FILLED)
    dented = 1 - cv2.countNonZero(whole) / cv2.countNonZero(hull)
    side = 2 * settings.margin + 1
    rim = cv2.erode(whole, np.ones((side, side), np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=0)
    return np.asarray(rim, np.uint8), dented


def _followed(found: Tubes, inside: Plane, settings: TreeSettings) -> Plane:
    """1 on all that hangs together with a deep tube."""
    weak = ((found.strength > settings.carried) & (inside > 0)).astype(np.uint8)
    number, labels = cv2.connectedComponents(weak, connectivity=8)
    strong = np.zeros(number, np.uint8)
    strong[np.unique(labels[(found.strength > settings.seed) & (weak > 0)])] = 1
    strong[0] = 0
    return np.ascontiguousarray(strong[labels])


def _measured(
    line: Path,
    found: Tubes,
    full: cv2.typing.MatLike,
    inside: cv2.typing.MatLike,
    factor: int,
    settings: TreeSettings,
) -> Line:
    x, y = line.points.astype(np.intp).T
    rough = found.sigma[y, x].astype(np.float64) * 2 * np.sqrt(2) * factor
    middle = (line.points + 0.5) * factor - 0.5
    taken = profile(np.asarray(full, np.float32), middle, rough, settings.width)
    edge = inside[y[[0, -1]], x[[0, -1]]] * factor
    return Line(taken, (line.branches + 0.5) * factor - 0.5, (float(edge[0]), float(edge[1])))
