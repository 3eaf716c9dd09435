"""What happens before the processes start: the schema is brought up to date, an administrator exists."""

from dataclasses import dataclass
from datetime import UTC, datetime

from core import accounts
from core.accounts import NewUser
from core.audit import OPERATOR
from core.database import Database
from core.passwords import Passwords, random_password
from core.roles import Role
from core.settings import Settings

ADMINISTRATOR = "admin"
ORGANISATION = "Consilium"


@dataclass(frozen=True, slots=True)
class FirstAdministrator:
    """The account made on the first start; the password is known nowhere else."""

    name: str
    password: str


async def prepare(settings: Settings) -> FirstAdministrator | None:
    """Migrate the database; create an administrator where there is no user at all. Raises DatabaseError."""
    async with Database(settings.database_url) as database:
        await database.migrate()
        async with database.read() as session:
            if await accounts.count_users(session):
                return None
        created = FirstAdministrator(ADMINISTRATOR, random_password())
        new = NewUser(
            name=created.name,
            display_name="Administrator",
            organisation=ORGANISATION,
            role=Role.ADMINISTRATOR,
            password_hash=await _hash(created.password),
        )
        async with database.write() as session:
            if await accounts.count_users(session):
                return None  # another process was first
            await accounts.create_user(session, new, now=datetime.now(UTC), actor=OPERATOR)
        return created


async def _hash(password: str) -> str:
    passwords = Passwords()
    try:
        return await passwords.hash(password)
    finally:
        passwords.close()
