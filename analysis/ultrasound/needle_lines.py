"""The straight lines that most thin bright pixels of an ultrasound picture lie on.

Each pixel votes for the one line that its own direction allows (D. H. Ballard, "Generalizing the Hough
transform to detect arbitrary shapes", Pattern Recognition 1981;13(2):111-122). All votes are equal: a faint
needle is told by how far it goes on, and where brightness counts, layers of tissue outvote it. What
parallel lines to both sides have in votes is the texture's and is taken off.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from analysis.findings import Point
from analysis.ultrasound.needle_ridges import Floats, Ridges

Doubles = NDArray[np.float64]

STEP_DEG = 2.0
BIN = 2.0
"""The vote's steps of direction and of offset, in degrees and pixels."""
BESIDE = 31
"""Bins of offset, around a line, that tell the texture's votes."""


@dataclass(frozen=True, slots=True)
class Line:
    """The points with x cos(normal) + y sin(normal) = offset."""

    normal: float
    offset: float

    def point(self, at: float) -> Point:
        """The point so many pixels along the line from where it is nearest to the origin."""
        cos, sin = math.cos(self.normal), math.sin(self.normal)
        return (self.offset * cos - at * sin, self.offset * sin + at * cos)

    def points(self, at: Doubles) -> tuple[Doubles, Doubles]:
        """Of many places at once: x, and y."""
        cos, sin = math.cos(self.normal), math.sin(self.normal)
        return self.offset * cos - at * sin, self.offset * sin + at * cos

    def places(self, shape: tuple[int, ...]) -> Doubles:
        """A place for each pixel's length of the line inside a picture of `shape`, in order."""
        height, width = shape
        reach = math.hypot(height, width)
        at = np.arange(-reach, reach)
        xs, ys = self.points(at)
        inside: Doubles = at[(xs >= 0) & (ys >= 0) & (xs < width) & (ys < height)]
        return inside

    def sample(self, plane: Floats, at: Doubles, aside: Doubles) -> Floats:
        """The plane's values beside the line, shape (aside, at)."""
        cos, sin = math.cos(self.normal), math.sin(self.normal)
        across = self.offset + aside[:, None]
        xs = (across * cos - at[None, :] * sin - 0.5).astype(np.float32)
        ys = (across * sin + at[None, :] * cos - 0.5).astype(np.float32)
        return np.asarray(cv2.remap(plane, xs, ys, cv2.INTER_LINEAR, borderValue=0), np.float32)


def most_voted(found: Ridges, voting: float, leans_deg: tuple[float, float], most: int) -> list[Line]:
    """At most `most` lines, best first, none close to a better one.

    Pixels vote from the height `voting` on; lines lean at least and at most by `leans_deg` against the
    horizontal.
    """
    ys, xs = np.nonzero(found.height > voting)
    if ys.size < 12:
        return []
    normals = np.rad2deg(found.normal[ys, xs]) % 180
    flattest, steepest = leans_deg
    # A line leans as much as its normal leans from the vertical.
    lean = np.abs(90 - normals)
    near = (lean >= flattest - 4) & (lean <= steepest + 4)
    ys, xs, normals = ys[near], xs[near], normals[near]
    reach = math.hypot(*found.height.shape)
    shape = (int(180 / STEP_DEG), int(2 * reach / BIN) + 3)
    table = np.zeros(shape[0] * shape[1], np.float32)
    for turn in (-4.0, -2.0, 0.0, 2.0, 4.0):
        row = np.rint((normals + turn) / STEP_DEG).astype(np.intp) % shape[0]
        angle = np.deg2rad(row * STEP_DEG)
        offset = (xs + 0.5) * np.cos(angle) + (ys + 0.5) * np.sin(angle)
        column = np.rint((offset + reach) / BIN).astype(np.intp)
        table += np.bincount(row * shape[1] + column, minlength=table.size).astype(np.float32)
    grid = np.asarray(cv2.GaussianBlur(table.reshape(shape), (3, 3), 0), np.float32)
    grid -= np.asarray(cv2.blur(grid, (BESIDE, 1)), np.float32)
    lean_of_row = np.abs(90 - np.arange(shape[0]) * STEP_DEG)
    grid[(lean_of_row < flattest) | (lean_of_row > steepest)] = 0
    return _peaks(grid, reach, most)


def _peaks(grid: Floats, reach: float, most: int) -> list[Line]:
    lines = []
    for _ in range(most):
        row, column = divmod(int(np.argmax(grid)), grid.shape[1])
        if grid[row, column] <= 0:
            break
        lines.append(Line(math.radians(row * STEP_DEG), column * BIN - reach))
        grid[max(0, row - 4) : row + 5, max(0, column - 3) : column + 4] = 0
    return lines
