"""Thin bright lines in an ultrasound picture, brought out with their directions.

By the second derivative across them (C. Steger, "An unbiased detector of curvilinear structures", IEEE Trans
Pattern Anal Mach Intell 1998;20(2):113-125).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from analysis.ultrasound.sector import Mask

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Ridges:
    """All of one shape."""

    height: Floats
    """How much brighter each pixel is than both sides, in grey values; 0 where nothing is searched."""
    normal: Floats
    """The angle in radians of the line's normal, which has no sense: one of two opposite ones."""
    cosine: Floats
    sine: Floats
    """Of twice the normal's angle, times the height: so opposite normals are one, and means can be taken."""
    searched: Mask
    """0 where no line is looked for."""

    def facing(self, normal: float) -> Floats:
        """The height of lines with this normal; those across it count as negative."""
        return np.asarray(
            cv2.addWeighted(self.cosine, math.cos(2 * normal), self.sine, math.sin(2 * normal), 0), np.float32
        )


def ridges(grey: Floats, thickness: float, searched: Mask) -> Ridges:
    """`thickness` is the standard deviation of the line's profile, in pixels."""
    smooth = cv2.GaussianBlur(grey, (0, 0), thickness)
    xx = cv2.Sobel(smooth, cv2.CV_32F, 2, 0, ksize=3, scale=0.25)
    yy = cv2.Sobel(smooth, cv2.CV_32F, 0, 2, ksize=3, scale=0.25)
    xy = cv2.Sobel(smooth, cv2.CV_32F, 1, 1, ksize=3, scale=0.25)
    half, difference = (xx + yy) / 2, (xx - yy) / 2
    root = np.sqrt(difference * difference + xy * xy)
    across, along = half - root, half + root
    # Along a line the picture hardly bends; at a spot it bends both ways.
    height = np.maximum(-across - np.abs(along), 0) * np.float32(thickness**2)
    height[(across >= 0) | (searched == 0)] = 0
    # The normal lies where the picture bends most: the axis of the smaller eigenvalue.
    share = height / np.maximum(root, np.float32(1e-6))
    normal = np.asarray(0.5 * np.arctan2(-xy, -difference), np.float32)
    cosine, sine = (np.asarray(part * share, np.float32) for part in (-difference, -xy))
    return Ridges(height, normal, cosine, sine, searched)
