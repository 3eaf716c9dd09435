"""Organisations and users: creating, finding and changing them. Every change is written to the audit log."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core import audit
from core.audit import Action, Event
from core.errors import AccountError
from core.models import ApiToken, Organisation, Session, User
from core.roles import Role

LANGUAGES = ("zh-CN", "en")
ORGANISATION_NAME_MAX = 200
FIRST_ORGANISATION = "本院"
"""What a site calls itself before anybody has named it: "this hospital"."""

_NAME = re.compile(r"[\w.@-]{1,64}")


@dataclass(frozen=True, slots=True)
class Person:
    """A user as the rest of the system sees one: no password, no database row."""

    id: str
    name: str
    display_name: str
    organisation_id: str
    organisation: str
    role: Role
    language: str


@dataclass(frozen=True, slots=True)
class NewUser:
    """What is needed to create a user. `password_hash` comes from `core.passwords`."""

    name: str
    display_name: str
    organisation: str
    role: Role
    password_hash: str
    language: str = LANGUAGES[0]


def person(user: User) -> Person:
    return Person(
        id=user.id,
        name=user.name,
        display_name=user.display_name,
        organisation_id=user.organisation_id,
        organisation=user.organisation.name,
        role=Role(user.role),
        language=user.language,
    )


def fold_name(name: str) -> str:
    """The form in which user names are stored and compared."""
    return name.strip().casefold()


async def organisation(session: AsyncSession, name: str, *, now: datetime, actor: str) -> Organisation:
    """The organisation of that name, created if there is none. Raises AccountError for an empty name."""
    name = name.strip()
    if not 1 <= len(name) <= ORGANISATION_NAME_MAX:
        raise AccountError("an organisation's name has 1 to 200 characters.")
    found = await session.scalar(select(Organisation).where(Organisation.name == name))
    if found is not None:
        return found
    created = Organisation(name=name, created_at=now)
    session.add(created)
    audit.record(session, Event(now, actor, Action.ORGANISATION_CREATE, target=name))
    await session.flush()
    return created


async def organisation_or_first(
    session: AsyncSession, name: str | None, *, now: datetime, actor: str
) -> Organisation:
    """The organisation of that name; without a name the oldest one, which a small site has only one of.

    Created where there is none yet. Raises AccountError for an empty name.
    """
    if name is None:
        found = await session.scalar(
            select(Organisation).order_by(Organisation.created_at, Organisation.name).limit(1)
        )
        if found is not None:
            return found
    return await organisation(session, FIRST_ORGANISATION if name is None else name, now=now, actor=actor)


async def create_user(session: AsyncSession, new: NewUser, *, now: datetime, actor: str) -> Person:
    """Create a user, and the organisation if it is new. Raises AccountError when that cannot be."""
    name = fold_name(new.name)
    if not _NAME.fullmatch(name):
        raise AccountError(
            f"'{new.name}' cannot be a user name: use 1 to 64 letters, digits, '.', '@', '-', '_'."
        )
    if new.language not in LANGUAGES:
        raise AccountError(f"unknown language '{new.language}': choose one of {', '.join(LANGUAGES)}.")
    if await find_user(session, name) is not None:
        raise AccountError(f"there is already a user '{name}': choose another name.")
    user = User(
        name=name,
        display_name=new.display_name.strip() or name,
        organisation=await organisation(session, new.organisation, now=now, actor=actor),
        role=new.role,
        language=new.language,
        password_hash=new.password_hash,
        created_at=now,
    )
    session.add(user)
    audit.record(session, Event(now, actor, Action.USER_CREATE, target=name, detail={"role": new.role.value}))
    await session.flush()
    return person(user)


async def find_user(session: AsyncSession, name: str) -> User | None:
    return await session.scalar(select(User).where(User.name == fold_name(name)))


async def get_user(session: AsyncSession, name: str) -> User:
    """Like `find_user`, but raises AccountError when there is no such user."""
    user = await find_user(session, name)
    if user is None:
        raise AccountError(f"there is no user '{name}': `consilium user list` shows those there are.")
    return user


async def list_users(session: AsyncSession) -> Sequence[User]:
    return (await session.scalars(select(User).order_by(User.name))).all()


async def count_users(session: AsyncSession) -> int:
    return await session.scalar(select(func.count()).select_from(User)) or 0


async def set_password(
    session: AsyncSession, user: User, password_hash: str, *, now: datetime, actor: str
) -> None:
    """Change the password and end every session that was opened with the old one."""
    user.password_hash = password_hash
    await _end_sessions(session, user, now)
    audit.record(session, Event(now, actor, Action.USER_PASSWORD, target=user.name))


async def disabled(session: AsyncSession) -> set[str]:
    """The ids of everybody who is locked out."""
    return set(await session.scalars(select(User.id).where(User.disabled_at.is_not(None))))


async def set_disabled(
    session: AsyncSession, user: User, disabled: bool, *, now: datetime, actor: str
) -> None:
    """Lock a user out (sessions and API tokens end for good), or let them sign in again."""
    user.disabled_at = now if disabled else None
    if disabled:
        await _end_sessions(session, user, now)
        await session.execute(
            update(ApiToken)
            .where(ApiToken.user_id == user.id, ApiToken.revoked_at.is_(None))
            .values(revoked_at=now)
        )
    action = Action.USER_DISABLE if disabled else Action.USER_ENABLE
    audit.record(session, Event(now, actor, action, target=user.name))


async def _end_sessions(session: AsyncSession, user: User, now: datetime) -> None:
    await session.execute(
        update(Session).where(Session.user_id == user.id, Session.revoked_at.is_(None)).values(revoked_at=now)
    )
