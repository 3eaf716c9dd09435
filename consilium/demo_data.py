"""What the demo puts into its data folder: two hospitals, one account each, one console. Written once."""

import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from consilium.options import is_loopback
from core import accounts
from core.accounts import NewUser
from core.audit import OPERATOR
from core.credentials import Agents
from core.database import Database
from core.errors import ConsiliumError
from core.opaque import SecretHasher
from core.passwords import Passwords
from core.roles import Role
from core.settings import Settings

CITY = "市第一医院 City First Hospital"
COUNTY = "县人民医院 County People's Hospital"
CONSOLE = "超声 1 · Ultrasound 1"

_MARKER = "demo-accounts"
_CREDENTIAL = "demo-agent.credential"


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account whose password everybody knows."""

    name: str
    password: str
    display_name: str
    organisation: str
    role: Role


ACCOUNTS = (
    DemoAccount("expert", "demo-expert", "王主任 Dr Wang", CITY, Role.EXPERT),
    DemoAccount("clinic", "demo-clinic", "李技师 Ms Li", COUNTY, Role.TECHNOLOGIST),
)


class DemoOnNetwork(ConsiliumError):
    """Accounts with known passwords would become reachable from other machines."""


def refuse_demo_on_network(settings: Settings) -> None:
    """`consilium serve` must not offer a demo's accounts to a network. Raises DemoOnNetwork."""
    if (settings.data / _MARKER).exists() and not is_loopback(settings.server.host):
        raise DemoOnNetwork(
            f"{settings.data} holds demo accounts with known passwords, and {settings.server.host} can be "
            "reached from other machines: use another data folder, or `consilium demo --host` if you mean it."
        )


async def prepare_demo(settings: Settings) -> Path:
    """Create what is missing of the demo's data. Returns the file with the agent's credential."""
    (settings.data / _MARKER).touch()
    async with Database(settings.database_url) as database:
        await database.migrate()
        await _create_accounts(database)
        return await _enrol_console(database, settings)


async def _create_accounts(database: Database) -> None:
    passwords = Passwords()
    try:
        for account in ACCOUNTS:
            async with database.read() as session:
                if await accounts.find_user(session, account.name) is not None:
                    continue
            await _create_account(database, account, await passwords.hash(account.password))
    finally:
        passwords.close()


async def _create_account(database: Database, account: DemoAccount, password_hash: str) -> None:
    new = NewUser(account.name, account.display_name, account.organisation, account.role, password_hash)
    async with database.write() as session:
        await accounts.create_user(session, new, now=datetime.now(UTC), actor=OPERATOR)


async def _enrol_console(database: Database, settings: Settings) -> Path:
    path = settings.data / _CREDENTIAL
    agents = Agents(SecretHasher(settings.session.secret.get_secret_value()))
    async with database.write() as session:
        if not path.exists() or await agents.find(session, path.read_text().strip()) is None:
            _write_secret(path, await _credential(session, agents))
    return path


async def _credential(session: AsyncSession, agents: Agents) -> str:
    """A credential of the demo's console, which is enrolled if it is not yet."""
    now = datetime.now(UTC)
    for agent in await agents.enrolled(session):
        if agent.name == CONSOLE:
            return await agents.renew(session, agent.id, now=now, actor=OPERATOR)
    _, credential = await agents.enrol(
        session, name=CONSOLE, organisation=COUNTY, modality="US", now=now, actor=OPERATOR
    )
    return credential


def _write_secret(path: Path, secret: str) -> None:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secret + "\n")
    draft.replace(path)
