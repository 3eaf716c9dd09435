"""Gaps in a received stream: which sequence numbers to ask for, when, and how often."""

from __future__ import annotations

from dataclasses import dataclass

#: A wider gap is a new beginning, not a loss worth repairing.
MAX_GAP = 400
_MAX_MISSING = 1000
_MAX_TRIES = 8
#: Seconds before the second request; each later one waits half as long again.
_FIRST_RETRY_S = 0.06
_RETRY_GROWTH = 1.5


@dataclass(slots=True)
class _Missing:
    due: float
    delay: float = _FIRST_RETRY_S
    tries: int = 0


class GapTracker:
    """Fed with extended sequence numbers (they do not wrap) in order of arrival."""

    def __init__(self) -> None:
        self.highest: int | None = None
        self._missing: dict[int, _Missing] = {}

    def receive(self, sequence: int, now: float) -> bool:
        """Note an arrival; False for a duplicate, or for one no longer waited for."""
        if self.highest is None:
            self.highest = sequence
            return True
        if sequence <= self.highest:
            return self._missing.pop(sequence, None) is not None
        if sequence - self.highest > MAX_GAP:
            self._missing.clear()
        else:
            for lost in range(self.highest + 1, sequence):
                self._missing[lost] = _Missing(now)
            while len(self._missing) > _MAX_MISSING:
                self._missing.pop(next(iter(self._missing)))
        self.highest = sequence
        return True

    def due(self, now: float) -> list[int]:
        """Sequence numbers to ask for now, ascending; those asked for in vain too often are given up."""
        asked: list[int] = []
        for sequence, entry in list(self._missing.items()):
            if entry.due > now:
                continue
            if entry.tries >= _MAX_TRIES:
                del self._missing[sequence]
                continue
            entry.tries += 1
            entry.due = now + entry.delay
            entry.delay *= _RETRY_GROWTH
            asked.append(sequence)
        return asked

    @property
    def waiting(self) -> bool:
        """Whether anything is missing."""
        return bool(self._missing)
