"""Who shows what at the moment: the newest state of each Yjs client, never kept. No I/O, no own clock."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from consultation.board.presence import GONE
from consultation.board.protocol import ClientState

OUTDATED_S = 30.0
"""Pages repeat their state every 15 seconds (y-protocols); who was silent for this long is gone."""


@dataclass(frozen=True, slots=True)
class _Heard:
    state: ClientState
    at: float
    owner: object


class Awareness:
    """`now` is any monotonic time in seconds; an owner is whoever a client's states come from."""

    def __init__(self) -> None:
        self._heard: dict[int, _Heard] = {}

    def states(self, *, of: Collection[object] | None = None) -> Sequence[ClientState]:
        """Of everybody who is there, or of those of certain owners."""
        return [heard.state for heard in self._heard.values() if of is None or heard.owner in of]

    def get(self, client: int) -> ClientState | None:
        heard = self._heard.get(client)
        return None if heard is None else heard.state

    def owner(self, client: int) -> object:
        heard = self._heard.get(client)
        return None if heard is None else heard.owner

    def hear(self, state: ClientState, owner: object, now: float) -> bool:
        """Take `state`, unless it is not newer than what is known. Whether it was taken."""
        known = self._heard.get(state.client)
        if known is not None and not _supersedes(state, owner, known):
            return False
        if state.json == GONE:
            return self._heard.pop(state.client, None) is not None
        self._heard[state.client] = _Heard(state, now, owner)
        return True

    def forget(self, owner: object) -> Sequence[ClientState]:
        """Everything of `owner` goes; what the others are to be told."""
        return self._remove([client for client, heard in self._heard.items() if heard.owner is owner])

    def expire(self, now: float) -> Sequence[ClientState]:
        """Whoever was silent for too long goes; what the others are to be told."""
        return self._remove([client for client, heard in self._heard.items() if now - heard.at > OUTDATED_S])

    def _remove(self, clients: Iterable[int]) -> Sequence[ClientState]:
        # With the clock unchanged, as y-protocols does for others' states.
        return [ClientState(client, self._heard.pop(client).state.clock, GONE) for client in clients]


def _supersedes(state: ClientState, owner: object, known: _Heard) -> bool:
    if state.clock != known.state.clock:
        return state.clock > known.state.clock
    # An end counts at the same clock too, and so does a client that has come back by another door.
    return state.json == GONE or owner is not known.owner
