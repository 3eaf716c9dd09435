"""How commands change accounts: straight in the database of a data folder, whether the site runs or not."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from core.credentials import Agents, ApiTokens
from core.database import Database
from core.opaque import SecretHasher
from core.settings import Settings, load_settings

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Offline:
    """What one command works with: an open transaction and the time of the command."""

    session: AsyncSession
    settings: Settings
    agents: Agents
    api_tokens: ApiTokens
    now: datetime


def change(data: Path, work: Callable[[Offline], Awaitable[T]]) -> T:
    """Run `work` in one transaction on the database of `data`. Raises ConsiliumError."""
    return asyncio.run(_change(load_settings(data), work))


async def _change(settings: Settings, work: Callable[[Offline], Awaitable[T]]) -> T:
    hasher = SecretHasher(settings.session.secret.get_secret_value())
    async with Database(settings.database_url) as database:
        await database.migrate()
        async with database.write() as session:
            return await work(
                Offline(session, settings, Agents(hasher), ApiTokens(hasher), datetime.now(UTC))
            )


def hash_password(password: str) -> str:
    """Hash outside of any transaction: it takes a good part of a second."""
    from core.passwords import Passwords

    passwords = Passwords()
    try:
        return asyncio.run(passwords.hash(password))
    finally:
        passwords.close()
