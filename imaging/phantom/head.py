"""A drawn head: scalp, skull with its base and sinuses, brain with gyri and ventricles, a fresh bleeding.

Densities are textbook values in Hounsfield units: grey matter 37, white 29, CSF 6, fresh blood 62,
compact bone 900 and more. The anatomy is simplified; sizes are those of an adult.
"""

import cv2
import numpy as np

from imaging.phantom.shapes import AIR_HU, Ellipsoid, Grid, Image, cloud, draw, lay, scanner
from imaging.phantom.truth import Finding, Phantom

SLICES = 64
SPACING_MM = 2.5
FIRST_Z_MM = -62.0
GRID_MM = 240.0

GREY_HU, WHITE_HU, CSF_HU, BLOOD_HU, OEDEMA_HU = 37.0, 29.0, 6.0, 62.0, 20.0
BONE_HU, MARROW_HU, FAT_HU, SOFT_HU = 1050.0, 420.0, -95.0, 45.0
NOISE_HU = 3.2

HEAD = Ellipsoid((0, 0, -2), (77, 97, 103))
SCALP_MM, SKULL_MM, TABLE_MM, CSF_RIM_MM = 6.0, 6.0, 1.8, 1.6
BLEEDING = Ellipsoid((-27, 4, 22), (9, 14, 10), 15)
"""In the right basal ganglia; the patient's right is negative x."""
OEDEMA = Ellipsoid((-27, 4, 22), (13, 18, 13.5), 15)
CENTRUM = {"left": Ellipsoid((24, 0, 50), (7, 14, 5)), "right": Ellipsoid((-24, 0, 50), (7, 14, 5))}
"""White matter above the ventricles, kept free of folds."""

_VENTRICLES = tuple(
    part
    for side in (-1, 1)
    for part in (
        Ellipsoid((side * 9, -26, 24), (4.5, 13, 9), side * -20),
        Ellipsoid((side * 11, 0, 30), (5, 20, 6.5), side * 6),
        Ellipsoid((side * 19, 30, 20), (6.5, 14, 9), side * -22),
        Ellipsoid((side * 30, 8, 0), (3, 11, 4), side * -12),
    )
)
_THIRD_VENTRICLE = Ellipsoid((0, -2, 12), (2.2, 13, 9))
_FOURTH_VENTRICLE = Ellipsoid((0, 36, -28), (6, 5, 9))
_CISTERNS = (Ellipsoid((0, -4, -14), (17, 9, 6)), Ellipsoid((0, 22, 0), (12, 5, 5)))
_DEEP_GREY = tuple(
    part
    for side in (-1, 1)
    for part in (
        Ellipsoid((side * 14, -20, 20), (4.5, 9, 9), side * -15),
        Ellipsoid((side * 26, -4, 18), (5.5, 15, 10), side * -18),
        Ellipsoid((side * 10, 10, 16), (8, 13, 9), side * -15),
    )
)
_BRAIN_STEM = Ellipsoid((0, 16, -34), (14, 12, 34))
_CEREBELLUM = tuple(Ellipsoid((side * 24, 44, -36), (29, 27, 24)) for side in (-1, 1))
_TENTORIUM_Z_MM = -10.0
_CALCIFIED = (
    Ellipsoid((0, 24, 12), (2.2, 2.2, 2.4)),
    Ellipsoid((20, 33, 20), (2.4, 3, 3)),
    Ellipsoid((-20, 33, 20), (2, 3, 3)),
)
_PETROUS = tuple(Ellipsoid((side * 39, 14, -36), (27, 8, 10), side * -32) for side in (-1, 1))
_CLIVUS = Ellipsoid((0, -2, -44), (13, 8, 20))
_MASTOID = tuple(Ellipsoid((side * 56, 30, -44), (11, 15, 17)) for side in (-1, 1))
_ORBIT_FAT = tuple(Ellipsoid((side * 32, -64, -40), (18, 26, 17), side * -18) for side in (-1, 1))
_EYE = tuple(Ellipsoid((side * 33, -74, -40), (12.2, 12.2, 12.2)) for side in (-1, 1))
_LENS = tuple(Ellipsoid((side * 33.5, -84, -40), (4.6, 2.2, 4.6)) for side in (-1, 1))
_OPTIC_NERVE = tuple(Ellipsoid((side * 24, -48, -39), (2.2, 19, 2.4), side * -24) for side in (-1, 1))
_LATERAL_MUSCLE = tuple(Ellipsoid((side * 44, -58, -40), (2, 20, 6), side * -16) for side in (-1, 1))
_NASAL = Ellipsoid((0, -64, -52), (13, 26, 24))
_MAXILLARY = tuple(Ellipsoid((side * 30, -60, -68), (15, 18, 14)) for side in (-1, 1))
_SPHENOID = tuple(Ellipsoid((side * 8, -28, -38), (7, 13, 9)) for side in (-1, 1))
_FRONTAL_SINUS = tuple(Ellipsoid((side * 11, -86, -14), (10, 4.5, 11)) for side in (-1, 1))


