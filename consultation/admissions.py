"""Lines that stay open, each held by the credential that let it in: when that ends, so does the line."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

_LATE_S = 0.1
"""Timers run by another clock than expiry: whoever is asked anew is to have expired for certain."""


class CredentialKind(StrEnum):
    """What somebody may be let in by."""

    SESSION = "session"
    TOKEN = "token"
    GUEST = "guest"


@dataclass(frozen=True, slots=True)
class Credential:
    """A session, API token or guest's cookie; `id` is that of its row."""

    kind: CredentialKind
    id: str
    expires_at: datetime | None
    """None for what holds until it is revoked."""


@dataclass(slots=True, eq=False)
class _Line:
    credential: Credential
    on_end: Callable[[], None]
    expiry: asyncio.TimerHandle | None = None


class Admissions:
    """The open lines of this process, and whose end has still to be noticed in the rooms of the engine."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._lines: set[_Line] = set()
        self._ended: set[Credential] = set()
        self._news = asyncio.Event()

    def hold(self, credential: Credential, on_end: Callable[[], None]) -> Callable[[], None]:
        """Call `on_end` once the credential has ended; what is returned forgets the line."""
        line = _Line(credential, on_end)
        if credential.expires_at is not None:
            left_s = (credential.expires_at - self._now()).total_seconds()
            loop = asyncio.get_running_loop()
            line.expiry = loop.call_later(max(left_s, 0.0) + _LATE_S, self.end, [credential])
        self._lines.add(line)
        return lambda: self._forget(line)

    def held(self) -> frozenset[Credential]:
        """By which the open lines were let in."""
        return frozenset(line.credential for line in self._lines)

    def end(self, credentials: Iterable[Credential]) -> None:
        """These hold no longer: tell their lines."""
        ended = frozenset(credentials)
        for line in [line for line in self._lines if line.credential in ended]:
            self._forget(line)
            line.on_end()
        self._ended |= ended
        if ended:
            self._news.set()

    def ended(self) -> frozenset[Credential]:
        """Those that ended here, until `settle` says that nothing is left of them."""
        return frozenset(self._ended)

    def settle(self, credentials: Iterable[Credential]) -> None:
        self._ended.difference_update(credentials)

    async def wait(self, timeout_s: float) -> None:
        """Wait until a credential ends, and not longer than `timeout_s`."""
        try:
            async with asyncio.timeout(timeout_s):
                await self._news.wait()
        except TimeoutError:
            return
        self._news.clear()

    def _forget(self, line: _Line) -> None:
        self._lines.discard(line)
        if line.expiry is not None:
            line.expiry.cancel()
