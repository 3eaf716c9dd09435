"""From a frame to the input tensor of a model, and from places in that tensor back to the frame. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from analysis.frame import Frame, Plane
from analysis.models.engine import Tensor
from analysis.models.manifest import Input


@dataclass(frozen=True, slots=True)
class Placement:
    """Where the frame lies in the input: frame = (input - offset) / scale, in pixels, for each axis."""

    scale_x: float
    scale_y: float
    left: int
    top: int
    width: int
    """Of the frame within the input; the rest of the input are bars."""
    height: int

    def on_frame(self, x: float, y: float) -> tuple[float, float]:
        return (x - self.left) / self.scale_x, (y - self.top) / self.scale_y


class Preprocess:
    """Makes the tensors of one model."""

    def __init__(self, wanted: Input) -> None:
        self._wanted = wanted

    def placement(self, width: int, height: int) -> Placement:
        """Of frames of this size: as large as fits and in the middle, or stretched to the input's size."""
        wanted = self._wanted
        fitted_width, fitted_height = wanted.width, wanted.height
        if wanted.fit == "letterbox":
            scale = min(wanted.width / width, wanted.height / height)
            fitted_width, fitted_height = max(round(width * scale), 1), max(round(height * scale), 1)
        return Placement(
            fitted_width / width,
            fitted_height / height,
            (wanted.width - fitted_width) // 2,
            (wanted.height - fitted_height) // 2,
            fitted_width,
            fitted_height,
        )

    def tensor(self, frame: Frame, placement: Placement) -> Tensor:
        """Shape and type as the manifest says; contiguous."""
        wanted = self._wanted
        values = np.asarray(cv2.LUT(self._placed(frame, placement), self._table), np.float32)
        cells = values.reshape(wanted.height, wanted.width, wanted.channels)
        if wanted.layout == "NCHW":
            cells = cells.transpose(2, 0, 1)
        return np.ascontiguousarray(cells[np.newaxis], np.dtype(wanted.type))

    def _placed(self, frame: Frame, placement: Placement) -> Plane:
        wanted = self._wanted
        picture = frame.grey if wanted.colour == "grey" else frame.bgr
        size = (placement.width, placement.height)
        if size != (frame.width, frame.height):
            reduced = placement.scale_x < 1 or placement.scale_y < 1
            # Averaging over a cell keeps fine speckle from turning into false edges.
            how = cv2.INTER_AREA if reduced else cv2.INTER_LINEAR
            picture = np.asarray(cv2.resize(picture, size, interpolation=how), np.uint8)
        if wanted.colour == "rgb":
            picture = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), np.uint8)
        if size == (wanted.width, wanted.height):
            return picture
        placed = np.full((wanted.height, wanted.width, *picture.shape[2:]), wanted.fill, np.uint8)
        rows = slice(placement.top, placement.top + placement.height)
        placed[rows, placement.left : placement.left + placement.width] = picture
        return placed

    @cached_property
    def _table(self) -> Tensor:
        """The 256 values that a pixel can become, for each channel; for `cv2.LUT`."""
        wanted = self._wanted
        pixels = np.arange(256, dtype=np.float64)[:, np.newaxis]
        if wanted.type != "uint8":
            pixels = (pixels * wanted.scale - np.array(wanted.mean)) / np.array(wanted.std)
        table = np.broadcast_to(pixels, (256, wanted.channels)).astype(np.float32)
        return table.reshape(1, 256, wanted.channels)
