"""How well a device profile holds: what of a changed screen it notices, and what it costs per picture.

    python -m benchmarks.screening.layouts

The layout is learned from the first frames of a real echocardiogram whose texts that tell of the patient are
masked. Then one line of text is put into a later frame: where the layout is compared, as when a device writes
a name in another place, or within the scan, which no layout can compare.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import av
import cv2
import numpy as np

from analysis.frame import Plane
from benchmarks.report import Row, table
from benchmarks.screening.data import as_bgr, real_pictures
from benchmarks.screening.lossy import through_video
from benchmarks.screening.text_pictures import Box, plant
from capture_agent.geometry import Framing, Rect
from capture_agent.layout import ACROSS, DOWN, Cells, Chosen, Fingerprint, Thumbnailer, learned
from capture_agent.picture import Picture, Preparer
from capture_agent.profile_files import ProfileFolder, path_of, write_profile
from capture_agent.profiles import Profile
from capture_agent.withholding import ProfileGuard
from imaging.pixels.render import draw
from imaging.pixels.source import open_source

SEEDS = range(200)
HEIGHTS_PX = (8, 12, 16, 24)
CONTRASTS = (30, 60, 100, 180)
LEARNED_FROM = 25
"""Frames; one heart beat and a half."""
VARYING = (Rect(27, 396, 330, 60),)
"""The ECG, whose sweep takes longer than the recording."""
MASKS = (Rect(0, 0, 200, 36), Rect(490, 0, 86, 50), Rect(440, 76, 60, 22))
SIZES = {"640x480": (640, 480), "1280x720": (1280, 720)}
SPEED_FRAMES = 300


@dataclass(frozen=True, slots=True)
class Change:
    """One seed: a line of text of this height and contrast, and whether the layout was another one by it."""

    height: int
    contrast: int
    compared: bool
    noticed: bool


@cache
def cine() -> tuple[Plane, ...]:
    """The echocardiogram, BGR."""
    source = open_source(real_pictures() / "us_cine/echo_acuson_65f_DIRW0007.dcm")
    return tuple(as_bgr(draw(source, number)) for number in range(65))


def cells_of(picture: Plane) -> Cells:
    return Thumbnailer().cells(av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="bgr24"))


@cache
def layout() -> Fingerprint:
    height, width = cine()[0].shape[:2]
    return learned([cells_of(one) for one in cine()[:LEARNED_FROM]], width, height, (*MASKS, *VARYING))


def change(seed: int, *, compared: bool) -> Change:
    """Places are drawn until one lies, to nine tenths or more, where cells are compared or are not."""
    random = np.random.default_rng((11, seed))
    height = HEIGHTS_PX[seed % len(HEIGHTS_PX)]
    contrast = CONTRASTS[seed // len(HEIGHTS_PX) % len(CONTRASTS)]
    base = cine()[int(random.integers(LEARNED_FROM, len(cine())))]
    for _ in range(400):
        changed, planted = plant(base, [height], [contrast], random)
        if planted and _fits(planted[0].box, layout().compared if compared else ~layout().compared):
            return Change(height, contrast, compared, not layout().matches(cells_of(changed)))
    raise ValueError(f"no place for seed {seed}")


def _fits(box: Box, chosen: Chosen) -> bool:
    height, width = cine()[0].shape[:2]
    left, right = int(box[0] * ACROSS / width), int(np.ceil(box[2] * ACROSS / width))
    top, bottom = int(box[1] * DOWN / height), int(np.ceil(box[3] * DOWN / height))
    return float(chosen[top:bottom, left:right].mean()) >= 0.9


def change_rows(seeds: Sequence[int] = SEEDS) -> list[Row]:
    rows = []
    for compared, where in ((True, "around the scan"), (False, "in the scan, a mask or a varying field")):
        changes = [change(seed, compared=compared) for seed in seeds]
        rows.append(Row(f"a line of text {where} is noticed", _share(changes)))
        for height in HEIGHTS_PX:
            by_contrast = (
                _share([one for one in changes if (one.height, one.contrast) == (height, contrast)])
                for contrast in CONTRASTS
            )
            rows.append(Row(f"  {height} px, contrast {CONTRASTS}", "  ".join(by_contrast)))
    return rows


def _share(changes: Sequence[Change]) -> str:
    return f"{sum(one.noticed for one in changes)}/{len(changes)}"


def steady_rows() -> list[Row]:
    """Frames of the same recording that are taken for another layout, which would be withheld for nothing."""
    height, width = cine()[0].shape[:2]
    rows = [Row("cells compared", f"{np.count_nonzero(layout().compared)} of {ACROSS * DOWN}")]
    for name, kept in (("as recorded", None), ("H.264", "libx264"), ("VP8", "libvpx")):
        frames = list(cine()) if kept is None else [one.bgr for one in through_video(cine(), kept)]
        cells = [cells_of(one) for one in frames]
        fitted = learned(cells[:LEARNED_FROM], width, height, (*MASKS, *VARYING))
        wrong = sum(not fitted.matches(one) for one in cells[LEARNED_FROM:])
        rows.append(Row(f"same screen taken for another, {name}", f"{wrong}/{len(cells) - LEARNED_FROM}"))
    return rows


def frames_per_second(width: int, height: int, pixel_format: str = "yuyv422") -> float:
    """Pictures a second and core that a profile with three masks decides on, before they are prepared."""
    with _bench(width, height, pixel_format) as (guard, _, frame):
        return _rate(lambda number: guard.masks(Picture(frame, number / 30, 30.0)))


def prepared_per_second(width: int, height: int, pixel_format: str = "yuyv422") -> float:
    """The same with masks drawn and the picture converted for the encoder, which the agent does anyway."""
    with _bench(width, height, pixel_format) as (guard, preparer, frame):

        def step(number: int) -> None:
            picture = Picture(frame, number / 30, 30.0)
            masks = guard.masks(picture)
            if masks is not None:
                preparer.prepare(picture, masks)

        return _rate(step)


@contextmanager
def _bench(
    width: int, height: int, pixel_format: str
) -> Iterator[tuple[ProfileGuard, Preparer, av.VideoFrame]]:
    """A guard, a preparer, and a picture that the guard knows."""
    shown = np.asarray(cv2.resize(cine()[0], (width, height)), np.uint8)
    frame = av.VideoFrame.from_ndarray(shown, format="bgr24").reformat(format=pixel_format)
    masks = [Rect(0, 0, width // 3, height // 12), Rect(width - 100, 0, 100, 50), Rect(9, 400, 90, 20)]
    profile = Profile.of("console", learned([Thumbnailer().cells(frame)], width, height, masks), masks)
    with tempfile.TemporaryDirectory() as name:
        path = Path(name)
        write_profile(path_of(path, "console"), profile.confirmed_by("benchmark", date(2026, 1, 1)))
        yield ProfileGuard(ProfileFolder(path), send_unknown=False), Preparer(Framing()), frame


def _rate(step: Callable[[int], object]) -> float:
    """Steps a second of processor time, once the layout is released."""
    warm_up = 40
    for number in range(warm_up):
        step(number)
    began = time.process_time()
    for number in range(warm_up, warm_up + SPEED_FRAMES):
        step(number)
    return SPEED_FRAMES / (time.process_time() - began)


def speed_rows() -> list[Row]:
    return [
        Row(
            f"profile, {size}, {pixel_format}",
            f"{frames_per_second(*SIZES[size], pixel_format):.0f} frames/s per core",
            peer=f"with masks and conversion {prepared_per_second(*SIZES[size], pixel_format):.0f}",
        )
        for size in SIZES
        for pixel_format in ("yuyv422", "yuv420p", "bgr0")
    ]


def rows(seeds: Sequence[int] = SEEDS) -> list[Row]:
    """The tables' rows."""
    return [*change_rows(seeds), *steady_rows(), *speed_rows()]


def main() -> None:
    print(table(rows()))


if __name__ == "__main__":
    main()
