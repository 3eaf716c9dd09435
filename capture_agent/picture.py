"""Picture preparation: de-interlace, crop, scale and mask, from any pixel format to the I420 that encoders
take."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

import av
import av.filter
import av.video.reformatter
import numpy as np
from numpy.typing import NDArray

from capture_agent.errors import SourceError
from capture_agent.geometry import Framing, Layout, Rect, lay_out

MICROSECOND = Fraction(1, 1_000_000)

BLACK_LUMA, NEUTRAL_CHROMA = 16, 128

HD_LINES = 720
"""From here on video that does not name its colour matrix is BT.709 by convention, below it BT.601."""
UNNAMED_MATRIX = 2
BT601_MATRICES = (5, 6)
"""Matrix coefficients as ITU-T H.273, table 4, numbers them, which is what frames carry."""
FULL_RANGE = av.video.reformatter.ColorRange.JPEG


@dataclass(frozen=True, slots=True)
class Picture:
    """A frame as a source delivers it; `captured_s` is the monotonic clock's time at which it was
    captured."""

    frame: av.VideoFrame
    captured_s: float
    fps: float
    """The rate that the source says it runs at."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A picture ready to be encoded: I420, BT.601 limited range (what libwebrtc itself converts RGB to).

    `i420` has shape (height * 3 / 2, width): the luma rows, then both chroma planes, packed one after the
    other.
    """

    i420: NDArray[np.uint8]
    width: int
    height: int
    captured_s: float

    @property
    def luma(self) -> NDArray[np.uint8]:
        return self.i420[: self.height]

    @property
    def chroma(self) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        planes = self.i420[self.height :].reshape(2, self.height // 2, self.width // 2)
        return planes[0], planes[1]


class Preparer:
    """Turns source frames into prepared ones; follows a source that changes its size or pixel format."""

    def __init__(self, framing: Framing, *, deinterlace: bool = False) -> None:
        self._framing = framing
        self._deinterlace = deinterlace
        self._shape: tuple[object, ...] = ()
        self._graph: av.filter.Graph | None = None
        self._layout: Layout | None = None

    def prepare(self, picture: Picture, masks: tuple[Rect, ...] = ()) -> Prepared | None:
        """The prepared picture, or None while the de-interlacer waits for the next one (it needs both
        neighbours). `masks`, in pixels of the source's picture, are blacked out besides the framing's own.

        Raises SourceError when the configured crop does not fit the source's picture.
        """
        frame = picture.frame
        # With the masks: a picture that waits in the de-interlacer must not come out under another one's.
        shape = (frame.width, frame.height, frame.format.name, frame.color_range, frame.colorspace, masks)
        if shape != self._shape or self._layout is None:
            self._layout = self._laid_out(frame, masks)
            self._graph = self._built(frame, self._layout)
            self._shape = shape
        layout = self._layout
        captured_s = picture.captured_s
        if self._graph is not None:
            # The time travels through the graph as the frame's own, because the de-interlacer answers one
            # late.
            frame.pts, frame.time_base = round(captured_s * 1_000_000), MICROSECOND
            self._graph.vpush(frame)
            try:
                frame = self._graph.vpull()
            except BlockingIOError:
                return None
            captured_s = frame.time
        prepared = Prepared(np.asarray(frame.to_ndarray(), np.uint8), layout.width, layout.height, captured_s)
        for mask in layout.masks:
            _black_out(prepared, mask)
        return prepared

    def forget(self) -> None:
        """Lets go of a picture that waits in the de-interlacer: nothing of it may come out."""
        self._layout = self._graph = None

    def _laid_out(self, frame: av.VideoFrame, masks: tuple[Rect, ...]) -> Layout:
        framing = replace(self._framing, masks=(*self._framing.masks, *masks))
        try:
            return lay_out(framing, frame.width, frame.height)
        except ValueError as error:
            raise SourceError(str(error), permanent=True) from error

    def _built(self, frame: av.VideoFrame, layout: Layout) -> av.filter.Graph | None:
        """The filter graph for frames like this one; None where the picture already is what leaves."""
        steps = _steps(frame, layout, deinterlace=self._deinterlace)
        if not steps:
            return None
        graph = av.filter.Graph()
        last = graph.add(
            "buffer",
            f"video_size={frame.width}x{frame.height}:pix_fmt={frame.format.name}:time_base=1/1000000"
            f":pixel_aspect=1/1:range={int(frame.color_range)}:colorspace={int(frame.colorspace)}",
        )
        for name, arguments in [*steps, ("buffersink", None)]:
            step = graph.add(name, arguments)
            last.link_to(step)
            last = step
        graph.configure()
        return graph


def _steps(frame: av.VideoFrame, layout: Layout, *, deinterlace: bool) -> list[tuple[str, str]]:
    """libavfilter's filters and their arguments, in order."""
    steps = []
    if deinterlace:
        # One frame per frame and not per field: twice the rate would cost the bits that the lines need.
        steps.append(("bwdif", "mode=send_frame:deint=all"))
    crop = layout.crop
    if crop != Rect(0, 0, frame.width, frame.height):
        steps.append(("crop", f"w={crop.width}:h={crop.height}:x={crop.x}:y={crop.y}:exact=1"))
    scaled = (layout.width, layout.height) != (crop.width, crop.height)
    if scaled or frame.format.name != "yuv420p" or not _is_bt601_limited(frame):
        matrix = _input_matrix(frame)
        steps.append(
            (
                "scale",
                f"w={layout.width}:h={layout.height}:flags=bicubic"
                f"{f':in_color_matrix={matrix}' if matrix else ''}:out_color_matrix=bt601:out_range=tv",
            )
        )
        steps.append(("format", "yuv420p"))
    return steps


def _input_matrix(frame: av.VideoFrame) -> str | None:
    """The matrix to assume for YUV that names none; None leaves it to what the frame says (or to RGB's having
    none)."""
    if frame.format.is_rgb or frame.colorspace != UNNAMED_MATRIX:
        return None
    return "bt709" if frame.height >= HD_LINES else "bt601"


def _is_bt601_limited(frame: av.VideoFrame) -> bool:
    is_601 = frame.colorspace in BT601_MATRICES or _input_matrix(frame) == "bt601"
    return is_601 and frame.color_range != FULL_RANGE


def _black_out(prepared: Prepared, mask: Rect) -> None:
    prepared.luma[mask.y : mask.bottom, mask.x : mask.right] = BLACK_LUMA
    for plane in prepared.chroma:
        plane[mask.y // 2 : mask.bottom // 2, mask.x // 2 : mask.right // 2] = NEUTRAL_CHROMA
