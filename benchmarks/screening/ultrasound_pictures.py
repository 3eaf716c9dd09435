"""Real ultrasound pictures at the size of a console's stream, and the dark regions that they really show.

Which dark regions there are was drawn by hand as ellipses by someone who is no radiologist: globes, optic
nerves, heart chambers, vessels and the phantom's targets. Marks on them are neither hits nor false marks of
what is put into the pictures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path

import av
import cv2
import numpy as np

from analysis.findings import Finding, Kind
from analysis.frame import Plane, frame_of
from analysis.ultrasound.sector import Mask, SectorSettings, find_sector
from benchmarks.screening.data import as_bgr, real_pictures
from imaging.pixels.render import draw
from imaging.pixels.source import open_source

WIDTH, HEIGHT = 640, 480
"""What pictures are reduced to fit into."""

DARK_KINDS = frozenset({Kind.ANECHOIC, Kind.HYPOECHOIC})


@dataclass(frozen=True, slots=True)
class Dark:
    """An upright ellipse in pixels of the reduced picture."""

    x: float
    y: float
    across: float
    """Half of its width."""
    down: float
    """Half of its height."""

    def holds(self, x: float, y: float) -> bool:
        return ((x - self.x) / self.across) ** 2 + ((y - self.y) / self.down) ** 2 <= 1


@dataclass(frozen=True, slots=True)
class Source:
    """One frame of a file below the data's folder `us_cine`."""

    name: str
    path: str
    frame: int = 0
    dark: tuple[Dark, ...] = ()


_CHAMBERS = (Dark(310, 310, 60, 70), Dark(220, 293, 62, 58), Dark(312, 180, 45, 85), Dark(215, 205, 35, 55))
_GLOBE = Dark(294, 168, 132, 120)

SOURCES = (
    Source(
        "phantom",
        "stills/sonoque_anechoic-3mm-3mm.dcm",
        dark=(
            Dark(260, 193, 18, 16),
            Dark(434, 192, 18, 16),
            Dark(233, 347, 42, 40),
            Dark(361, 342, 42, 40),
            Dark(115, 343, 26, 36),
        ),
    ),
    Source("butterfly, start", "butterfly-ocular-phantom.mp4", 0, (Dark(182, 188, 92, 86),)),
    Source(
        "butterfly, nerve",
        "butterfly-ocular-phantom.mp4",
        123,
        (Dark(195, 190, 92, 80), Dark(196, 318, 32, 52)),
    ),
    Source(
        "butterfly, late",
        "butterfly-ocular-phantom.mp4",
        246,
        (Dark(180, 185, 90, 82), Dark(190, 362, 25, 30)),
    ),
    Source("clarius, start", "clarius-ocular-short.mp4", 0, (_GLOBE,)),
    Source("clarius, nerve", "clarius-ocular-short.mp4", 16, (_GLOBE, Dark(292, 330, 38, 55))),
    Source("clarius, late", "clarius-ocular-short.mp4", 33, (_GLOBE, Dark(292, 350, 45, 65))),
    Source("interson", "stills/interson-image.jpg", dark=(Dark(310, 125, 75, 85), Dark(351, 232, 34, 32))),
    Source("eye", "sonosite-anon-eye1-video.mp4", dark=(Dark(370, 130, 105, 85), Dark(352, 262, 42, 40))),
    Source(
        "pancreas",
        "stills/fodicom_GH364_pancreas_jpegls.dcm",
        dark=(Dark(379, 158, 75, 22), Dark(375, 284, 38, 14)),
    ),
    Source("elbow", "stills/US-YBR_FULL_422-EVRLE.dcm"),
    Source("echo", "echo_acuson_65f_DIRW0007.dcm", 0, _CHAMBERS),
    Source("echo, later", "echo_acuson_65f_DIRW0007.dcm", 30, _CHAMBERS),
    Source(
        "small echo",
        "echo_sonosite_30f_examples_ybr_color.dcm",
        0,
        (Dark(178, 105, 30, 35), Dark(175, 153, 28, 25)),
    ),
)


