"""Where images lie in the patient, and whether those of a series make a volume: PS3.3 C.7.6.2."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

Vector = tuple[float, float, float]

_DIRECTION_TOLERANCE = 1e-3
"""Length of the difference of two unit vectors: 0.06 degrees, and what rounding to four digits makes."""
_PIXEL_TOLERANCE = 1e-3
"""Difference of two Pixel Spacings, mm."""
_SAME_PLACE_MM = 0.01
"""Planes nearer than this are in one place: positions are written with two or more decimals."""
_SPACING_TOLERANCE = 0.05
"""Part of the usual distance by which one may differ: positions of thin slices are rounded that coarsely."""
_TILT_TOLERANCE_DEG = 0.5
"""Over a volume 100 mm deep this shifts the last slice by less than one millimetre."""
_NAMED_MAX = 20
"""Images that a text names; a series of thousands would fill a page."""


@dataclass(frozen=True, slots=True)
class ImageGeometry:
    """The plane of one image, in millimetres of the patient's coordinate system; None where not said."""

    position: Vector | None
    """Image Position (Patient): the centre of the first pixel."""
    orientation: tuple[Vector, Vector] | None
    """Image Orientation (Patient): directions of the rows and of the columns."""
    spacing: tuple[float, float] | None
    """Pixel Spacing: between rows, between columns."""
    size: tuple[int, int] | None = None
    """Rows and Columns."""


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
        _size(dataset),
    )


def _size(dataset: Mapping[str, Any]) -> tuple[int, int] | None:
    size = _numbers(dataset, "00280010", 1), _numbers(dataset, "00280011", 1)
    return (int(size[0][0]), int(size[1][0])) if size[0] and size[1] else None


def _numbers(dataset: Mapping[str, Any], tag: str, count: int) -> list[float] | None:
    element = dataset.get(tag)
    found = element.get("Value") if element else None
    if not isinstance(found, list) or len(found) != count:
        return None
    if not all(isinstance(number, int | float) and math.isfinite(number) for number in found):
        return None
    return [float(number) for number in found]


@dataclass(frozen=True, slots=True)
class Irregularity:
    """One reason why images make no regular volume."""

    code: str
    """``single``, ``missing-position``, ``orientation``, ``size``, ``pixel-spacing``, ``duplicate-position``,
    ``gap`` or ``tilt``."""
    detail: str
    """English, for people; images are counted from 1 in the order of `SeriesGeometry.order`."""


@dataclass(frozen=True, slots=True)
class SeriesGeometry:
    """How the images of a series lie to each other."""

    order: tuple[int, ...]
    """Indices into the images that were given, along the normal of their planes, in the direction they came;
    as they came where they cannot be sorted."""
    spacing_min: float | None
    """Distances between neighbouring planes along their normal, in mm (as Spacing Between Slices has it);
    None where they have no common normal, or there is one image only."""
    spacing_median: float | None
    spacing_max: float | None
    tilt_deg: float
    """Angle between the planes' normal and the way from image to image: that of a tilted gantry."""
    irregularities: tuple[Irregularity, ...]

    @property
    def regular(self) -> bool:
        """Whether the images can be put on top of each other to a volume as they are."""
        return not self.irregularities


def series_geometry(images: Sequence[ImageGeometry | None]) -> SeriesGeometry:
    """Compares the planes of a series. `images` come in the order of their instance numbers."""
    as_given = tuple(range(len(images)))
    planes = [
        _Plane(image.position, *image.orientation, image.spacing, image.size)
        for image in images
        if image is not None and image.position is not None and image.orientation is not None
    ]
    if len(images) < 2:
        return _unordered(as_given, Irregularity("single", "there is one image only"))
    if len(planes) < len(images):
        missing = len(images) - len(planes)
        text = f"{missing} of {len(images)} images have no Image Position or Orientation (Patient)"
        return _unordered(as_given, Irregularity("missing-position", text))
    turned = sum(not plane.parallel_to(planes[0]) for plane in planes)
    if turned:
        text = f"{turned} of {len(planes)} images are turned against the first"
        return _unordered(as_given, Irregularity("orientation", text))
    return _compared(planes)


