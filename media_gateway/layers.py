"""Which simulcast layers fit a subscriber's bandwidth: pure decisions, time passed in.

Downwards the REMB is believed: it falls within a second. Upwards it says little, as a receiver never
estimates more than 1.5 times what it gets; so after a quiet while a higher limit is simply tried, each time
after a longer pause when the try failed.
"""

from __future__ import annotations

from collections.abc import Sequence

#: The estimate must fall below this share of what is sent, for so long, before layers are taken away.
_CONGESTED_SHARE = 0.9
_CONGESTED_S = 0.6
#: A receiver that sees its queue grow lowers its estimate by at least this much; one that merely gets more
#: than before raises it, if slowly. Only a fall in the last seconds tells congestion from the latter.
_FALL_SHARE = 0.97
_FALL_COUNTS_S = 1.5
#: Share of the estimate given to the layers, the rest is for audio and retransmissions.
_USABLE_SHARE = 0.9
#: The estimate carries more than the limit clearly: by this factor, for so long.
_CLEARLY = 1.2
_CLEARLY_S = 5.0
#: A try raises the limit by this factor, about the step from one simulcast layer to the next: a line that
#: carries the middle layer is not filled with the highest.
_TRY_FACTOR = 3
_UNLIMITED_BPS = 50_000_000
_FIRST_TRY_S = 15.0
_LONGEST_TRY_S = 240.0


def allocate(limit_bps: int, demands: Sequence[Sequence[int]]) -> list[int]:
    """Choose a layer for each subscription.

    `demands` holds the bitrates (bit/s) of each subscription's layers up to the wanted one, lowest first.
    Returns indices into them. Nobody gets less than the lowest layer; then all are raised in turn while the
    sum stays within the limit.
    """
    chosen = [0] * len(demands)
    left = limit_bps - sum(rates[0] for rates in demands if rates)
    raised = True
    while raised:
        raised = False
        for index, rates in enumerate(demands):
            above = chosen[index] + 1
            if above < len(rates) and rates[above] - rates[above - 1] <= left:
                left -= rates[above] - rates[above - 1]
                chosen[index] = above
                raised = True
    return chosen


class Congestion:
    """Derives the bitrate limit of one subscriber from its REMBs."""

    def __init__(self) -> None:
        #: Bit/s that video may take, None while nothing is congested.
        self.limit_bps: int | None = None
        self._congested_since: float | None = None
        self._clear_since: float | None = None
        self._estimate_bps: int | None = None
        self._fell = float("-inf")
        self._changed = float("-inf")
        self._tried = float("-inf")
        self._pause = _FIRST_TRY_S

    def estimate(self, remb_bps: int, sending_bps: int, now: float) -> None:
        """Take a REMB together with what was sent in the last second."""
        if self._estimate_bps is not None and remb_bps < _FALL_SHARE * self._estimate_bps:
            self._fell = now
        self._estimate_bps = remb_bps
        if remb_bps < _CONGESTED_SHARE * sending_bps:
            self._clear_since = None
            if now - self._fell > _FALL_COUNTS_S:
                self._congested_since = None  # never measured so high yet, as after a switch upwards
                return
            if self._congested_since is None:
                self._congested_since = now
            if now - self._congested_since >= _CONGESTED_S:
                self._reduce(int(remb_bps * _USABLE_SHARE), now)
            return
        self._congested_since = None
        if self.limit_bps is not None:
            self._consider_raising(remb_bps, now)

    def starved(self, sending_bps: int, now: float) -> None:
        """Retransmissions used up their budget: the path loses more than it carries."""
        if now - self._changed >= _CONGESTED_S:
            self._reduce(int(sending_bps * _USABLE_SHARE * 0.7), now)

    def _reduce(self, limit_bps: int, now: float) -> None:
        if now - self._tried < _CLEARLY_S:
            self._pause = min(2 * self._pause, _LONGEST_TRY_S)  # the last try failed
        self.limit_bps = limit_bps
        self._changed = now
        self._congested_since = None

    def _consider_raising(self, remb_bps: int, now: float) -> None:
        assert self.limit_bps is not None
        if remb_bps < _CLEARLY * self.limit_bps:
            self._clear_since = None
        elif self._clear_since is None:
            self._clear_since = now
        elif now - self._clear_since >= _CLEARLY_S:
            self.limit_bps = int(remb_bps * _USABLE_SHARE)
            self._clear_since = None
        if now - self._changed >= self._pause:
            limit_bps = _TRY_FACTOR * self.limit_bps
            self.limit_bps = limit_bps if limit_bps < _UNLIMITED_BPS else None
            self._changed = self._tried = now