def make_head(seed: int = 1, size: int = 512) -> Phantom:
    """The head as 64 slices of `size` x `size`; the same `seed` gives the same voxels."""
    random = np.random.default_rng(seed)
    grid = Grid(size, GRID_MM / size)
    folds = _Folds(random, grid)
    volume = np.empty((SLICES, size, size), np.int16)
    for index in range(SLICES):
        z = FIRST_Z_MM + index * SPACING_MM
        image = _slice(grid, z, folds.at(index), random)
        volume[index] = np.rint(np.clip(scanner(random, image, NOISE_HU), -1024, 3071))
    return Phantom(
        body_part="HEAD",
        volume=volume,
        pixel_mm=grid.pixel_mm,
        spacing_mm=SPACING_MM,
        first_z_mm=FIRST_Z_MM,
        findings=(Finding("intracerebral haemorrhage, right basal ganglia", BLEEDING, BLOOD_HU),),
        tissues={f"white matter, {side}": (shape, WHITE_HU) for side, shape in CENTRUM.items()},
    )


class _Folds:
    """The folding of the brain: thin fissures where smooth noise passes through zero."""

    _COARSE = 192

    def __init__(self, random: np.random.Generator, grid: Grid) -> None:
        self._size = (grid.size, grid.size)
        self._cerebrum = cloud(random, SLICES, self._COARSE, 4.2)
        self._cerebellum = cloud(random, SLICES, self._COARSE, 1.6)

    def at(self, index: int) -> tuple[Image, Image]:
        """Cerebrum and cerebellum: the noise of one slice at full size."""
        fine = [
            cv2.resize(noise[index], self._size, interpolation=cv2.INTER_CUBIC)
            for noise in (self._cerebrum, self._cerebellum)
        ]
        return fine[0], fine[1]


def _slice(grid: Grid, z: float, folds: tuple[Image, Image], random: np.random.Generator) -> Image:
    image = grid.blank()
    skin = HEAD.distance(grid, z)
    if skin is None:
        return image
    _head_rest(image, grid, z)
    lay(image, grid.cover(skin), SOFT_HU)
    lay(image, grid.cover(skin + 2.0) * (1 - grid.cover(skin + SCALP_MM - 1.0)), FAT_HU)
    outer = HEAD.grown(-SCALP_MM).distance(grid, z)
    inner = HEAD.grown(-SCALP_MM - SKULL_MM).distance(grid, z)
    if outer is not None:
        lay(image, grid.cover(outer), BONE_HU)
        lay(image, grid.cover(outer + TABLE_MM) * (1 - grid.cover(outer + SKULL_MM - TABLE_MM)), MARROW_HU)
    if inner is not None:
        cavity = grid.cover(inner)
        lay(image, cavity, CSF_HU)
        _brain(image, grid, z, inner, folds)
    _base(image, grid, z, random)
    return image


def _brain(image: Image, grid: Grid, z: float, inner: Image, folds: tuple[Image, Image]) -> None:
    depth = -(inner + CSF_RIM_MM)
    brain = grid.cover(-depth)
    lay(image, brain, _cortex(grid, z, depth, folds[0]))
    for shape in CENTRUM.values():
        draw(image, grid, shape.grown(3), z, WHITE_HU, brain)
    for shape in _DEEP_GREY:
        draw(image, grid, shape, z, GREY_HU + 1, brain)
    _falx(image, grid, z, depth, brain)
    for shape in (*_VENTRICLES, _THIRD_VENTRICLE, *_CISTERNS):
        draw(image, grid, shape, z, CSF_HU, brain)
    _below_tentorium(image, grid, z, brain, folds[1])
    for shape in _CALCIFIED:
        draw(image, grid, shape, z, 160.0, brain)
    draw(image, grid, OEDEMA, z, OEDEMA_HU, brain)
    draw(image, grid, BLEEDING, z, BLOOD_HU, brain)


