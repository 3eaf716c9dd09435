"""How much each point of an X-ray picture looks like the middle of a dark tube, and how wide that tube is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from analysis.frame import Plane

Field = NDArray[np.float32]
Indices = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class TubeSettings:
    """Widths looked for, in pixels of the reduced picture, and what a tube has to be like."""

    sigmas: tuple[float, ...] = (1.0, 1.5, 2.2, 3.2)
    """Scales of the Gaussian; a tube answers most at the scale of half its radius times the root of two."""
    roundness: float = 0.5
    """Frangi's beta: how strongly what is bent along its length as well (a blob) is held back."""
    offset: float = 12.0
    """Grey levels added before the logarithm, so that the noise of black areas is not blown up."""


@dataclass(frozen=True, slots=True)
class Tubes:
    """What the filter says of each pixel of the reduced picture; all of shape (height, width), float32."""

    strength: Field
    """Depth of the tube in units of the logarithm of grey (X-ray attenuation), 0 where there is none."""
    sigma: Field
    """The scale at which it answered most, in pixels."""
    attenuation: Field
    """Minus the logarithm of grey: proportional to what the beam has passed (Beer and Lambert)."""


def tubes(grey: Plane, settings: TubeSettings) -> Tubes:
    """Multi-scale ridge filter on the attenuation.

    Frangi AF, Niessen WJ, Vincken KL, Viergever MA, "Multiscale vessel enhancement filtering", MICCAI 1998:
    the eigenvalues of the Hessian at several scales, normalised by the scale squared. Frangi's third factor,
    which compares with the strongest structure of the picture, is replaced by the depth itself: so strength
    means the same in every frame, whether there is contrast or not.
    """
    attenuation = attenuated(grey, settings)
    best = np.zeros(grey.shape, np.float32)
    scale = np.full(grey.shape, settings.sigmas[0], np.float32)
    for sigma in settings.sigmas:
        answer = _ridge(attenuation, sigma, settings.roundness)
        better = answer > best
        np.copyto(best, answer, where=better)
        scale[better] = sigma
    return Tubes(best, scale, attenuation)


def attenuated(grey: Plane, settings: TubeSettings) -> Field:
    """Minus the logarithm of grey, from 0 (white) upwards."""
    table = np.log((255 + settings.offset) / (np.arange(256) + settings.offset)).astype(np.float32)
    return np.asarray(cv2.LUT(grey, table), np.float32)


def directions(attenuation: Field, sigma: float, rows: Indices, columns: Indices) -> NDArray[np.float64]:
    """The unit direction along the tube at each of the pixels, either way round; shape (n, 2), x and y."""
    xx, yy, xy = (derivative[rows, columns] for derivative in _bends(attenuation, sigma))
    angle = 0.5 * np.arctan2(2 * xy, xx - yy)
    return np.stack([np.cos(angle), np.sin(angle)], axis=1).astype(np.float64)


def _ridge(attenuation: Field, sigma: float, roundness: float) -> Field:
    """Depth of tubes at one scale: the eigenvalue across, held back where there is one along."""
    xx, yy, xy = _bends(attenuation, sigma)
    middle = cv2.addWeighted(xx, 0.5, yy, 0.5, 0)
    spread = cv2.magnitude(cv2.addWeighted(xx, 0.5, yy, -0.5, 0), xy)
    across = cv2.subtract(spread, middle)  # Minus the smaller eigenvalue: positive where attenuation peaks.
    along = cv2.add(middle, spread)
    np.maximum(across, 1e-6, out=across)
    ratio = cv2.divide(along, across)
    blob = cv2.exp(cv2.multiply(ratio, ratio, scale=-1 / (2 * roundness**2)))
    return np.asarray(cv2.multiply(across, blob), np.float32)


def _bends(attenuation: Field, sigma: float) -> tuple[Field, Field, Field]:
    """The Hessian at one scale, normalised by the scale squared: its elements xx, yy and xy."""
    smooth, slope, bend = _kernels(sigma)
    pairs = ((bend, smooth), (smooth, bend), (slope, slope))
    xx, yy, xy = (
        np.asarray(
            cv2.sepFilter2D(attenuation, cv2.CV_32F, of_x, of_y, borderType=cv2.BORDER_REPLICATE), np.float32
        )
        for of_x, of_y in pairs
    )
    return xx, yy, xy


@lru_cache(maxsize=16)
def _kernels(sigma: float) -> tuple[Field, Field, Field]:
    """The Gaussian and its derivatives times sigma and sigma squared, three sigmas to each side."""
    reach = int(np.ceil(3 * sigma))
    x = np.arange(-reach, reach + 1, dtype=np.float64)
    bell = np.exp(-(x**2) / (2 * sigma**2))
    bell /= bell.sum()
    slope = -x / sigma * bell
    bend = (x**2 / sigma**2 - 1) * bell
    bend -= bend.mean()  # A flat picture has no ridge, however short the kernel.
    return bell.astype(np.float32), slope.astype(np.float32), bend.astype(np.float32)
