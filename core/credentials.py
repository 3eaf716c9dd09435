"""Credentials of programs: people's API tokens, and enrolled capture agents with theirs."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core import accounts, audit
from core.accounts import Person, person
from core.audit import Action, Event
from core.errors import AccountError
from core.models import Agent, ApiToken
from core.opaque import SecretHasher, new_secret

_MODALITY = re.compile(r"[A-Z0-9_ ]{1,16}")
"""DICOM Code String (CS), PS3.5 section 6.2, as used by Modality (0008,0060)."""


@dataclass(frozen=True, slots=True)
class Console:
    """An enrolled agent and the console it shows; `id` names its room and participant, ``console-<id>``."""

    id: str
    name: str
    organisation: str
    modality: str

    @property
    def room(self) -> str:
        """Name of the console's room, which is also its participant identity."""
        return f"{CONSOLE_PREFIX}{self.id}"


CONSOLE_PREFIX = "console-"


class ApiTokens:
    """Issues and checks people's API tokens."""

    def __init__(self, hasher: SecretHasher) -> None:
        self._hasher = hasher

    async def issue(
        self, session: AsyncSession, name: str, *, lifetime: timedelta | None, now: datetime, actor: str
    ) -> str:
        """A new token for the user `name`; None as lifetime never expires. Raises AccountError."""
        user = await accounts.get_user(session, name)
        secret = new_secret("ct")
        session.add(
            ApiToken(
                token_hash=self._hasher(secret),
                user_id=user.id,
                created_at=now,
                expires_at=None if lifetime is None else now + lifetime,
            )
        )
        audit.record(session, Event(now, actor, Action.API_TOKEN_CREATE, target=user.name))
        return secret

    async def disabled(self, session: AsyncSession) -> set[str]:
        """The ids of all disabled agents."""
        return set(await session.scalars(select(Agent.id).where(Agent.disabled_at.is_not(None))))

    async def find(self, session: AsyncSession, secret: str, now: datetime) -> Person | None:
        """Whose token this is; None if it is unknown, expired or revoked, or its user locked out."""
        row = await session.scalar(select(ApiToken).where(ApiToken.token_hash == self._hasher(secret)))
        if row is None or row.revoked_at is not None or row.user.disabled_at is not None:
            return None
        if row.expires_at is not None and row.expires_at <= now:
            return None
        return person(row.user)


class Agents:
    """Enrols capture agents and checks their credentials."""

    def __init__(self, hasher: SecretHasher) -> None:
        self._hasher = hasher

    async def enrol(
        self,
        session: AsyncSession,
        *,
        name: str,
        organisation: str,
        modality: str,
        now: datetime,
        actor: str,
    ) -> tuple[Console, str]:
        """A new agent with its credential, which is shown once and stored nowhere. Raises AccountError."""
        if not 1 <= len(name.strip()) <= accounts.ORGANISATION_NAME_MAX:
            raise AccountError("an agent's name has 1 to 200 characters.")
        if not _MODALITY.fullmatch(modality):
            raise AccountError(f"'{modality}' is not a DICOM modality: use codes such as US, CT, XA, ES.")
        secret = new_secret("ca")
        agent = Agent(
            name=name.strip(),
            organisation=await accounts.organisation(session, organisation, now=now, actor=actor),
            modality=modality,
            credential_hash=self._hasher(secret),
            created_at=now,
        )
        session.add(agent)
        await session.flush()
        audit.record(
            session, Event(now, actor, Action.AGENT_CREATE, target=agent.id, detail={"name": agent.name})
        )
        return _console(agent), secret

    async def renew(self, session: AsyncSession, agent_id: str, *, now: datetime, actor: str) -> str:
        """A new credential in place of the old one. Raises AccountError if there is no such agent."""
        agent = await self._get(session, agent_id)
        secret = new_secret("ca")
        agent.credential_hash = self._hasher(secret)
        audit.record(session, Event(now, actor, Action.AGENT_CREDENTIAL, target=agent.id))
        return secret

    async def disable(self, session: AsyncSession, agent_id: str, *, now: datetime, actor: str) -> None:
        """Refuse this agent from now on. Raises AccountError if there is no such agent."""
        agent = await self._get(session, agent_id)
        agent.disabled_at = now
        audit.record(session, Event(now, actor, Action.AGENT_DISABLE, target=agent.id))

    async def disabled(self, session: AsyncSession) -> set[str]:
        """The ids of all disabled agents."""
        return set(await session.scalars(select(Agent.id).where(Agent.disabled_at.is_not(None))))

    async def find(self, session: AsyncSession, secret: str) -> Console | None:
        """The agent that owns this credential; None if it is unknown or disabled."""
        row = await session.scalar(select(Agent).where(Agent.credential_hash == self._hasher(secret)))
        return None if row is None or row.disabled_at is not None else _console(row)

    async def by_room(self, session: AsyncSession, room: str) -> Console | None:
        """The enrolled console whose room this is, on air or not."""
        if not room.startswith(CONSOLE_PREFIX):
            return None
        row = await session.get(Agent, room.removeprefix(CONSOLE_PREFIX))
        return None if row is None or row.disabled_at is not None else _console(row)

    async def enrolled(self, session: AsyncSession) -> list[Agent]:
        return list(await session.scalars(select(Agent).order_by(Agent.name)))

    async def _get(self, session: AsyncSession, agent_id: str) -> Agent:
        agent = await session.get(Agent, agent_id.removeprefix(CONSOLE_PREFIX))
        if agent is None:
            raise AccountError(
                f"there is no agent '{agent_id}': `consilium agent list` shows those there are."
            )
        return agent


def _console(agent: Agent) -> Console:
    return Console(agent.id, agent.name, agent.organisation.name, agent.modality)