def _cortex(grid: Grid, z: float, depth: Image, noise: Image) -> Image:
    """White matter under a ribbon of grey that follows the fissures, and CSF in these."""
    reach = np.clip(1.25 - depth / 22, 0, 1)  # fissures end about 22 mm under the surface
    fissure = np.clip(0.17 * reach - np.abs(noise), 0, None) > 0
    fissure &= depth < 24
    ribbon = cv2.GaussianBlur(fissure.astype(np.float32), (0, 0), 3.4 / grid.pixel_mm / 2) > 0.10
    tissue = np.where(ribbon | (depth < 3.6), np.float32(GREY_HU), np.float32(WHITE_HU))
    tissue[fissure] = CSF_HU + 8
    return cv2.GaussianBlur(tissue, (0, 0), 0.8)


def _falx(image: Image, grid: Grid, z: float, depth: Image, brain: Image) -> None:
    """The fissure between the hemispheres with the falx in it; deep down the corpus callosum bridges it."""
    if z < _TENTORIUM_Z_MM:
        return
    free = np.float32(8 if z > 40 else 0)
    midline = np.abs(grid.x)
    reach = np.where(np.abs(grid.y) > (30 - free * 2), 1.0, 1.0 if z > 42 else 0.0).astype(np.float32)
    lay(image, brain * reach * grid.cover(midline - 1.6), CSF_HU + 4)
    lay(image, brain * reach * grid.cover(midline - 0.6), 58.0)
    lay(image, brain * reach * grid.cover(midline - 2.0) * (depth < 5), 52.0)


def _below_tentorium(image: Image, grid: Grid, z: float, brain: Image, noise: Image) -> None:
    if z > _TENTORIUM_Z_MM + 4:
        return
    folia = GREY_HU - 2 - 5 * np.exp(-((noise / 0.35) ** 2)).astype(np.float32)
    for shape in _CEREBELLUM:
        draw(image, grid, shape.grown(2.5), z, CSF_HU, brain)
    for shape in _CEREBELLUM:
        draw(image, grid, shape, z, folia, brain)
    draw(image, grid, _BRAIN_STEM, z, WHITE_HU + 3, brain)
    draw(image, grid, _FOURTH_VENTRICLE, z, CSF_HU, brain)


def _base(image: Image, grid: Grid, z: float, random: np.random.Generator) -> None:
    """The bones under the brain, the orbits and the air-filled rooms."""
    for shape in (*_PETROUS, _CLIVUS):
        draw(image, grid, shape, z, BONE_HU - 100)
    for shape in _MASTOID:
        distance = shape.distance(grid, z)
        if distance is not None:
            cells = cv2.GaussianBlur(random.standard_normal(image.shape).astype(np.float32), (0, 0), 2.4)
            honeycomb = np.where(cells > 0.25 * cells.std(), np.float32(BONE_HU - 250), np.float32(-700))
            lay(image, grid.cover(distance), honeycomb)
    for shape in _ORBIT_FAT:
        _walled(image, grid, shape, z, FAT_HU)
    for shape in (*_OPTIC_NERVE, *_LATERAL_MUSCLE):
        draw(image, grid, shape, z, SOFT_HU - 5)
    for shape in _EYE:
        draw(image, grid, shape.grown(1), z, SOFT_HU)
        draw(image, grid, shape, z, 12.0)
    for shape in _LENS:
        draw(image, grid, shape, z, 95.0)
    for shape in (_NASAL, *_MAXILLARY, *_SPHENOID, *_FRONTAL_SINUS):
        _walled(image, grid, shape, z, AIR_HU)
    if _NASAL.distance(grid, z) is not None:
        inside = (np.abs(grid.y + 64) < 22).astype(np.float32)
        lay(image, inside * grid.cover(np.abs(grid.x) - 0.8), 250.0)
        for side in (-1, 1):
            turbinate = Ellipsoid((side * 6.5, -62, -54), (2.6, 15, 6))
            draw(image, grid, turbinate, z, SOFT_HU + 10)


def _walled(image: Image, grid: Grid, shape: Ellipsoid, z: float, hu: float) -> None:
    wall = shape.grown(1.6)
    skin = HEAD.grown(-2.0).distance(grid, z)
    within = grid.blank(0.0) if skin is None else grid.cover(skin)
    draw(image, grid, wall, z, 650.0, within)
    draw(image, grid, shape, z, hu, within)


def _head_rest(image: Image, grid: Grid, z: float) -> None:
    """The scanner's head rest under the head: a thin shell filled with foam."""
    rest = np.sqrt(grid.x**2 + (grid.y + 22) ** 2)
    under = (grid.y > 60).astype(np.float32)
    lay(image, under * grid.cover(np.abs(rest - 132) - 6), -930.0)
    lay(image, under * grid.cover(np.abs(rest - 126) - 0.8), -250.0)
