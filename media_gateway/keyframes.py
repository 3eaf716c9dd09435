"""When to ask for a key frame: at once for a newcomer, coalesced in a storm, again until it comes."""

from __future__ import annotations

#: Seconds between requests that viewers' losses cause.
_STORM_INTERVAL_S = 0.5
#: Seconds between requests for newcomers: about one answer's travel time, so that one frame serves a crowd.
_NEWCOMER_INTERVAL_S = 0.15
#: Seconds after which a wanted key frame that did not come is asked for again.
_RETRY_S = 0.4


class KeyFrameRequests:
    """Decides for one layer; the caller sends the PLI when told to."""

    def __init__(self) -> None:
        self._asked = float("-inf")
        self._pending = False

    def ask(self, now: float, *, newcomer: bool = False) -> bool:
        """Someone needs a key frame; True to send a request now, else `due` will say so later."""
        interval = _NEWCOMER_INTERVAL_S if newcomer else _STORM_INTERVAL_S
        if now - self._asked < interval:
            self._pending = True
            return False
        self._sent(now)
        return True

    def due(self, now: float, *, wanted: bool) -> bool:
        """Called regularly; `wanted` while a subscription still waits for this layer."""
        since = now - self._asked
        if (self._pending and since >= _STORM_INTERVAL_S) or (wanted and since >= _RETRY_S):
            self._sent(now)
            return True
        return False

    def arrived(self) -> None:
        """A key frame came: requests that were held back are answered by it."""
        self._pending = False

    def _sent(self, now: float) -> None:
        self._asked = now
        self._pending = False
