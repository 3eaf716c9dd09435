"""Real head CT slices, lesions put into them, and the console's screen that shows them.

The slices are those of a published test series (dcm_qa_ct, GE HiSpeed Dual, one patient, 28 slices, without
contrast) with a hypodense area in the left posterior temporal and occipital lobe. Where it lies was drawn by
hand, before the detector was written, by someone who is no radiologist; no report comes with the data.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import cv2
import numpy as np
import pydicom
from numpy.typing import NDArray

from analysis.frame import Plane

Hounsfield = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Ellipse:
    """Upright, in pixels of the slice."""

    x: float
    y: float
    across: float
    """Half of its width."""
    down: float
    """Half of its height."""

    def holds(self, x: float, y: float, margin: float = 0.0) -> bool:
        """Whether the point lies in it, or within `margin` of it."""
        return ((x - self.x) / (self.across + margin)) ** 2 + ((y - self.y) / (self.down + margin)) ** 2 <= 1


INFARCT: dict[int, tuple[Ellipse, ...]] = {
    12: (Ellipse(329, 264, 26, 31),),
    13: (Ellipse(331, 272, 28, 34),),
    14: (Ellipse(323, 279, 36, 31),),
    15: (Ellipse(328, 279, 34, 36),),
    16: (Ellipse(323, 326, 31, 52),),
    17: (Ellipse(312, 334, 30, 56),),
    18: (Ellipse(305, 353, 31, 45),),
    19: (Ellipse(303, 373, 28, 33), Ellipse(289, 313, 25, 16)),
    20: (Ellipse(303, 374, 23, 18), Ellipse(300, 318, 32, 22)),
}
"""By instance number. Plainly seen on 12 to 19; doubtful on 20, and on 11, at the skull base."""

PLAIN = range(12, 20)
DOUBTFUL = (11, 20)
CLEAN = range(21, 25)
"""Above the infarct, with brain enough to be judged."""
JUDGED = range(12, 25)


@dataclass(frozen=True)
class HeadSlice:
    """One slice, in Hounsfield units."""

    number: int
    values: Hounsfield
    pixel_mm: float

    @cached_property
    def brain(self) -> NDArray[np.bool_]:
        """What the skull encloses, by the bone's own 150 HU: apart from how the detector goes about it."""
        bone = (self.values > 150).astype(np.uint8)
        closed = cv2.morphologyEx(bone, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
        # The slice's corner is air: what a flood from there does not reach, and is not bone, is enclosed.
        cv2.floodFill(closed, None, (0, 0), (1,))
        return np.asarray(closed == 0, np.bool_)


def read_slice(folder: Path, number: int) -> HeadSlice:
    """A slice of the series in `folder`, by its instance number."""
    dataset = pydicom.dcmread(folder / f"{number:02d}.dcm")
    values = dataset.pixel_array * float(dataset.RescaleSlope) + float(dataset.RescaleIntercept)
    return HeadSlice(number, values.astype(np.float32), float(dataset.PixelSpacing[0]))


def midline_at(y: NDArray[np.intp]) -> NDArray[np.float64]:
    """Where the falx runs at these rows, read off by hand; the head is tilted by some 9 degrees."""
    return np.asarray(226 + 0.17 * (y - 110), np.float64)


@dataclass(frozen=True, slots=True)
class Lesion:
    """A round lesion with a soft rim, in pixels of the slice."""

    x: float
    y: float
    radius: float
    contrast_hu: float


RIM = 0.35
"""Share of the radius over which a lesion fades out, half inside and half outside its edge."""


def plant(one: HeadSlice, lesion: Lesion, rim: float = RIM) -> Hounsfield:
    """The slice with the lesion's contrast added: noise, vessels and cortex stay as they are."""
    rows, columns = np.indices(one.values.shape, np.float32)
    away = np.hypot(columns - lesion.x, rows - lesion.y) / lesion.radius
    share = np.clip((1 + rim / 2 - away) / rim, 0, 1)
    share = share * share * (3 - 2 * share)
    return np.where(one.brain, one.values + lesion.contrast_hu * share, one.values).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Window:
    """Of the console: width and level in HU."""

    width: float
    level: float

    def grey(self, values: Hounsfield) -> Plane:
        share = (values - (self.level - self.width / 2)) / self.width
        return np.asarray(np.rint(np.clip(share, 0, 1) * 255), np.uint8)


BRAIN_WINDOWS = (Window(80, 40), Window(100, 35))


@dataclass(frozen=True, slots=True)
class Screen:
    """A console's screen: the slice fills its height, lettering beside it and in its corners."""

    width: int
    height: int
    lettered: bool = True

    def show(self, grey: Plane) -> Plane:
        """The screen as BGR."""
        side = self.height
        screen = np.zeros((self.height, self.width), np.uint8)
        left = self.left
        shrunk = grey.shape[0] > side
        scaled = cv2.resize(grey, (side, side), interpolation=cv2.INTER_AREA if shrunk else cv2.INTER_LINEAR)
        screen[:, left : left + side] = scaled
        if self.lettered:
            self._letter(screen)
        return np.asarray(cv2.cvtColor(screen, cv2.COLOR_GRAY2BGR), np.uint8)

    @property
    def left(self) -> int:
        """Where the slice begins."""
        return (self.width - self.height) // 2

    def on_slice(self, x: float, y: float, side: int = 512) -> tuple[float, float]:
        """The place on the slice, of so many pixels a side, that the screen shows at this point."""
        scale = side / self.height
        return (x - self.left) * scale, y * scale

    def _letter(self, screen: Plane) -> None:
        size = self.height / 960
        rows = ("HEAD ROUTINE", "Se: 3", "120 kV", "180 mA", "4.0 mm", "Tilt 18.5", "W 80  L 40")
        for number, text in enumerate(rows):
            for x in (4, self.width - round(220 * size)):
                y = round((number + 1) * 42 * size)
                cv2.putText(screen, text, (x, y), cv2.FONT_HERSHEY_SIMPLEX, size, 230, 1, cv2.LINE_AA)
        cv2.putText(
            screen, "R", (self.left + 6, self.height // 2), cv2.FONT_HERSHEY_SIMPLEX, 2 * size, 255, 2
        )
        ruler = self.left + self.height - 12
        cv2.line(screen, (ruler, self.height // 4), (ruler, 3 * self.height // 4), 255, 1)


VGA = Screen(640, 480)
HD = Screen(1280, 720)
BARE = Screen(512, 512, lettered=False)
