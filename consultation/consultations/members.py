"""Who is a member of a consultation: invited as a person or with an organisation, or put out."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from consultation.consultations.tables import Member, MemberKind


async def add(
    session: AsyncSession, consultation_id: str, kind: MemberKind, subject: str, by: str, now: datetime
) -> None:
    """Whoever is a member of that kind already stays so, as it was written down then."""
    key = {"consultation_id": consultation_id, "kind": kind, "subject_id": subject}
    if await session.get(Member, key) is None:
        session.add(Member(**key, invited_by=by, invited_at=now))


async def remove(session: AsyncSession, consultation_id: str, kind: MemberKind, subject: str) -> None:
    await session.execute(
        delete(Member).where(
            Member.consultation_id == consultation_id, Member.kind == kind, Member.subject_id == subject
        )
    )
