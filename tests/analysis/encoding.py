"""Pictures as they come out of lossy video."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.screening.lossy import through_video
from tests.analysis.material import Picture


def through_h264(pictures: Sequence[Picture], bits_per_s: int = 1_000_000) -> list[Picture]:
    """The pictures (BGR, all of one size, odd sides cut) encoded for live sending and decoded again."""
    return [frame.bgr for frame in through_video(pictures, bit_rate=bits_per_s)]
