"""Frames a second and core of each detector, on real pictures at two sizes, beside FFmpeg's signal checks.

Processor time is measured, not time on the clock: other programs of the machine do not count.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import av
import av.filter
import cv2
import numpy as np

from analysis import catalogue
from analysis.detector import Detector
from analysis.frame import Frame, Plane
from benchmarks.report import Row
from benchmarks.screening import layouts
from benchmarks.screening.data import as_bgr, real_pictures
from benchmarks.screening.head_slices import BRAIN_WINDOWS, Screen, read_slice
from benchmarks.screening.lossy import through_video
from core.detectors import BY_MODALITY
from imaging.pixels.render import draw
from imaging.pixels.source import open_source

SIZES = ((640, 480), (1280, 720))
FRAMES = 120
GOAL = 30.0
"""Frames a second and core at the smaller size, of signal, privacy profile and ultrasound together."""

PEER_FILTERS = (("blackdetect", ""), ("freezedetect", "n=0.001:d=2"), ("idet", ""))
"""What FFmpeg offers: black, frozen, interlaced."""


def rows() -> list[Row]:
    cv2.setNumThreads(1)
    data = real_pictures()
    found = []
    for width, height in SIZES:
        echo = _echo(data, width, height)
        pictures: Mapping[str, Sequence[Frame]] = {
            "signal": echo,
            "ultrasound": echo,
            "head-ct": _head(data, width, height),
            "angiography": _angiogram(data, width, height),
        }
        per_frame = {name: _cost(_make(name), frames) for name, frames in pictures.items()}
        size = f"{width} x {height}"
        for name, cost in per_frame.items():
            peer = f"FFmpeg's {_peer_rate(echo):.0f}" if name == "signal" else ""
            found.append(Row(f"{name}, {size}, frames/s and core", f"{1 / cost:.0f}", peer=peer))
        masked = 1 / layouts.frames_per_second(width, height)
        found.append(Row(f"privacy profile, {size}, frames/s and core", f"{1 / masked:.0f}"))
        together = per_frame["signal"] + per_frame["ultrasound"] + masked
        goal = f"{GOAL:.0f}" if (width, height) == SIZES[0] else ""
        found.append(
            Row(
                f"signal + privacy profile + ultrasound, {size}, frames/s and core",
                f"{1 / together:.0f}",
                goal,
            )
        )
        reading = _cost(_make("privacy"), echo[:3])
        found.append(Row(f"reading text, {size}, s a picture (beside the frames)", f"{reading:.2f}"))
    return found


def _make(name: str) -> Detector:
    modality = next((one for one, names in BY_MODALITY.items() if name in names), "US")
    (detector,) = catalogue.make([name], modality, {})
    return detector


def _cost(detector: Detector, frames: Sequence[Frame]) -> float:
    """Processor seconds a frame, after the first ones, which find out what the picture is like."""
    warm = min(len(frames) // 4, 10)
    for frame in frames[:warm]:
        detector.detect(frame)
    began = time.process_time()
    for frame in frames[warm:]:
        detector.detect(frame)
    return (time.process_time() - began) / (len(frames) - warm)


def _peer_rate(frames: Sequence[Frame]) -> float:
    graph = av.filter.Graph()
    first = frames[0]
    last = graph.add(
        "buffer", f"video_size={first.width}x{first.height}:pix_fmt=yuv420p:time_base=1/30:pixel_aspect=1/1"
    )
    for name, arguments in (*PEER_FILTERS, ("buffersink", "")):
        step = graph.add(name, arguments) if arguments else graph.add(name)
        last.link_to(step)
        last = step
    graph.configure()
    began = time.process_time()
    for number, frame in enumerate(frames):
        picture = av.VideoFrame.from_ndarray(frame.i420, format="yuv420p")
        picture.pts = number
        graph.vpush(picture)
        with suppress(BlockingIOError):  # some need the next frame first
            graph.vpull()
    return len(frames) / (time.process_time() - began)


def _echo(data: Path, width: int, height: int) -> Sequence[Frame]:
    return _cine(data / "us_cine" / "echo_acuson_65f_DIRW0007.dcm", width, height)


def _angiogram(data: Path, width: int, height: int) -> Sequence[Frame]:
    return _cine(data / "xa_fluoro" / "xa_coronary_rca_96f_HasFragmentSequence.dcm", width, height)


def _cine(path: Path, width: int, height: int) -> Sequence[Frame]:
    source = open_source(path)
    drawn = [draw(source, number) for number in range(source.format.frames)]
    shown = (_on_screen(drawn[number % len(drawn)], width, height) for number in range(FRAMES))
    return list(through_video(shown))


def _head(data: Path, width: int, height: int) -> Sequence[Frame]:
    """Leafed through, four frames a slice."""
    folder = data / "ct_head" / "ge_infarct"
    slices = [BRAIN_WINDOWS[0].grey(read_slice(folder, number).values) for number in range(1, 29)]
    screen = Screen(width, height)
    return list(through_video(screen.show(slices[number // 4 % len(slices)]) for number in range(FRAMES)))


def _on_screen(drawn: Plane, width: int, height: int) -> Plane:
    """As a console shows it: as large as fits, in the middle, on black."""
    picture = as_bgr(drawn)
    scale = min(width / picture.shape[1], height / picture.shape[0])
    fitted = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    screen = np.zeros((height, width, 3), np.uint8)
    top, left = (height - fitted.shape[0]) // 2, (width - fitted.shape[1]) // 2
    screen[top : top + fitted.shape[0], left : left + fitted.shape[1]] = fitted
    return screen
