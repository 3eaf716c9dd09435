"""Sign-in sessions: opened with a password, found by the cookie, ended by expiry, sign-out or lock-out."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from core import audit
from core.accounts import Person, person
from core.audit import Action, Event
from core.models import Session, User
from core.opaque import SecretHasher, new_secret

_KEEP_ENDED = timedelta(days=1)
"""Rows of ended sessions are of no use after this; the audit log keeps what happened."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A new session. `secret` goes into the cookie and is stored nowhere."""

    secret: str
    person: Person


class Sessions:
    """Opens, finds and ends sessions. `lifetime` counts from signing in, used or not."""

    def __init__(self, hasher: SecretHasher, lifetime: timedelta) -> None:
        self._hasher = hasher
        self.lifetime = lifetime

    async def open(self, session: AsyncSession, user: User, *, address: str, now: datetime) -> Opened:
        """Open a session for a user whose password was right, and clear away old ones."""
        secret = new_secret("cs")
        await session.execute(delete(Session).where(Session.expires_at < now - _KEEP_ENDED))
        session.add(
            Session(
                token_hash=self._hasher(secret),
                user_id=user.id,
                created_at=now,
                expires_at=now + self.lifetime,
                address=address[:64],
            )
        )
        audit.record(session, Event(now, f"user:{user.name}", Action.SIGN_IN, address=address))
        return Opened(secret, person(user))

    async def find(self, session: AsyncSession, secret: str, now: datetime) -> Person | None:
        """Who is signed in with this cookie; None if nobody (any more)."""
        row = await self._row(session, secret, now)
        return None if row is None else person(row.user)

    async def close(self, session: AsyncSession, secret: str, *, address: str, now: datetime) -> None:
        """Sign out; nothing happens if the session has already ended."""
        row = await self._row(session, secret, now)
        if row is None:
            return
        row.revoked_at = now
        audit.record(session, Event(now, f"user:{row.user.name}", Action.SIGN_OUT, address=address))

    async def _row(self, session: AsyncSession, secret: str, now: datetime) -> Session | None:
        row = await session.scalar(select(Session).where(Session.token_hash == self._hasher(secret)))
        if row is None or row.revoked_at is not None or row.expires_at <= now or row.user.disabled_at:
            return None
        return row
