"""Who the ids of a board belong to, by the accounts: the names on a board are what a browser wrote."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from consultation.consultations.tables import Attendance
from core.database import Database
from core.models import User


@dataclass(frozen=True, slots=True)
class Somebody:
    name: str
    organisation: str


async def people(database: Database, consultation_id: str, ids: Collection[str]) -> Mapping[str, Somebody]:
    """The people with an account, and the guests who were there; others are left out."""
    wanted = sorted(ids)
    async with database.read() as session:
        users = await session.scalars(select(User).where(User.id.in_(wanted)))
        found = {user.id: Somebody(user.display_name, user.organisation.name) for user in users}
        stays = await session.execute(
            select(Attendance.attendee, Attendance.name, Attendance.organisation).where(
                Attendance.consultation_id == consultation_id, Attendance.attendee.in_(wanted)
            )
        )
        return {attendee: Somebody(name, organisation) for attendee, name, organisation in stays} | found
