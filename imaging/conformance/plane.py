"""Whether the plane that an image claims in the patient can be one: PS3.3 C.7.6.2."""

import math
import operator
from collections.abc import Iterator

from imaging.geometry import Vector
from imaging.header import Header
from imaging.receipt import Reason, Verdict

_TOLERANCE = 1e-2
"""Writers round direction cosines to as few as three digits."""


def implausible_plane(header: Header) -> Iterator[Reason]:
    """Findings about Image Position and Orientation (Patient) and Pixel Spacing, where they are given."""
    plane = header.geometry
    if plane is None:
        return
    if plane.orientation is not None and not _perpendicular_units(*plane.orientation):
        yield _reason(
            "Image Orientation (Patient) is no pair of perpendicular unit vectors", plane.orientation
        )
    if plane.spacing is not None and min(plane.spacing) <= 0:
        yield _reason("Pixel Spacing is not positive", plane.spacing)
    if plane.orientation is not None and plane.position is None:
        yield _reason(
            "Image Orientation (Patient) is given without Image Position (Patient)", plane.orientation
        )


def _perpendicular_units(row: Vector, column: Vector) -> bool:
    product = sum(map(operator.mul, row, column))
    return all(abs(n) <= _TOLERANCE for n in (math.hypot(*row) - 1, math.hypot(*column) - 1, product))


def _reason(fault: str, found: object) -> Reason:
    return Reason("geometry", Verdict.WARNING, f"{fault}: {found}")
