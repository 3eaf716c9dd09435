"""A consultation that shows a study, put straight into the database: to members, and to an admitted guest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update

from consultation.consultations.attendees import GUEST_COOKIE
from consultation.consultations.tables import (
    BroughtStudy,
    Consultation,
    Guest,
    GuestState,
    Member,
    MemberKind,
    State,
)
from consultation.services import Services, utc_now
from core.models import User

GUEST_SECRET = "guest-secret"


@dataclass(frozen=True)
class Showing:
    """One open consultation of the expert's."""

    shared: Services
    id: str

    @property
    def guest_headers(self) -> dict[str, str]:
        return {"Cookie": f"{GUEST_COOKIE}={GUEST_SECRET}"}

    async def turn(self, state: State) -> None:
        async with self.shared.database.write() as session:
            await session.execute(update(Consultation).where(Consultation.id == self.id).values(state=state))

    async def turn_guest(self, state: GuestState) -> None:
        async with self.shared.database.write() as session:
            await session.execute(update(Guest).where(Guest.consultation_id == self.id).values(state=state))

    async def uninvite(self, name: str) -> None:
        async with self.shared.database.write() as session:
            user = await session.scalar(select(User.id).where(User.name == name))
            found = await session.get_one(Member, (self.id, MemberKind.PERSON, user))
            await session.delete(found)


async def show(shared: Services, study_uid: str, *members: str) -> Showing:
    """Opens it for people with these names, and for a guest who carries `GUEST_SECRET`."""
    now = utc_now()
    async with shared.database.write() as session:
        users = {user.name: user for user in await session.scalars(select(User))}
        host = users["expert"]
        opened = Consultation(
            title="Two opinions",
            question="",
            state=State.OPEN,
            urgent=False,
            host_id=host.id,
            organisation_id=host.organisation_id,
            created_at=now,
            opened_at=now,
        )
        session.add(opened)
        await session.flush()
        brought = {"added_by": host.id, "added_at": now, "organisation_id": host.organisation_id}
        session.add(BroughtStudy(consultation_id=opened.id, study_uid=study_uid, **brought))
        for name in members:
            invited = {"invited_by": host.id, "invited_at": now, "subject_id": users[name].id}
            session.add(Member(consultation_id=opened.id, kind=MemberKind.PERSON, **invited))
        session.add(_guest(shared, opened.id, host.id))
        return Showing(shared, opened.id)


def _guest(shared: Services, consultation_id: str, host_id: str) -> Guest:
    now = utc_now()
    return Guest(
        consultation_id=consultation_id,
        link_hash=shared.hasher("link"),
        cookie_hash=shared.hasher(GUEST_SECRET),
        state=GuestState.ADMITTED,
        name="Dr. Who",
        organisation="Elsewhere",
        issued_by=host_id,
        issued_at=now,
        expires_at=now + timedelta(hours=1),
        decided_by=host_id,
    )
