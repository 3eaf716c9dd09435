"""How fast a publisher may send: the REMB estimate, seeded high and followed down."""

from __future__ import annotations

from aiortc.rate import RemoteBitrateEstimator

_MIN_BPS = 100_000
#: abs-send-time has 18 fractional bits in 24; aiortc's estimator wants them as they come.


class PublisherBandwidth:
    """Wraps aiortc's delay-based estimator (draft-ietf-rmcat-gcc-02).

    A publisher's sending rate follows REMB. Led by the estimator alone it crept up for ten seconds; seeded
    with a generous value it is at full rate after one, and the estimator pulls it down if need be.
    """

    def __init__(self, *, seed_bps: int, max_bps: int) -> None:
        self._estimator = RemoteBitrateEstimator()
        self._estimator.rate_control.set_estimate(seed_bps, 0)
        self._seed = seed_bps
        self._max = max_bps
        self._estimate: int | None = None

    def receive(self, abs_send_time: bytes, size: int, ssrc: int, now: float) -> bool:
        """Take a packet; True when the estimate fell so far that the publisher should hear of it at once."""
        if len(abs_send_time) != 3:
            return False
        before = self.bps
        sent = int.from_bytes(abs_send_time, "big")
        update = self._estimator.add(int(now * 1000), sent, size, ssrc)
        if update is not None:
            self._estimate = update[0]
        return self.bps < before * 0.97

    @property
    def bps(self) -> int:
        """The bitrate to allow, bit/s."""
        estimate = self._seed if self._estimate is None else self._estimate
        return max(_MIN_BPS, min(estimate, self._max))
