"""Generated ultrasound pictures with small bright round markers in them, whose places are known.

Speckle is the log-compressed envelope of filtered complex noise (Wagner, Smith, Sandrik and Lopez, Statistics
of speckle in ultrasound B-scans, 1983) over uneven tissue. Bright layers, coarse spots and dark cavities are
there to be mistaken for markers.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from analysis.frame import Plane

Floats = NDArray[np.float32]

RADIUS_PX = (3.5, 6.0)
CONTRAST = (0.3, 0.6)
"""Brightness of a marker over its surroundings, as a share of the full range."""

RIM_PX = 14
"""No marker lies nearer to the edge."""


@dataclass(frozen=True, slots=True)
class Marker:
    """One that was put in, in pixels of the picture."""

    x: float
    y: float
    radius: float


def generated(
    width: int, height: int, markers: int, random: np.random.Generator
) -> tuple[Plane, list[Marker]]:
    """A grey picture, shape (height, width), and where its markers are."""
    picture = _tissue(width, height, random)
    return with_markers(picture, markers, random)


def with_markers(
    picture: Plane, markers: int, random: np.random.Generator, where: Plane | None = None
) -> tuple[Plane, list[Marker]]:
    """The grey picture with so many more bright round markers, apart from one another.

    Their middles lie where the mask `where` is not 0, by default anywhere.
    """
    height, width = picture.shape
    bright = picture.astype(np.float32) / 255
    placed: list[Marker] = []
    while len(placed) < markers:
        marker = Marker(
            float(random.uniform(RIM_PX, width - RIM_PX)),
            float(random.uniform(RIM_PX, height - RIM_PX)),
            float(random.uniform(*RADIUS_PX)),
        )
        allowed = where is None or where[int(marker.y), int(marker.x)]
        if allowed and all(np.hypot(marker.x - one.x, marker.y - one.y) > 4 * RADIUS_PX[1] for one in placed):
            _add(bright, marker, float(random.uniform(*CONTRAST)), random)
            placed.append(marker)
    return _as_bytes(bright), placed


def _add(bright: Floats, marker: Marker, contrast: float, random: np.random.Generator) -> None:
    reach = int(marker.radius) + 4
    left, top = int(marker.x) - reach, int(marker.y) - reach
    part = bright[top : top + 2 * reach, left : left + 2 * reach]
    rows, columns = np.mgrid[0 : part.shape[0], 0 : part.shape[1]]
    distance = np.hypot(columns + left + 0.5 - marker.x, rows + top + 0.5 - marker.y)
    inside = 1 / (1 + np.exp((distance - marker.radius) / 0.5))
    grain = random.normal(1, 0.12, part.shape)
    part += (inside * (part.mean() + contrast - part) * grain).astype(np.float32)


def _tissue(width: int, height: int, random: np.random.Generator) -> Plane:
    noise = random.normal(0, 1, (2, height, width)).astype(np.float32)
    across = float(random.uniform(1.2, 2.4))
    fields = [cv2.GaussianBlur(part, None, sigmaX=across, sigmaY=across / 2) for part in noise]
    envelope = np.hypot(*fields)
    echo = np.log10(envelope / envelope.mean() + 0.05)
    uneven = cv2.GaussianBlur(random.normal(0, 1, (height, width)).astype(np.float32), None, sigmaX=25)
    base = float(random.uniform(0.2, 0.45)) + 0.12 * uneven / max(float(uneven.std()), 1e-6)
    bright = np.asarray(base + float(random.uniform(0.1, 0.2)) * echo, np.float32)
    _layers(bright, random)
    _cavities(bright, random)
    return _as_bytes(bright)


def _layers(bright: Floats, random: np.random.Generator) -> None:
    """Bright lines and elongated spots, as of fasciae and vessel walls."""
    height, width = bright.shape
    drawn = np.zeros_like(bright)
    for _ in range(int(random.integers(3, 7))):
        start = (int(random.integers(0, width)), int(random.integers(0, height)))
        end = (int(random.integers(0, width)), int(start[1] + random.integers(-40, 40)))
        strength = float(random.uniform(0.2, 0.5))
        cv2.line(drawn, start, end, strength, int(random.integers(2, 8)), cv2.LINE_AA)
    for _ in range(int(random.integers(2, 6))):
        middle = (int(random.integers(0, width)), int(random.integers(0, height)))
        axes = (int(random.integers(14, 40)), int(random.integers(3, 9)))
        strength = float(random.uniform(0.2, 0.5))
        cv2.ellipse(drawn, middle, axes, float(random.uniform(0, 180)), 0, 360, strength, -1, cv2.LINE_AA)
    grain = random.normal(1, 0.2, bright.shape).astype(np.float32)
    bright += cv2.GaussianBlur(drawn, None, sigmaX=1.2) * grain


def _cavities(bright: Floats, random: np.random.Generator) -> None:
    height, width = bright.shape
    left = np.ones_like(bright)
    for _ in range(int(random.integers(1, 4))):
        middle = (int(random.integers(0, width)), int(random.integers(0, height)))
        axes = (int(random.integers(10, 60)), int(random.integers(10, 60)))
        cv2.ellipse(left, middle, axes, 0, 0, 360, 0.15, -1, cv2.LINE_AA)
    bright *= cv2.GaussianBlur(left, None, sigmaX=2)


def _as_bytes(bright: Floats) -> Plane:
    return np.asarray(np.clip(np.rint(bright * 255), 0, 255), np.uint8)