@dataclass(frozen=True, slots=True)
class _Plane:
    position: Vector
    row: Vector
    column: Vector
    spacing: tuple[float, float] | None
    size: tuple[int, int] | None

    def parallel_to(self, other: "_Plane") -> bool:
        turns = (math.dist(self.row, other.row), math.dist(self.column, other.column))
        return max(turns) <= _DIRECTION_TOLERANCE


def _unordered(order: tuple[int, ...], irregularity: Irregularity) -> SeriesGeometry:
    return SeriesGeometry(order, None, None, None, 0.0, (irregularity,))


def _compared(planes: Sequence[_Plane]) -> SeriesGeometry:
    normal = _cross(planes[0].row, planes[0].column)
    depths = [_dot(plane.position, normal) for plane in planes]
    order = sorted(range(len(planes)), key=depths.__getitem__, reverse=depths[0] > depths[-1])
    distances = [abs(depths[b] - depths[a]) for a, b in pairwise(order)]
    tilt = _tilt(planes[order[0]].position, planes[order[-1]].position, normal)
    found = [
        *_different_pixels(planes),
        *_duplicates(distances),
        *_gaps(distances),
        *_tilts(tilt),
    ]
    return SeriesGeometry(
        tuple(order), min(distances), median(distances), max(distances), round(tilt, 2), tuple(found)
    )


def _different_pixels(planes: Sequence[_Plane]) -> Iterator[Irregularity]:
    first = planes[0]
    resized = sum(plane.size != first.size for plane in planes)
    if resized:
        yield Irregularity("size", f"{resized} images have other Rows and Columns than the first")
    differing = sum(not _same_spacing(plane.spacing, first.spacing) for plane in planes)
    if differing:
        yield Irregularity("pixel-spacing", f"{differing} images have another Pixel Spacing than the first")


def _same_spacing(a: tuple[float, float] | None, b: tuple[float, float] | None) -> bool:
    return a == b or (a is not None and b is not None and math.dist(a, b) <= _PIXEL_TOLERANCE)


def _duplicates(distances: Sequence[float]) -> Iterator[Irregularity]:
    same = [number for number, distance in enumerate(distances, 1) if distance < _SAME_PLACE_MM]
    if same:
        pairs = ", ".join(f"{number} and {number + 1}" for number in same[:_NAMED_MAX])
        yield Irregularity("duplicate-position", f"{len(same)} images lie where another does: {pairs}")


def _gaps(distances: Sequence[float]) -> Iterator[Irregularity]:
    apart = [distance for distance in distances if distance >= _SAME_PLACE_MM]
    if not apart:
        return
    usual = median(apart)
    allowed = max(usual * _SPACING_TOLERANCE, _SAME_PLACE_MM)
    runs: list[tuple[int, int, float]] = []
    for number, distance in enumerate(distances, 1):
        if distance < _SAME_PLACE_MM or abs(distance - usual) <= allowed:
            continue
        if runs and runs[-1][1] == number and abs(runs[-1][2] - distance) <= allowed:
            runs[-1] = (runs[-1][0], number + 1, distance)
        else:
            runs.append((number, number + 1, distance))
    if runs:
        named = "; ".join(f"{a} to {b}: {distance:.2f} mm" for a, b, distance in runs[:_NAMED_MAX])
        yield Irregularity("gap", f"the images are {usual:.2f} mm apart, but not everywhere ({named})")


def _tilt(first: Vector, last: Vector, normal: Vector) -> float:
    """Degrees between the normal and the way from the first image to the last."""
    way = (last[0] - first[0], last[1] - first[1], last[2] - first[2])
    return math.degrees(math.atan2(math.hypot(*_cross(way, normal)), abs(_dot(way, normal))))


def _tilts(tilt: float) -> Iterator[Irregularity]:
    if tilt > _TILT_TOLERANCE_DEG:
        yield Irregularity("tilt", f"each image is shifted against the one before: tilt {tilt:.1f} degrees")


def _dot(a: Vector, b: Vector) -> float:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def _cross(a: Vector, b: Vector) -> Vector:
    return (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])
