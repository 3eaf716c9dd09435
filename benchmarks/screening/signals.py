"""Which defects of the signal are found: each put into real cines, as they are and through H.264 at 1 Mbit/s.

python -m benchmarks.screening.signals
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from analysis.detectors.signal import Settings, Signal
from analysis.findings import Kind
from analysis.frame import Frame, Plane, frame_of
from benchmarks.report import Row, machine, table
from benchmarks.screening.data import as_bgr
from benchmarks.screening.lossy import through_video
from benchmarks.screening.stenoses import run
from benchmarks.screening.ultrasound_pictures import CINES, pictures

BITS_PER_S = 1_000_000
FRAMES = 60
"""So much of a cine is taken."""
FPS = 25.0

Pictures = Sequence[Plane]


@dataclass(frozen=True, slots=True)
class Defect:
    """What is done to a cine, and what is to be found then."""

    name: str
    expected: Kind | None
    apply: Callable[[Pictures], Pictures]
    fps: float = FPS


def woven(shown: Pictures) -> Pictures:
    """Even rows of each picture with the odd rows of the next: both fields of an interlaced source."""
    combed = [picture.copy() for picture in shown[:-1]]
    for picture, later in zip(combed, shown[1:], strict=True):
        picture[1::2] = later[1::2]
    return combed


def brighter(factor: float) -> Callable[[Pictures], Pictures]:
    """All levels times a factor, cut off at white."""
    return lambda shown: [np.asarray(cv2.convertScaleAbs(one, alpha=factor), np.uint8) for one in shown]


def pillarboxed(shown: Pictures) -> Pictures:
    """Stretched to 4:3 and set into 16:9 between black bars."""
    fitted = [cv2.resize(one, (640, 480), interpolation=cv2.INTER_AREA) for one in shown[:10]]
    return [
        np.asarray(cv2.copyMakeBorder(one, 0, 0, 106, 106, cv2.BORDER_CONSTANT), np.uint8) for one in fitted
    ]


DEFECTS = (
    Defect("untouched", None, lambda shown: shown),
    Defect("stopped for 6 s", Kind.FROZEN, lambda shown: [*shown[:10], *[shown[10]] * 150]),
    Defect("gain x 2", Kind.SATURATED, brighter(2.0)),
    Defect("gain x 4", Kind.SATURATED, brighter(4.0)),
    Defect("fields woven", Kind.INTERLACED, woven),
    Defect("sent at 6 frames/s", Kind.LOW_FRAME_RATE, lambda shown: shown, 6.0),
    Defect(
        "each frame five times", Kind.LOW_FRAME_RATE, lambda shown: [one for one in shown for _ in range(5)]
    ),
    Defect("bars at both sides", Kind.WRONG_ASPECT, pillarboxed),
)


def rows() -> list[Row]:
    """One row for each cine and defect."""
    cines = {cine.name: (pictures(cine)[:FRAMES], "US") for cine in CINES}
    angiogram = [as_bgr(one) for one in run()[:FRAMES]]
    cines["angiogram"] = (angiogram, "XA")
    return [
        Row(
            f"{name}, {defect.name}",
            _seen(defect, shown, modality, coded=False),
            peer=_seen(defect, shown, modality, coded=True),
        )
        for name, (shown, modality) in cines.items()
        for defect in DEFECTS
    ]


def _seen(defect: Defect, shown: Pictures, modality: str, *, coded: bool) -> str:
    """In words: on how many frames what was put in was found, and what else was said."""
    signal = Signal(Settings.for_modality(modality))
    counts: Counter[Kind] = Counter()
    frames = _frames(defect, defect.apply(shown), coded=coded)
    for frame in frames:
        counts.update(finding.kind for finding in signal.detect(frame))
    hits = counts.pop(defect.expected, 0) if defect.expected else 0
    wrong = "".join(f", false {kind} on {count}" for kind, count in counts.items())
    what = "" if defect.expected is None else f"found on {hits}, " if hits else "missed, "
    return f"{what}{len(frames)} frames{wrong}"


def _frames(defect: Defect, shown: Pictures, *, coded: bool) -> list[Frame]:
    decoded = [one.bgr for one in through_video(shown, bit_rate=BITS_PER_S)] if coded else shown
    return [frame_of(one, number / defect.fps, number) for number, one in enumerate(decoded)]


def main() -> None:
    print(machine())
    print("seen: as it is; peer: through H.264")
    print(table(rows()))


if __name__ == "__main__":
    main()
