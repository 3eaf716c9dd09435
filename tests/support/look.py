"""How a test looks at a picture in a page and compares it with what was sent."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from playwright.async_api import Page

Picture = NDArray[np.uint8]

GRAB = """
(selector) => {
  const video = document.querySelector(selector);
  if (!video || video.readyState < 2 || !video.videoWidth) return null;
  const canvas = document.createElement('canvas');
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext('2d').drawImage(video, 0, 0);
  return canvas.toDataURL('image/png').split(',')[1];
}
"""


async def grab(page: Page, selector: str) -> Picture | None:
    """What a <video> shows now, H x W x 3 RGB; None while it shows nothing."""
    data = await page.evaluate(GRAB, selector)
    if data is None:
        return None
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(data))).convert("RGB"))


@dataclass(frozen=True, slots=True)
class Match:
    """The frame of a cine that a picture looks most like, and how much (dB)."""

    frame: int
    psnr: float


def best_match(picture: Picture, frames: NDArray[np.uint8]) -> Match:
    """Compares luma with every frame of `frames` (N x H x W x 3 RGB) at the frames' own size."""
    height, width = frames.shape[1:3]
    scaled = np.asarray(
        Image.fromarray(picture).resize((width, height), Image.Resampling.BOX).convert("L"), float
    )
    luma = np.stack([np.asarray(Image.fromarray(frame).convert("L"), float) for frame in frames])
    errors = ((luma - scaled) ** 2).mean(axis=(1, 2))
    best = int(errors.argmin())
    return Match(best, float(10 * np.log10(255**2 / max(errors[best], 1e-9))))
