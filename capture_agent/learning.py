"""Learns a layout from a running source, and draws what would be masked for a person to look at."""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from PIL import Image, ImageDraw

from capture_agent.errors import SourceError
from capture_agent.geometry import Rect
from capture_agent.layout import Cells, LayoutError, Thumbnailer, learned
from capture_agent.profiles import Profile, ProfileError
from capture_agent.sources import Source
from capture_agent.text_regions import Pixels, text_regions

MOST_PICTURES = 300
"""Cells of so many are kept: ten seconds at 30 pictures a second."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What was seen of a source: the newest picture, RGB, and the cells of all."""

    picture: Pixels
    cells: tuple[Cells, ...]


def take_sample(source: Source, seconds: float) -> Sample:
    """The pictures of the next `seconds` of the source's time. Raises SourceError."""
    thumbnailer, cells = Thumbnailer(), list[Cells]()
    newest: av.VideoFrame | None = None
    first_s = 0.0
    with closing(source.pictures(threading.Event())) as pictures:
        for picture in pictures:
            if newest is not None and (picture.frame.width, picture.frame.height) != (
                newest.width,
                newest.height,
            ):
                raise SourceError(f"{source.label} changed its size while it was looked at; try again")
            first_s = picture.captured_s if newest is None else first_s
            newest = picture.frame
            cells.append(thumbnailer.cells(newest))
            if picture.captured_s - first_s >= seconds or len(cells) >= MOST_PICTURES:
                break
    if newest is None:
        raise SourceError(f"no picture from {source.label}")
    return Sample(np.asarray(newest.to_ndarray(format="rgb24"), np.uint8), tuple(cells))


def learn_profile(
    device: str, sample: Sample, masks: Sequence[Rect] | None = None, varying: Sequence[Rect] = ()
) -> Profile:
    """A profile that nobody has confirmed yet. `masks`: None proposes all text that is seen.

    Raises ProfileError when the layout cannot be told from others.
    """
    height, width = sample.picture.shape[:2]
    chosen = text_regions(sample.picture) if masks is None else list(masks)
    try:
        layout = learned(sample.cells, width, height, [*chosen, *varying])
    except LayoutError as error:
        raise ProfileError(str(error)) from error
    return Profile.of(device, layout, chosen, varying)


def write_preview(path: Path, picture: Pixels, profile: Profile) -> None:
    """The picture with its masks outlined in red and varying fields in blue, as a PNG for its owner alone.

    The masks are not filled: whoever confirms has to see what they hide. Raises ProfileError.
    """
    image = Image.fromarray(picture)
    draw = ImageDraw.Draw(image)
    _outline(draw, (mask.rect() for mask in profile.masks), (255, 0, 0))
    _outline(draw, (field.rect() for field in profile.varying), (0, 120, 255))
    content = io.BytesIO()
    image.save(content, "PNG")
    try:
        path.unlink(missing_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content.getvalue())
    except OSError as error:
        raise ProfileError(f"cannot write the preview {path}: {error.strerror}") from error


def _outline(draw: ImageDraw.ImageDraw, rects: Iterable[Rect], colour: tuple[int, int, int]) -> None:
    for rect in rects:
        draw.rectangle((rect.x, rect.y, rect.right - 1, rect.bottom - 1), outline=colour, width=2)
