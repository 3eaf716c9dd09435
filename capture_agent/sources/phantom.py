"""`test:[WIDTHxHEIGHT@FPS]`: a moving ultrasound phantom with a clock, for trying out a line without a
console.

A fan of speckle with a beating, dark ventricle in it, as an echocardiogram has, and this machine's clock as
text; the machine-readable code of `timecode` is drawn over it unless `?timecode=0`.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Generator
from datetime import datetime

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from capture_agent.errors import ConfigError
from capture_agent.pacing import Timeline
from capture_agent.picture import BT601_MATRICES, Picture
from capture_agent.sources.base import play
from capture_agent.sources.spec import SourceSpec

DEFAULT_SIZE, DEFAULT_FPS = (640, 480), 30.0
SMALLEST, LARGEST = 128, 4096
LOOP_FRAMES = 30
"""One heart beat; drawn once and then repeated, so that the phantom costs next to nothing."""
SEED = 7

_WHERE = re.compile(r"(?:(\d+)x(\d+))?(?:@(\d+(?:\.\d+)?))?")

Luma = NDArray[np.uint8]


class PhantomSource:
    def __init__(self, spec: SourceSpec) -> None:
        match = _WHERE.fullmatch(spec.where)
        width, height = (int(match[1]), int(match[2])) if match and match[1] else DEFAULT_SIZE
        self._fps = float(match[3]) if match and match[3] else DEFAULT_FPS
        sizes_fit = all(SMALLEST <= side <= LARGEST and side % 2 == 0 for side in (width, height))
        if match is None or not sizes_fit or not 1 <= self._fps <= 120:
            raise ConfigError(
                f"source test:{spec.where}: write test:WIDTHxHEIGHT@FPS, e.g. test:640x480@30, with even "
                f"sides of {SMALLEST} to {LARGEST} and 1 to 120 frames a second"
            )
        self._width, self._height = width, height
        self.label = f"test:{width}x{height}@{self._fps:g}"
        self.timecode = spec.flag("timecode", default=True)

    def pictures(self, stop: threading.Event) -> Generator[Picture]:
        beat = draw_beat(self._width, self._height)
        neutral = np.full((self._height // 2, self._width), 128, np.uint8)
        for index, now in play(Timeline([1.0 / self._fps] * LOOP_FRAMES), stop):
            i420 = np.concatenate((beat[index], neutral))
            draw_clock(i420[: self._height], datetime.now().astimezone())
            frame = av.VideoFrame.from_ndarray(i420, format="yuv420p")
            frame.colorspace = BT601_MATRICES[0]
            yield Picture(frame, now, self._fps)


def draw_beat(width: int, height: int) -> list[Luma]:
    """The luma of one heart beat."""
    # A fan from the top centre, 70 degrees wide.
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    across, down = (x - width / 2) / height, (y - height * 0.1) / height
    depth, angle = np.hypot(across, down), np.arctan2(across, np.maximum(down, 1e-6))
    fan = (depth < 0.85) & (np.abs(angle) < np.deg2rad(35)) & (down > 0)
    speckle = _speckle(width, height)
    frames = []
    for number in range(LOOP_FRAMES):
        beat = 0.5 - 0.5 * np.cos(2 * np.pi * number / LOOP_FRAMES)
        # Tissue moves along the beam by a tenth of the depth's speckle; the ventricle narrows by a third.
        tissue = np.roll(speckle, round(height * 0.02 * beat), axis=0)
        ventricle = (across / (0.13 * (1 - 0.33 * beat))) ** 2 + (
            (down - 0.45) / (0.2 * (1 - 0.2 * beat))
        ) ** 2
        brightness = np.where(ventricle < 1, 0.12, 1.0) * np.exp(-0.8 * depth)
        frames.append(np.where(fan, 16 + 200 * brightness * tissue, 16).clip(16, 235).astype(np.uint8))
    return frames


def _speckle(width: int, height: int) -> NDArray[np.float32]:
    """Fully developed speckle: the magnitude of complex Gaussian noise (Rayleigh), low-passed to a resolution
    cell."""
    noise = np.random.default_rng(SEED).standard_normal((2, height, width)).astype(np.float32)
    real, imaginary = (cv2.GaussianBlur(part, (0, 0), sigmaX=2.0, sigmaY=1.0) for part in noise)
    magnitude = np.hypot(real, imaginary)
    speckle: NDArray[np.float32] = (magnitude / np.percentile(magnitude, 99)).clip(0, 1).astype(np.float32)
    return speckle


def draw_clock(luma: Luma, now: datetime) -> None:
    """Writes `now` to the millisecond along the bottom edge, in place."""
    text = now.strftime("%H:%M:%S.") + f"{now.microsecond // 1000:03d}"
    scale = luma.shape[1] / 640
    at = (round(12 * scale), luma.shape[0] - round(14 * scale))
    cv2.putText(
        luma, text, at, cv2.FONT_HERSHEY_SIMPLEX, 0.9 * scale, 235, max(1, round(2 * scale)), cv2.LINE_AA
    )
