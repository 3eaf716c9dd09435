"""What a phantom is known to hold: the answers that a reader or a program should find."""

from dataclasses import dataclass

import numpy as np

from imaging.phantom.shapes import Ellipsoid, Image


@dataclass(frozen=True, slots=True)
class Finding:
    """Something out of the ordinary, put there on purpose."""

    name: str
    shape: Ellipsoid
    hu: float
    """Its own density in Hounsfield units, before noise."""


@dataclass(frozen=True, slots=True)
class Phantom:
    """One finished series: `volume` is slices x rows x columns, int16 Hounsfield units, lowest slice first.

    The centre of pixel (row, column) of slice i lies at x = (column - (columns - 1) / 2) * pixel_mm,
    y likewise by row, z = first_z_mm + i * spacing_mm, in the patient's coordinates.
    """

    body_part: str
    volume: np.ndarray[tuple[int, int, int], np.dtype[np.int16]]
    pixel_mm: float
    spacing_mm: float
    first_z_mm: float
    findings: tuple[Finding, ...]
    tissues: dict[str, tuple[Ellipsoid, float]]
    """Places of plain tissue: a region that lies wholly inside it, and its Hounsfield units."""

    def inside(self, shape: Ellipsoid, shrink_mm: float = 0.0) -> Image:
        """The values of all voxels inside `shape`, made smaller by `shrink_mm` to leave its edge out."""
        slices, rows, columns = self.volume.shape
        z = self.first_z_mm + np.arange(slices) * self.spacing_mm
        y = (np.arange(rows) - (rows - 1) / 2) * self.pixel_mm
        x = (np.arange(columns) - (columns - 1) / 2) * self.pixel_mm
        turn = np.deg2rad(shape.turn_deg)
        half = [axis - shrink_mm for axis in shape.half_axes]
        dz = (z - shape.centre[2])[:, None, None] / half[2]
        near = np.abs(dz[:, 0, 0]) < 1
        dx, dy = x[None, :] - shape.centre[0], y[:, None] - shape.centre[1]
        u = (dx * np.cos(turn) + dy * np.sin(turn)) / half[0]
        v = (dy * np.cos(turn) - dx * np.sin(turn)) / half[1]
        mask = (u * u + v * v)[None] + dz[near] ** 2 <= 1
        return np.asarray(self.volume[near][mask], np.float32)
