"""The drawing board of a phantom: one slice in millimetres, on which shapes are laid over one another.

Coordinates are the patient's (PS3.3 C.7.6.2.1.1), in mm: x to the patient's left, y to the back, z to the
head. A slice is an image of `size` x `size` float32 Hounsfield units with its centre at x = y = 0.
"""

from dataclasses import dataclass, field, replace
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

Image = npt.NDArray[Any]
"""Floating point, in Hounsfield units or millimetres."""
Vector = tuple[float, float, float]

AIR_HU = -1000.0


@dataclass(frozen=True, slots=True)
class Grid:
    """The pixels of every slice of one phantom: `size` pixels of `pixel_mm` in x and y."""

    size: int
    pixel_mm: float
    x: Image = field(init=False, repr=False)
    y: Image = field(init=False, repr=False)

    def __post_init__(self) -> None:
        axis = (np.arange(self.size, dtype=np.float32) - (self.size - 1) / 2) * np.float32(self.pixel_mm)
        object.__setattr__(self, "x", np.ascontiguousarray(np.broadcast_to(axis, (self.size, self.size))))
        object.__setattr__(self, "y", np.ascontiguousarray(np.broadcast_to(axis[:, None], (self.size,) * 2)))

    def column(self, x_mm: float) -> float:
        """Column of a position, as a fraction of pixels."""
        return x_mm / self.pixel_mm + (self.size - 1) / 2

    row = column

    def blank(self, hu: float = AIR_HU) -> Image:
        return np.full((self.size, self.size), hu, np.float32)

    def cover(self, distance_mm: Image) -> Image:
        """How much of each pixel is inside a shape, 0..1, by its signed distance (negative is inside)."""
        return np.clip(0.5 - distance_mm / np.float32(self.pixel_mm), 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Ellipsoid:
    """An ellipsoid by its centre and half axes in mm, turned about z by `turn_deg`."""

    centre: Vector
    half_axes: Vector
    turn_deg: float = 0.0

    def grown(self, mm: float) -> "Ellipsoid":
        """The same with its surface moved outwards, or inwards where `mm` is negative."""
        a, b, c = self.half_axes
        return replace(self, half_axes=(a + mm, b + mm, c + mm))

    def distance(self, grid: Grid, z: float) -> Image | None:
        """About how far each pixel lies outside of it, in mm; None where the slice does not meet it."""
        a, b, c = self.half_axes
        if min(a, b, c) <= 0:
            return None
        height = (z - self.centre[2]) / c
        if abs(height) >= 1:
            return None
        turn = np.deg2rad(self.turn_deg)
        dx, dy = grid.x - np.float32(self.centre[0]), grid.y - np.float32(self.centre[1])
        u = (dx * np.cos(turn) + dy * np.sin(turn)) / a
        v = (dy * np.cos(turn) - dx * np.sin(turn)) / b
        radius = np.sqrt(u * u + v * v + np.float32(height * height))
        return np.asarray((radius - 1) * min(a, b), np.float32)


def lay(image: Image, cover: Image, hu: float | Image) -> None:
    """Lay material of `hu` over `image` where `cover` (0..1) says so; in place."""
    image += cover * (hu - image)


def draw(
    image: Image, grid: Grid, shape: Ellipsoid, z: float, hu: float | Image, within: Image | None = None
) -> None:
    """Lay one ellipsoid over the slice at height `z`, only `within` (0..1) where that is given."""
    distance = shape.distance(grid, z)
    if distance is not None:
        cover = grid.cover(distance)
        lay(image, cover if within is None else cover * within, hu)


def cloud(random: np.random.Generator, slices: int, size: int, grain: float) -> Image:
    """Smooth noise of mean 0 and deviation 1 in three dimensions, `slices` x `size` x `size`.

    `grain` is the size of its features in pixels of this coarse lattice.
    """
    rough = random.standard_normal((slices, size * size)).astype(np.float32)
    along_z: Image = cv2.GaussianBlur(rough, (0, 0), sigmaX=0.01, sigmaY=max(grain, 0.3))
    smooth = np.stack([cv2.GaussianBlur(flat.reshape(size, size), (0, 0), grain) for flat in along_z])
    return np.asarray((smooth - smooth.mean()) / smooth.std(), np.float32)


def scanner(random: np.random.Generator, image: Image, noise_hu: float) -> Image:
    """What a scanner makes of a perfect slice: a little blur, and noise with the grain of a soft kernel."""
    blurred = cv2.GaussianBlur(image, (0, 0), 0.65)
    noise = cv2.GaussianBlur(random.standard_normal(image.shape).astype(np.float32), (0, 0), 0.8)
    return blurred + noise * np.float32(noise_hu / noise.std())
