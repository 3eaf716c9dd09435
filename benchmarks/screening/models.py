"""How well the example of a model from outside finds its markers, and how fast it is.

    python -m benchmarks.screening models

Processor time is measured, not time on the clock: other programs of the machine do not count.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence

import cv2
import numpy as np

from analysis.detectors.model import Model
from analysis.frame import Frame, frame_of
from analysis.models.manifest import parse
from analysis.models.onnx_engine import OnnxEngine
from benchmarks.report import Row
from benchmarks.screening.lossy import through_video
from benchmarks.screening.marker_pictures import Marker, generated, with_markers
from benchmarks.screening.train_example import HEIGHT, TRY_ON, WIDTH, Example, found, train
from benchmarks.screening.ultrasound_pictures import SOURCES, Source, field_without_dark, picture

PICTURES, MARKERS = 100, 12
PLANTINGS = 10
"""Of markers into each real picture."""

SPEED_SIZES = ((640, 480), (1280, 720))
SPEED_FRAMES = 200

Trial = tuple[Frame, Sequence[Marker]]


def rows() -> Sequence[Row]:
    """Trained anew."""
    return rows_of(train())


def rows_of(example: Example) -> Sequence[Row]:
    """The table's rows."""
    cv2.setNumThreads(1)
    manifest = parse(example.manifest, "marker.toml")
    detector = Model(manifest, OnnxEngine(manifest, example.model))
    real = [frame_of(picture(source), 0.0) for source in SOURCES]
    return [
        _found(detector, "generated pictures, not learnt from", _generated()),
        _found(detector, "the same after H.264, 1.5 Mbit/s", _after_video(_generated())),
        _found(detector, f"markers put into {len(SOURCES)} real pictures", _planted()),
        _found(detector, f"the {len(SOURCES)} real pictures as they are", ((one, ()) for one in real)),
        *(_speed(detector, real, width, height) for width, height in SPEED_SIZES),
    ]


def _found(detector: Model, what: str, trials: Iterable[Trial]) -> Row:
    markers = hits = wrong = pictures = 0
    for frame, truth in trials:
        hit, missed = found(detector.detect(frame), truth)
        markers, hits, wrong, pictures = markers + len(truth), hits + hit, wrong + missed, pictures + 1
    share = f"{hits} of {markers} markers found ({hits / markers:.1%}), " if markers else ""
    return Row(what, f"{share}{wrong / pictures:.1f} false marks a picture ({pictures} pictures)")


def _generated() -> Iterator[Trial]:
    for number in range(PICTURES):
        grey, markers = generated(WIDTH, HEIGHT, MARKERS, np.random.default_rng(TRY_ON + number))
        yield frame_of(grey, 0.0), markers


def _after_video(trials: Iterable[Trial]) -> Iterator[Trial]:
    for frame, markers in trials:
        # Shown for a third of a second: the first picture of a stream is its worst.
        *_, last = through_video([frame.bgr] * 10)
        yield last, markers


def _planted() -> Iterator[Trial]:
    for number, source in enumerate(SOURCES):
        for planting in range(PLANTINGS):
            random = np.random.default_rng(TRY_ON + 1000 * number + planting)
            yield _with_markers(source, random)


def _with_markers(source: Source, random: np.random.Generator) -> Trial:
    """Markers in the tissue that the real picture shows; its own bright spots count as false marks."""
    frame = frame_of(picture(source), 0.0)
    tissue = field_without_dark(source)[: frame.height, : frame.width]
    grey, markers = with_markers(frame.grey, MARKERS // 2, random, tissue)
    return frame_of(grey, 0.0), markers


def _speed(detector: Model, real: Sequence[Frame], width: int, height: int) -> Row:
    shown = [frame_of(cv2.resize(one.bgr, (width, height)), 0.0) for one in real]
    for frame in shown:
        detector.detect(frame)
    began = time.process_time()
    for number in range(SPEED_FRAMES):
        seen = shown[number % len(shown)]
        # A frame of its own each time, which keeps no grey picture from the time before.
        detector.detect(Frame(seen.i420, width, height, number / 30))
    rate = SPEED_FRAMES / (time.process_time() - began)
    return Row(f"model:marker, {width} x {height}, frames/s and core", f"{rate:.0f}")
