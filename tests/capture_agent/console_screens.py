"""Screens of an imaginary ultrasound console, drawn: settings around a moving scan, and a patient's name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from capture_agent.geometry import Rect
from capture_agent.layout import Thumbnailer, learned
from capture_agent.picture import Picture
from capture_agent.profiles import Profile

WIDTH, HEIGHT = 640, 480
NAME = Rect(10, 4, 300, 24)
"""Where the console writes who the patient is."""
SCAN = Rect(170, 60, 300, 380)

Pixels = NDArray[np.uint8]


def scan_screen(number: int, name: str = "DOE, JANE", *, value: int = 61) -> Pixels:
    """Picture `number` of a running scan, RGB."""
    picture = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    _write(picture, name, (NAME.x + 4, NAME.y + 18))
    for row, text in enumerate(("Gain 45 dB", "Depth 12 cm", "MI 0.8", "FR 46 Hz", "Abdomen", "THI on")):
        _write(picture, text, (500, 90 + 26 * row))
    _write(picture, f"HR {value}", (500, 330))
    cv2.rectangle(picture, (4, 60), (150, 300), (90, 90, 90), 2)
    random = np.random.default_rng(number)
    picture[SCAN.y : SCAN.bottom, SCAN.x : SCAN.right] = random.integers(
        20, 160, (SCAN.height, SCAN.width, 1), np.uint8
    )
    return picture


def patient_list() -> Pixels:
    """Another layout of the same console: names everywhere."""
    picture = np.full((HEIGHT, WIDTH, 3), 40, np.uint8)
    for row in range(14):
        _write(picture, f"{row:04d}  DOE, JANE {row}  1976-06-{row + 1:02d}", (30, 40 + 30 * row))
    return picture


def with_dialog(picture: Pixels) -> Pixels:
    """A window that opened over the settings."""
    out = picture.copy()
    cv2.rectangle(out, (430, 200), (630, 300), (200, 200, 200), -1)
    cv2.putText(out, "DOE, JANE?", (440, 250), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (0, 0, 0), 1)
    return out


def with_moved_name(picture: Pixels) -> Pixels:
    """The console writes the name where no mask is."""
    out = picture.copy()
    _write(out, "DOE, JANE 1976", (20, 470))
    return out


def scan_profile(*, masks: tuple[Rect, ...] = (NAME,)) -> Profile:
    """Learned from a second of the scan; nobody has confirmed it."""
    thumbnailer = Thumbnailer()
    cells = [thumbnailer.cells(as_frame(scan_screen(number))) for number in range(30)]
    return Profile.of("Echo", learned(cells, WIDTH, HEIGHT, masks), masks)


def as_frame(pixels: Pixels) -> av.VideoFrame:
    return av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format="rgb24")


def as_picture(pixels: Pixels, captured_s: float) -> Picture:
    return Picture(as_frame(pixels), captured_s, 30.0)


def recorded(path: Path, screens: Sequence[Pixels]) -> Path:
    """A lossless video of the screens, 30 a second."""
    with av.open(path, "w") as container:
        stream = container.add_stream("ffv1", rate=30)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for screen in screens:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(screen, format="rgb24")))
        container.mux(stream.encode(None))
    return path


def _write(picture: Pixels, text: str, at: tuple[int, int]) -> None:
    cv2.putText(picture, text, at, cv2.FONT_HERSHEY_SIMPLEX, 0.55, (220, 220, 220), 1, cv2.LINE_AA)
