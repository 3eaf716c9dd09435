"""How a picture is to be encoded: codec, bitrate, simulcast and what gives way first, chosen from its
size."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

REFERENCE_PIXELS_PER_S = 640 * 480 * 30
REFERENCE_BPS = 2_000_000
"""Twice the 1 Mbit/s below which 640 x 480 ultrasound at 30 frames/s loses speckle texture."""
GROWTH = 0.6
"""Bitrate grows slower than the number of pixels, as larger pictures hold more redundancy: full HD at 30
frames/s comes to 6.3 Mbit/s, within the 3 to 8 that it wants."""
LOWEST_BPS, HIGHEST_BPS = 1_000_000, 10_000_000

SIMULCAST_FROM_PIXELS = 960 * 540
"""From here on a lower layer halves each side and still shows a heart; below, it would be a thumbnail whose
encoding takes bits and processor time from the only layer that is of use."""

H264_FROM_PIXELS_PER_S = 1920 * 1080 * 30
"""At the same bitrate VP8 shows echocardiograms about 1 dB better than the SDK's H.264, which also drops
frames to hold its rate. Above full HD at 30 frames/s VP8 needs more than half a processor core; H.264 a third
less."""


class Codec(StrEnum):
    VP8 = "vp8"
    H264 = "h264"
    VP9 = "vp9"
    AV1 = "av1"


class GivesWay(StrEnum):
    """What the encoder sacrifices once the quantiser alone cannot follow the line. Never the resolution."""

    FRAME_RATE = "frame-rate"
    QUANTISER = "quantiser"


@dataclass(frozen=True, slots=True)
class EncodingChoice:
    """The technician's choices; None means: chosen from the picture."""

    codec: Codec | None = None
    bitrate_bps: int | None = None
    simulcast: bool | None = None
    gives_way: GivesWay = GivesWay.QUANTISER


@dataclass(frozen=True, slots=True)
class EncodingPlan:
    codec: Codec
    bitrate_bps: int
    max_fps: float
    simulcast: bool
    gives_way: GivesWay


def plan_encoding(choice: EncodingChoice, width: int, height: int, fps: float) -> EncodingPlan:
    """The plan for a picture of `width` x `height` pixels, `fps` times a second."""
    pixels = width * height
    return EncodingPlan(
        codec=choice.codec or (Codec.H264 if pixels * fps > H264_FROM_PIXELS_PER_S else Codec.VP8),
        bitrate_bps=choice.bitrate_bps or recommended_bps(pixels * fps),
        # A source faster than it says must not be thinned out by the encoder.
        max_fps=max(30.0, math.ceil(fps)),
        simulcast=(pixels >= SIMULCAST_FROM_PIXELS) if choice.simulcast is None else choice.simulcast,
        gives_way=choice.gives_way,
    )


def recommended_bps(pixels_per_s: float) -> int:
    """Upper limit of the bitrate, in bit/s, for that many pixels a second; rounded to 10 kbit/s."""
    wanted = REFERENCE_BPS * math.pow(pixels_per_s / REFERENCE_PIXELS_PER_S, GROWTH)
    return int(round(min(HIGHEST_BPS, max(LOWEST_BPS, wanted)), -4))
