"""Who watches which console: leases kept alive by a beat, without I/O and without comparing clocks.

Workers may run on several machines whose clocks disagree. So a lease has no time of expiry: its holder
raises a number, and whoever has seen that number stand still for long enough, by their own clock, takes over.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

STANDS_STILL_S = 2.0
"""A holder beats twice a second; one that has missed four beats is dead. With the look that notices it
and the time to join the room, a console is watched again in some three seconds, on a busy machine in five."""


@dataclass(frozen=True, slots=True)
class Lease:
    """One lease as it stands in the database."""

    room: str
    worker: str
    beat: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What a worker wants to do to the leases."""

    renew: tuple[Lease, ...]
    release: tuple[Lease, ...]
    take_over: tuple[Lease, ...]
    """Dead workers' leases, as they were when they stood still."""
    claim: tuple[str, ...]
    """Rooms without any lease."""

    @property
    def idle(self) -> bool:
        return not (self.renew or self.release or self.take_over or self.claim)


class LeaseWatch:
    """What one worker knows of everybody's leases."""

    def __init__(self, worker: str, most: int) -> None:
        """`most`: so many consoles this worker takes, and no more."""
        self._worker = worker
        self._most = most
        self._seen: Mapping[str, tuple[Lease, float]] = {}

    def plan(self, leases: Iterable[Lease], on_air: Collection[str], now: float) -> Plan:
        """What to do, `now` being seconds of this machine's monotonic clock."""
        present = {lease.room: lease for lease in leases}
        self._seen = {room: (lease, self._since(lease, now)) for room, lease in present.items()}
        mine = [lease for lease in present.values() if lease.worker == self._worker]
        renew = tuple(lease for lease in mine if lease.room in on_air)
        release = tuple(lease for lease in mine if lease.room not in on_air)
        room_for = max(self._most - len(renew), 0)
        dead = [lease for lease in present.values() if lease.room in on_air and self._dead(lease, now)]
        take_over = tuple(dead[:room_for])
        free = [room for room in sorted(on_air) if room not in present]
        # One at a look: workers that start together share the consoles between them.
        claim = tuple(free[: min(room_for - len(take_over), 1)])
        return Plan(renew, release, take_over, claim)

    def _since(self, lease: Lease, now: float) -> float:
        before = self._seen.get(lease.room)
        return before[1] if before is not None and before[0] == lease else now

    def _dead(self, lease: Lease, now: float) -> bool:
        return lease.worker != self._worker and now - self._seen[lease.room][1] >= STANDS_STILL_S
