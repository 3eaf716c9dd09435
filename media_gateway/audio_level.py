"""The loudness of an audio track, smoothed, from the level each packet carries (RFC 6464)."""

from __future__ import annotations

import math

_WINDOW_S = 0.3
#: Without packets for this long the track is silent; DTX sends one each 400 ms.
_STALE_S = 0.5


class AudioLevel:
    """An exponential average of the amplitude 0..1 whose memory is about 300 ms."""

    def __init__(self) -> None:
        self._level = 0.0
        self._updated = float("-inf")

    def add(self, amplitude: float, now: float) -> None:
        """Take the amplitude of one packet."""
        elapsed = now - self._updated
        keep = math.exp(-3.0 * elapsed / _WINDOW_S) if elapsed < _STALE_S else 0.0
        self._level = amplitude + (self._level - amplitude) * keep
        self._updated = now

    def at(self, now: float) -> float:
        """The level now, 0 when nothing came lately."""
        return self._level if now - self._updated < _STALE_S else 0.0
