"""Connection quality: what the gateway measured on a link, as LiveKit's grades. No I/O."""

from livekit.protocol.models import ConnectionQuality

from media_gateway import LinkQuality

#: Score (1 bad .. 5 perfect) at and above which a link is excellent, and good.
_EXCELLENT = 4.1
_GOOD = 3.0

#: What loss, delay and jitter take away, in points: 5 % loss alone costs 1.5, a round trip of 400 ms 1.
_POINTS_PER_LOSS = 30.0
_POINTS_PER_RTT_S = 3.3
_FREE_RTT_S = 0.1
_POINTS_PER_JITTER_S = 10.0
_FREE_JITTER_S = 0.03


def score(link: LinkQuality) -> float:
    """Between 1 (unusable) and 5 (nothing to notice)."""
    lost = max(link.loss_up, link.loss_down) * _POINTS_PER_LOSS
    late = max(0.0, (link.rtt_s or 0.0) - _FREE_RTT_S) * _POINTS_PER_RTT_S
    uneven = max(0.0, link.jitter_s - _FREE_JITTER_S) * _POINTS_PER_JITTER_S
    return max(1.0, 5.0 - lost - late - uneven)


def grade(points: float) -> ConnectionQuality:
    """The grade clients show."""
    if points >= _EXCELLENT:
        return ConnectionQuality.EXCELLENT
    return ConnectionQuality.GOOD if points >= _GOOD else ConnectionQuality.POOR
