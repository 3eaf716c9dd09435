"""Reads the lines of text in a picture: RapidOCR with the PP-OCRv6 models of its wheel, Chinese and Latin.

Text is found by differentiable binarisation (Liao et al., "Real-time scene text detection with differentiable
binarization", AAAI 2020) and read by a network with CTC output, both run by ONNX Runtime.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from rapidocr import RapidOCR
from rapidocr.utils.output import RapidOCROutput

from analysis.frame import Plane
from analysis.privacy.fields import Line


@dataclass(frozen=True, slots=True)
class ReaderSettings:
    """The defaults are those that the published figures were made with."""

    search_side: int = 960
    """Longest side in pixels of what text is searched in; larger pictures are reduced for it."""
    read_side: int = 1920
    """Longest side of what found text is read from."""
    least_confidence: float = 0.4
    """Of the reading; below it a box holds texture rather than text."""
    least_box: float = 0.5
    """Of the search."""


class Reader:
    """One at a time, from any thread: the networks are shared by all consoles of a process."""

    def __init__(self, settings: ReaderSettings) -> None:
        self._lock = threading.Lock()
        self._engine = RapidOCR(
            params={
                # The library's warnings only say that a picture holds no text.
                "Global.log_level": "error",
                # Screens of devices are upright: no search for lines that stand on their heads.
                "Global.use_cls": False,
                "Global.max_side_len": settings.read_side,
                "Global.text_score": settings.least_confidence,
                "Det.limit_type": "max",
                "Det.limit_side_len": settings.search_side,
                "Det.box_thresh": settings.least_box,
                "EngineConfig.onnxruntime.intra_op_num_threads": 1,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            }
        )

    def read(self, bgr: Plane) -> Sequence[Line]:
        """The lines in a picture of shape (height, width, 3)."""
        with self._lock:
            found = self._engine(bgr)
        if not isinstance(found, RapidOCROutput) or found.boxes is None or not found.txts:
            return ()
        return [
            _line(corners, text, confidence)
            for corners, text, confidence in zip(found.boxes, found.txts, found.scores or (), strict=True)
        ]


@cache
def reader(settings: ReaderSettings) -> Reader:
    """The process's one reader with these settings: its networks take 130 MB and half a second to load."""
    return Reader(settings)


def _line(corners: np.ndarray, text: str, confidence: float) -> Line:
    left, top = corners.min(axis=0)
    right, bottom = corners.max(axis=0)
    return Line(float(left), float(top), float(right), float(bottom), text, float(confidence))