@dataclass(frozen=True, slots=True)
class Cine:
    """A whole file below the data's folder `us_cine`, as a console would show it."""

    name: str
    path: str
    interval_s: float = 1 / 30
    """From frame to frame."""


CINES = (
    Cine("echo", "echo_acuson_65f_DIRW0007.dcm", 1 / 54),
    Cine("small echo", "echo_sonosite_30f_examples_ybr_color.dcm"),
    Cine("butterfly", "butterfly-ocular-phantom.mp4", 1 / 12.7),
    Cine("clarius", "clarius-ocular-short.mp4", 1 / 25),
    Cine("eye", "sonosite-anon-eye1-video.mp4"),
)
"""The echo's header times play it at half speed: by its ECG's cursor and its burned-in 61 beats a minute it
was taken at 54 frames a second."""

STILLS = tuple(
    Cine(name, f"stills/{file}")
    for name, file in (
        ("phantom", "sonoque_anechoic-3mm-3mm.dcm"),
        ("interson", "interson-image.jpg"),
        ("pancreas", "fodicom_GH364_pancreas_jpegls.dcm"),
        ("elbow", "US-YBR_FULL_422-EVRLE.dcm"),
        ("lymph node, power Doppler", "examples_jpeg2k.dcm"),
        ("obstetric, nearly black", "examples_palette.dcm"),
    )
)


def folder() -> Path:
    """Where the pictures lie."""
    return real_pictures() / "us_cine"


@cache
def picture(source: Source) -> Plane:
    """BGR, at most 640 x 480, sides even; not to be changed."""
    return _read(folder() / source.path, source.frame, source.frame + 1)[0]


def pictures(cine: Cine) -> Sequence[Plane]:
    """All frames, as `picture` gives one."""
    return _read(folder() / cine.path, 0, None)


def _read(path: Path, first: int, last: int | None) -> Sequence[Plane]:
    if path.suffix == ".mp4":
        with av.open(path) as container:
            frames = islice(container.decode(video=0), first, last)
            return [fitted(np.asarray(frame.to_ndarray(format="bgr24"), np.uint8)) for frame in frames]
    if path.suffix == ".dcm":
        source = open_source(path)
        return [fitted(as_bgr(draw(source, number))) for number in range(source.frame_count)[first:last]]
    return [fitted(np.asarray(cv2.imread(str(path), cv2.IMREAD_COLOR), np.uint8))]


def fitted(large: Plane) -> Plane:
    """Reduced to fit, never enlarged."""
    height, width = large.shape[:2]
    scale = min(WIDTH / width, HEIGHT / height, 1.0)
    size = (int(width * scale) // 2 * 2, int(height * scale) // 2 * 2)
    return np.asarray(cv2.resize(large, size, interpolation=cv2.INTER_AREA), np.uint8)


@cache
def whole_field(source: Source) -> Mask:
    """The picture's scan field, 255 inside; not to be changed."""
    shown = picture(source)
    sector = find_sector(frame_of(shown, 0.0), SectorSettings())
    if sector is None:
        raise ValueError(f"no field in {source.name}")
    mask = np.zeros(shown.shape[:2], np.uint8)
    cv2.fillPoly(mask, [np.rint(np.array(sector.outline)).astype(np.int32)], 255)
    return mask


def field_without_dark(source: Source) -> Mask:
    """The scan field without the dark regions that the picture really shows."""
    mask = whole_field(source).copy()
    for dark in source.dark:
        axes = (round(dark.across), round(dark.down))
        cv2.ellipse(mask, (round(dark.x), round(dark.y)), axes, 0, 0, 360, 0, -1)
    return mask


def middle(finding: Finding) -> tuple[float, float]:
    """Of the outline's points."""
    points = np.array(finding.outline)
    return float(points[:, 0].mean()), float(points[:, 1].mean())


def on_real(finding: Finding, source: Source) -> bool:
    """Whether the middle of a mark lies in a dark region that the picture really shows."""
    return any(dark.holds(*middle(finding)) for dark in source.dark)
