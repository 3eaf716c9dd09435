"""Finds the credential that a request carries, and tells which credentials have ended."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import web
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from consultation.admissions import Credential, CredentialKind
from consultation.consultations.attendees import GUEST_COOKIE
from consultation.consultations.tables import Guest, GuestState
from consultation.problems import Problem
from consultation.requests import SESSION_COOKIE, bearer
from consultation.services import Services, services
from core.models import ApiToken, Session


@dataclass(frozen=True, slots=True)
class _Kept:
    """How credentials of one kind are kept."""

    id: InstrumentedAttribute[str]
    secret_hash: InstrumentedAttribute[Any]
    expires_at: InstrumentedAttribute[Any]
    not_revoked: ColumnElement[bool]


_KEPT: Mapping[CredentialKind, _Kept] = {
    CredentialKind.SESSION: _Kept(
        Session.id, Session.token_hash, Session.expires_at, Session.revoked_at.is_(None)
    ),
    CredentialKind.TOKEN: _Kept(
        ApiToken.id, ApiToken.token_hash, ApiToken.expires_at, ApiToken.revoked_at.is_(None)
    ),
    CredentialKind.GUEST: _Kept(
        Guest.id,
        Guest.cookie_hash,
        Guest.expires_at,
        Guest.state.in_([GuestState.WAITING, GuestState.ADMITTED]),
    ),
}


async def credential(request: web.Request, *, guest: bool) -> Credential:
    """By which this request was let in: as a guest, or as a person with an account.

    It may have ended since. Raises Problem 401 where it carries none that the house knows.
    """
    found = await find_credential(services(request), *_shown(request, guest=guest))
    if found is None:
        raise Problem(401, "not_signed_in", "Sign in first.", {"WWW-Authenticate": "Bearer"})
    return found


async def find_credential(shared: Services, kind: CredentialKind, secret: str) -> Credential | None:
    """The credential of this secret, whether it still holds or not."""
    kept = _KEPT[kind]
    wanted = select(kept.id, kept.expires_at).where(kept.secret_hash == shared.hasher(secret))
    async with shared.database.read() as session:
        found = (await session.execute(wanted)).one_or_none()
    return None if found is None else Credential(kind, found.id, found.expires_at)


async def ended(
    session: AsyncSession, credentials: Collection[Credential], now: datetime
) -> frozenset[Credential]:
    """Those that expired or were revoked, in one question for each kind."""
    holding: set[tuple[CredentialKind, str]] = set()
    for kind, kept in _KEPT.items():
        ids = {one.id for one in credentials if one.kind is kind}
        if ids:
            in_time = or_(kept.expires_at.is_(None), kept.expires_at > now)
            found = await session.scalars(select(kept.id).where(kept.id.in_(ids), kept.not_revoked, in_time))
            holding |= {(kind, one) for one in found}
    return frozenset(one for one in credentials if (one.kind, one.id) not in holding)


def _shown(request: web.Request, *, guest: bool) -> tuple[CredentialKind, str]:
    """In the order of `consultation.requests.find_person`."""
    if guest:
        return CredentialKind.GUEST, request.cookies.get(GUEST_COOKIE, "")
    if token := bearer(request):
        return CredentialKind.TOKEN, token
    return CredentialKind.SESSION, request.cookies.get(SESSION_COOKIE, "")
