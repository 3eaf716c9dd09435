"""Tokens taken back: who was removed from a room does not come in again with one from before."""

from __future__ import annotations

#: Removals remembered; past that the oldest is forgotten.
_REMEMBERED = 10_000


class Revocations:
    """Unix times (whole seconds, as in tokens) up to which tokens of an identity for a room are void."""

    def __init__(self) -> None:
        self._void_until: dict[tuple[str, str], int] = {}

    def revoke(self, room: str, identity: str, until: int) -> None:
        """Void the tokens issued up to and in the second `until`."""
        until = max(until, self._void_until.pop((room, identity), 0))
        self._void_until[room, identity] = until
        if len(self._void_until) > _REMEMBERED:
            del self._void_until[next(iter(self._void_until))]

    def revoked(self, room: str, identity: str, issued: float) -> bool:
        """Whether a token issued then (its `nbf`, 0 without) was taken back."""
        return issued <= self._void_until.get((room, identity), -1)
