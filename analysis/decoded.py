"""Frames as the `livekit` SDK decodes them, made into those that detectors get."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from livekit import rtc

from analysis.frame import FULL_RANGE, Frame, frame_of


@dataclass(frozen=True, slots=True)
class Arrival:
    """One decoded frame and what came with it; `arrived_s` is this machine's monotonic clock."""

    frame: Frame
    captured_ms: float | None
    """Server's clock; None where the source does not tell."""
    arrived_s: float


def arrival(event: rtc.VideoFrameEvent, arrived_s: float, now_s: float) -> Arrival:
    """`now_s`, the server's clock as far as it is known here, stands in where the frame tells no time."""
    metadata = event.metadata
    told = metadata is not None and metadata.user_timestamp != 0
    captured_s = metadata.user_timestamp / 1_000_000 if metadata is not None and told else now_s
    frame_id = metadata.frame_id if metadata is not None and metadata.frame_id != 0 else None
    frame = _frame(event.frame, captured_s, frame_id)
    return Arrival(frame, captured_s * 1000 if told else None, arrived_s)


def _frame(picture: rtc.VideoFrame, captured_s: float, frame_id: int | None) -> Frame:
    width, height = picture.width, picture.height
    if picture.type != rtc.VideoBufferType.I420:
        picture = picture.convert(rtc.VideoBufferType.I420)
    planes = np.frombuffer(picture.data, np.uint8)
    if width % 2 == 0 and height % 2 == 0:
        return Frame(
            planes[: width * height * 3 // 2].reshape(-1, width), width, height, captured_s, frame_id
        )
    # Chroma of an odd picture is rounded up, which OpenCV does not take: a grey one serves the detectors.
    luma = planes[: width * height].reshape(height, width)
    return frame_of(np.asarray(cv2.LUT(luma, FULL_RANGE), np.uint8), captured_s, frame_id)
