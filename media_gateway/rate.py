"""A bitrate over a sliding window."""

from __future__ import annotations

_BUCKETS = 10
_BUCKET_S = 0.1


class RateMeter:
    """Bytes over the last second, in steps of 100 ms."""

    __slots__ = ("_buckets", "_index", "_total")

    def __init__(self) -> None:
        self._buckets = [0] * _BUCKETS
        self._index = 0
        self._total = 0

    def add(self, size: int, now: float) -> None:
        """Count `size` bytes at `now` (seconds)."""
        self._advance(now)
        self._buckets[self._index % _BUCKETS] += size
        self._total += size

    def bytes_per_second(self, now: float) -> int:
        """Bytes counted in the second before `now`."""
        self._advance(now)
        return self._total

    def bits_per_second(self, now: float) -> int:
        return 8 * self.bytes_per_second(now)

    def _advance(self, now: float) -> None:
        index = int(now / _BUCKET_S)
        for passed in range(self._index + 1, min(index, self._index + _BUCKETS) + 1):
            self._total -= self._buckets[passed % _BUCKETS]
            self._buckets[passed % _BUCKETS] = 0
        if index > self._index + _BUCKETS:
            self._total = 0
            self._buckets = [0] * _BUCKETS
        self._index = max(index, self._index)
