"""The counters behind `GatewayMetrics`, shared by the files that count."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Counters:
    """Totals since the gateway opened."""

    packets_in: int = 0
    bytes_in: int = 0
    packets_out: int = 0
    bytes_out: int = 0
    sends: int = 0
    segmented_sends: int = 0
    nacks_in: int = 0
    nacks_out: int = 0
    retransmitted: int = 0
    plis_in: int = 0
    plis_out: int = 0
    dropped: Counter[str] = field(default_factory=Counter)  # by reason
