"""Numbers for forwarded packets without the holes that dropped padding packets leave.

Where RTX is not negotiated, publishers send bandwidth probes as padding on the media stream itself. They are
not forwarded; forwarded packets must still be numbered without holes, else subscribers ask for each of them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque

#: Dropped packets remembered, to number packets that arrive late.
_REMEMBERED = 512


class Numbering:
    """Maps extended sequence numbers to forwarded numbers."""

    def __init__(self) -> None:
        self._highest = -1
        self._dropped = 0
        self._recent: deque[int] = deque(maxlen=_REMEMBERED)

    def assign(self, sequence: int, *, empty: bool) -> int | None:
        """The number under which a packet goes on, None for one to drop.

        An empty packet that fills a hole late keeps its number: the ones after it are numbered already.
        """
        if sequence > self._highest:
            self._highest = sequence
            if empty:
                self._dropped += 1
                self._recent.append(sequence)
                return None
            return sequence - self._dropped
        if len(self._recent) == _REMEMBERED and sequence < self._recent[0]:
            return None
        later = len(self._recent) - bisect_right(self._recent, sequence)
        return sequence - self._dropped + later
