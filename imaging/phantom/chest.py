"""A drawn chest: wall with ribs and spine, lungs with branching vessels, heart, great vessels, two nodules.

Densities in Hounsfield units without contrast: blood 42, muscle 52, fat -100, lung tissue about -860.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from imaging.phantom.shapes import AIR_HU, Ellipsoid, Grid, Image, Vector, cloud, draw, lay, scanner
from imaging.phantom.truth import Finding, Phantom

SLICES = 72
SPACING_MM = 4.0
FIRST_Z_MM = 0.0
GRID_MM = 380.0

BLOOD_HU, MUSCLE_HU, FAT_HU, LUNG_HU = 42.0, 52.0, -100.0, -862.0
LIVER_HU, CORTEX_HU, SPONGY_HU, NODULE_HU = 58.0, 620.0, 170.0, 35.0
NOISE_HU = 9.0

NODULES = (
    Finding("nodule, right upper lobe, 14 mm", Ellipsoid((-68, -22, 206), (7, 7, 7)), NODULE_HU),
    Finding("nodule, left lower lobe, 8 mm", Ellipsoid((78, 34, 112), (4, 4, 4)), NODULE_HU),
)
_HEART = Ellipsoid((26, -26, 92), (58, 46, 52), 25)
_PERICARDIAL_FAT = Ellipsoid((24, -30, 88), (64, 54, 58), 25)
_DESCENDING_X, _DESCENDING_Y, _DESCENDING_MM = 24.0, 40.0, 12.5
_BODY_MM = (170.0, 112.0)
_LUNG_TOP_MM = 272.0
_CARINA_MM = 178.0


def make_chest(seed: int = 2, size: int = 512) -> Phantom:
    """The chest as 72 slices of `size` x `size`; the same `seed` gives the same voxels."""
    random = np.random.default_rng(seed)
    grid = Grid(size, GRID_MM / size)
    texture = cloud(random, SLICES, 128, 3.0)
    trees = [*_tree(random, -1), *_tree(random, 1)]
    volume = np.empty((SLICES, size, size), np.int16)
    for index in range(SLICES):
        z = FIRST_Z_MM + index * SPACING_MM
        grain = cv2.resize(texture[index], (size, size), interpolation=cv2.INTER_CUBIC)
        image = _slice(grid, z, grain, trees)
        volume[index] = np.rint(np.clip(scanner(random, image, NOISE_HU), -1024, 3071))
    return Phantom(
        body_part="CHEST",
        volume=volume,
        pixel_mm=grid.pixel_mm,
        spacing_mm=SPACING_MM,
        first_z_mm=FIRST_Z_MM,
        findings=NODULES,
        tissues={
            "heart": (Ellipsoid((26, -26, 92), (30, 22, 25), 25), BLOOD_HU),
            "descending aorta": (Ellipsoid((_DESCENDING_X, _DESCENDING_Y, 110), (9, 9, 30)), BLOOD_HU),
        },
    )


def _slice(grid: Grid, z: float, grain: Image, trees: "list[_Branch]") -> Image:
    image = grid.blank()
    _table(image, grid)
    wall = _ellipse(grid, *_body_axes(z))
    lay(image, grid.cover(wall), FAT_HU)
    lay(image, grid.cover(wall + 2.0) * (1 - grid.cover(wall + 3.5)), FAT_HU + 30)
    lay(image, grid.cover(wall + _fat_mm(grid)), MUSCLE_HU + 4 * grain)
    _shoulders(image, grid, z)
    cage = _cage(grid, z)
    lay(image, grid.cover(cage + 1.0), FAT_HU + 18)
    _mediastinum(image, grid, z)
    lungs = _lungs(grid, z)
    tissue = LUNG_HU + 22 * grain + np.float32(0.35) * grid.y
    lay(image, grid.cover(lungs), tissue)
    _branches(image, grid, z, trees, grid.cover(lungs + 1.5))
    for nodule in NODULES:
        draw(image, grid, nodule.shape, z, nodule.hu)
    _abdomen(image, grid, z, cage, grain)
    _airways(image, grid, z)
    _ribs(image, grid, z)
    _spine(image, grid, z)
    _sternum(image, grid, z)
    return image


def _ellipse(grid: Grid, a: float, b: float, x: float = 0.0, y: float = 0.0) -> Image:
    """About how far each pixel lies outside of an upright ellipse, in mm."""
    radius = np.sqrt(((grid.x - np.float32(x)) / a) ** 2 + ((grid.y - np.float32(y)) / b) ** 2)
    return ((radius - 1) * min(a, b)).astype(np.float32)


def _body_axes(z: float) -> tuple[float, float]:
    """Half width and half depth of the trunk, which narrows towards the neck."""
    narrowing = 1 / (1 + np.exp((z - 292) / 9))
    return _BODY_MM[0] * (0.55 + 0.45 * narrowing) + z * 0.02, _BODY_MM[1] * (0.72 + 0.28 * narrowing)


def _fat_mm(grid: Grid) -> Image:
    """Thickness of the fat under the skin: more in front and at the sides than over the spine."""
    return (11 + 4 * np.cos(np.arctan2(grid.x, -grid.y))).astype(np.float32)


def _cage_axes(z: float) -> tuple[float, float]:
    taper = np.sqrt(max(0.02, 1 - (max(0.0, z - 120) / 176) ** 2))
    return 132 * (0.30 + 0.70 * taper), 86 * (0.42 + 0.58 * taper)


def _cage(grid: Grid, z: float) -> Image:
    """The inner surface of the chest wall."""
    return _ellipse(grid, *_cage_axes(z), 0, -4)


def _dome_mm(grid: Grid, side: int) -> Image:
    """Height of the diaphragm above the first slice, right higher than left."""
    top = 66 if side < 0 else 54
    reach = ((grid.x - side * 62) / 74) ** 2 + ((grid.y - 4) / 92) ** 2
    return (top - 62 * reach).astype(np.float32)


def _lungs(grid: Grid, z: float) -> Image:
    """Signed distance to the nearer lung; the mediastinum, heart and diaphragm cut into them."""
    if z > _LUNG_TOP_MM:
        return np.full_like(grid.x, 1e3)
    # Towards their tops the lungs draw back from the ribs.
    cage = _cage(grid, z) + 5 + np.float32(0.019 * max(0.0, z - 215) ** 2)
    out = np.full_like(grid.x, 1e3)
    for side in (-1, 1):
        waist = 20 + 8 * np.exp(-(((z - 175) / 40) ** 2))
        medial = np.float32(waist) - side * grid.x + 10 * np.exp(-(((grid.y - 66) / 18) ** 2)) - 6
        lung = np.maximum(cage, medial.astype(np.float32))
        lung = np.maximum(lung, _dome_mm(grid, side) - np.float32(z))
        out = np.minimum(out, lung)
    heart = _PERICARDIAL_FAT.distance(grid, z)
    if heart is not None:
        out = np.maximum(out, -heart)
    spine = _ellipse(grid, 24, 21, 0, 70)
    out = np.maximum(out, -spine)
    aorta = _ellipse(grid, _DESCENDING_MM + 2, _DESCENDING_MM + 2, _DESCENDING_X, _DESCENDING_Y)
    if z < 200:
        out = np.maximum(out, -aorta)
    return np.asarray(out, np.float32)


def _mediastinum(image: Image, grid: Grid, z: float) -> None:
    draw(image, grid, _PERICARDIAL_FAT, z, FAT_HU + 10)
    draw(image, grid, _HEART, z, BLOOD_HU)
    if z < 196:
        _vessel(image, grid, _DESCENDING_X, _DESCENDING_Y, _DESCENDING_MM)
    if 120 < z < 196:
        _vessel(image, grid, -12, -24, 15.5)  # ascending aorta
        _vessel(image, grid, -34, -14, 9)  # superior vena cava
    if 136 < z < 160:
        _vessel(image, grid, 18, -30, 14)  # pulmonary trunk and its two arteries
        for side in (-1, 1):
            artery = Ellipsoid((side * 24, 2, 150), (30, 9, 10), side * -14)
            draw(image, grid, artery, z, BLOOD_HU)
    arch = Ellipsoid((8, 8, 200), (16, 42, 13), -28)
    draw(image, grid, arch, z, BLOOD_HU)
    if z > 208:
        for x, y, radius in ((-20, -20, 6.5), (-30, -24, 7.5), (4, -8, 5), (20, 4, 5), (26, -26, 7)):
            _vessel(image, grid, x * (1 - (z - 208) / 400), y, radius)
    if z > 60:
        _vessel(image, grid, 2, 34, 7, MUSCLE_HU - 8)  # oesophagus
    if z < 78:
        _vessel(image, grid, -28, -2, 11)  # inferior vena cava


def _vessel(image: Image, grid: Grid, x: float, y: float, radius: float, hu: float = BLOOD_HU) -> None:
    lay(image, grid.cover(_ellipse(grid, radius, radius, x, y)), hu)


def _airways(image: Image, grid: Grid, z: float) -> None:
    tubes: list[tuple[float, float, float]] = []
    if z >= _CARINA_MM:
        tubes.append((0, 12 - (z - _CARINA_MM) * 0.1, 9))
    elif z > _CARINA_MM - 34:
        below = _CARINA_MM - z
        tubes += [(side * (7 + below * (0.75 if side > 0 else 0.6)), 14 + below * 0.1, 7) for side in (-1, 1)]
    for x, y, radius in tubes:
        lay(image, grid.cover(_ellipse(grid, radius + 1.6, radius + 1.6, x, y)), 20.0)
        lay(image, grid.cover(_ellipse(grid, radius, radius, x, y)), AIR_HU)


def _abdomen(image: Image, grid: Grid, z: float, cage: Image, grain: Image) -> None:
    """Under the diaphragm: liver on the right, stomach and spleen on the left."""
    inside = grid.cover(cage + 4)
    for side, hu in ((-1, LIVER_HU), (1, MUSCLE_HU - 6)):
        half = grid.cover(np.float32(-6) - side * grid.x)
        below = grid.cover(np.float32(z) - _dome_mm(grid, side)) * half * inside
        keep = grid.cover(-_ellipse(grid, 26, 24, 0, 68))
        lay(image, below * keep, hu + 3 * grain)
    draw(image, grid, Ellipsoid((64, -20, 14), (36, 40, 30)), z, MUSCLE_HU)
    draw(image, grid, Ellipsoid((64, -20, 14), (32, 36, 26)), z, 18.0)
    gas = Ellipsoid((64, -34, 18), (24, 17, 18))
    draw(image, grid, gas, z, AIR_HU)
    if z < 60:
        _vessel(image, grid, _DESCENDING_X, _DESCENDING_Y, _DESCENDING_MM)


def _ribs(image: Image, grid: Grid, z: float) -> None:
    """Ribs slope down from the spine to the front, so that a slice cuts several of them."""
    a, b = _cage_axes(z)
    from_back = np.abs(np.arctan2(grid.x / a, (grid.y + 4) / b))
    height = np.float32(z) + 30 * from_back.astype(np.float32)
    spacing = 25.0
    along = np.abs(np.mod(height, spacing) - spacing / 2) - 5.2
    across = np.abs(_cage(grid, z) - 4.5) - 4.2
    rib = np.maximum(along.astype(np.float32), across)
    # In front the ribs end in cartilage, which is hardly denser than muscle.
    bony = (from_back < 2.35).astype(np.float32) * (from_back > 0.25)
    lay(image, grid.cover(rib) * bony, CORTEX_HU)
    lay(image, grid.cover(rib + 1.9) * bony, SPONGY_HU + 20)
    lay(image, grid.cover(rib) * (1 - bony) * (from_back > 1), 95.0)


def _spine(image: Image, grid: Grid, z: float) -> None:
    height = float(np.mod(z, 27.0))
    disc = height < 5
    body = _ellipse(grid, 18, 14.5, 0, 66)
    lay(image, grid.cover(body), 85.0 if disc else CORTEX_HU)
    if not disc:
        lay(image, grid.cover(body + 1.8), SPONGY_HU)
    arch = _ellipse(grid, 15, 13, 0, 89)
    lay(image, grid.cover(arch), CORTEX_HU - 120)
    for side in (-1, 1):
        process = _ellipse(grid, 24, 4.6, side * 26, 92)
        lay(image, grid.cover(process) * float(height > 10), SPONGY_HU + 200)
    lay(image, grid.cover(_ellipse(grid, 3.2, 14, 0, 108)) * float(height < 18), SPONGY_HU + 260)
    lay(image, grid.cover(_ellipse(grid, 9.5, 8.5, 0, 87)), 12.0)
    lay(image, grid.cover(_ellipse(grid, 5, 4.4, 0, 87)), 38.0)


def _sternum(image: Image, grid: Grid, z: float) -> None:
    if not 95 < z < 250:
        return
    y = -(_cage_axes(z)[1] + 10)
    plate = _ellipse(grid, 19, 6, 0, y)
    lay(image, grid.cover(plate), CORTEX_HU - 150)
    lay(image, grid.cover(plate + 1.6), SPONGY_HU - 30)


def _shoulders(image: Image, grid: Grid, z: float) -> None:
    """Shoulder blades, and the collar bones at the top."""
    if z > 128:
        for side in (-1, 1):
            blade = Ellipsoid((side * 98, 62, 205), (34, 4.2, 78), side * -38)
            draw(image, grid, blade, z, CORTEX_HU - 100)
            thin = Ellipsoid(blade.centre, (31, 2.0, 74), blade.turn_deg)
            draw(image, grid, thin, z, SPONGY_HU)
    for side in (-1, 1):
        collar = Ellipsoid((side * 62, -62, 258), (52, 6, 8), side * 16)
        draw(image, grid, collar, z, CORTEX_HU)
        draw(image, grid, Ellipsoid(collar.centre, (49, 3.6, 5.4), collar.turn_deg), z, SPONGY_HU)


def _table(image: Image, grid: Grid) -> None:
    top = np.abs(grid.y - 118 - (grid.x / 200) ** 2 * -14)
    wide = (np.abs(grid.x) < 180).astype(np.float32)
    lay(image, wide * grid.cover(top - 1.2), -150.0)


@dataclass(frozen=True, slots=True)
class _Branch:
    """A piece of a vessel: a ball of `radius` mm at `centre`."""

    centre: Vector
    radius: float


_TIPS = 900
_TRUNK_MM = 5.5
_THINNEST_MM = 0.55
Points = npt.NDArray[np.float64]


def _tree(random: np.random.Generator, side: int) -> list[_Branch]:
    """The vessels of one lung: each piece runs towards the middle of the tips that it feeds, then splits.

    Radii follow Murray's law (doi 10.1073/pnas.12.3.207): the cube of a piece's radius is the sum of its
    branches' cubes, so it goes with the number of tips that a piece feeds.
    """
    balls: list[_Branch] = []
    pieces = [(np.array([side * 30.0, 6.0, 150.0]), _tips(random, side))]
    while pieces:
        start, tips = pieces.pop()
        radius = max(_THINNEST_MM, _TRUNK_MM * (len(tips) / _TIPS) ** (1 / 3))
        middle = tips.mean(axis=0)
        end = middle if len(tips) == 1 else start + 0.45 * (middle - start)
        bend = random.normal(0, 0.08, 3) * np.linalg.norm(end - start)
        _run(balls, start, end, bend, radius)
        if len(tips) > 1:
            # Split across the direction in which the tips spread most.
            _, _, directions = np.linalg.svd(tips - middle, full_matrices=False)
            order = np.argsort((tips - middle) @ directions[0])
            half = len(tips) // 2
            pieces += [(end, tips[order[:half]]), (end, tips[order[half:]])]
    return balls


def _tips(random: np.random.Generator, side: int) -> Points:
    """Places all over one lung where its smallest vessels end."""
    found: list[Points] = []
    while len(found) < _TIPS:
        place = random.uniform((24, -84, 12), (128, 80, 250))
        a, b = _cage_axes(place[2])
        in_cage = (place[0] / (a - 10)) ** 2 + ((place[1] + 4) / (b - 10)) ** 2 < 1
        dome = 58 - 58 * (((place[0] - 62) / 74) ** 2 + ((place[1] - 4) / 92) ** 2)
        if in_cage and place[2] > dome:
            found.append(place * (side, 1, 1))
    return np.array(found)


def _run(balls: list[_Branch], start: Points, end: Points, bend: Points, radius: float) -> None:
    steps = max(2, int(np.linalg.norm(end - start) / max(0.9, radius * 0.6)))
    for share in np.linspace(0, 1, steps):
        x, y, z = start + (end - start) * share + bend * np.sin(np.pi * share)
        balls.append(_Branch((float(x), float(y), float(z)), radius))


def _branches(image: Image, grid: Grid, z: float, trees: list[_Branch], lungs: Image) -> None:
    """Every ball that the slice cuts, as a disc; sub-pixel places, so that small vessels do not step."""
    paint = np.zeros_like(image)
    for ball in trees:
        rise = abs(z - ball.centre[2])
        if rise >= ball.radius + SPACING_MM / 2:
            continue
        # A slice is as thick as its spacing: a thin vessel passing through still shows, fainter.
        radius = np.sqrt(max(0.16, ball.radius**2 - max(0.0, rise - SPACING_MM / 4) ** 2))
        centre = (round(grid.column(ball.centre[0]) * 16), round(grid.row(ball.centre[1]) * 16))
        density = min(1.0, 0.35 + ball.radius / 2.5)
        cv2.circle(paint, centre, round(radius / grid.pixel_mm * 16), density, -1, cv2.LINE_8, 4)
    lay(image, cv2.GaussianBlur(paint, (0, 0), 0.6) * lungs, BLOOD_HU)
