"""Where the real pictures lie that measurements use, and how they are shown to detectors."""

from __future__ import annotations

import os
from pathlib import Path

import cv2
import numpy as np

from analysis.frame import Plane


def real_pictures() -> Path:
    """The folder of sample images (its MANIFEST.md says what each is)."""
    return Path(os.environ.get("CONSILIUM_TEST_DATA", Path(__file__).parents[3] / "shared" / "data"))


def as_bgr(drawn: Plane) -> Plane:
    """A drawn DICOM picture, grey or RGB, in OpenCV's order of colours."""
    code = cv2.COLOR_GRAY2BGR if drawn.ndim == 2 else cv2.COLOR_RGB2BGR
    return np.asarray(cv2.cvtColor(drawn, code), np.uint8)
