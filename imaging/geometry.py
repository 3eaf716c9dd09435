"""Where images lie in the patient, and whether those of a series make a volume: PS3.3 C.7.6.2."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Vector = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class ImageGeometry:
    """The plane of one image, in millimetres of the patient's coordinate system; None where not said."""

    position: Vector | None
    """Image Position (Patient): the centre of the first pixel."""
    orientation: tuple[Vector, Vector] | None
    """Image Orientation (Patient): directions of the rows and of the columns."""
    spacing: tuple[float, float] | None
    """Pixel Spacing: between rows, between columns."""


def image_geometry(dataset: Mapping[str, Any]) -> ImageGeometry | None:
    """Reads the plane from a data set in the DICOM JSON model; None where it says nothing of it at all."""
    position = _numbers(dataset, "00200032", 3)
    orientation = _numbers(dataset, "00200037", 6)
    spacing = _numbers(dataset, "00280030", 2)
    if position is None and orientation is None and spacing is None:
        return None
    return ImageGeometry(
        (position[0], position[1], position[2]) if position else None,
        ((orientation[0], orientation[1], orientation[2]), (orientation[3], orientation[4], orientation[5]))
        if orientation
        else None,
        (spacing[0], spacing[1]) if spacing else None,
    )


def _numbers(dataset: Mapping[str, Any], tag: str, count: int) -> list[float] | None:
    element = dataset.get(tag)
    found = element.get("Value") if element else None
    if not isinstance(found, list) or len(found) != count:
        return None
    if not all(isinstance(number, int | float) for number in found):
        return None
    return [float(number) for number in found]
