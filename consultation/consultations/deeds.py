"""One change of a consultation: in order with the others, audited in its own transaction, and told."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from consultation.consultations.entrance import Entry
from consultation.consultations.tables import Consultation, State
from consultation.problems import Problem
from consultation.services import Services
from core import audit
from core.audit import Action, Event

Detail = Mapping[str, str | int | bool]
"""What the audit log says further of a deed."""


@dataclass(frozen=True, slots=True)
class Deed:
    """What a change works with: its transaction, and the consultation as it is now."""

    session: AsyncSession
    consultation: Consultation


@asynccontextmanager
async def deed(
    shared: Services, who: Entry, action: Action, detail: Detail | None = None
) -> AsyncIterator[Deed]:
    """A change of a consultation that is not closed yet. Raises Problem 409 once it is."""
    async with shared.database.write() as session:
        consultation = await locked(session, who.consultation.id)
        if consultation.state == State.CLOSED:
            raise Problem(409, "closed", "The consultation is closed.")
        yield Deed(session, consultation)
        audit.record(session, _event(shared, who, action, detail or {}))
    await shared.changes.tell()


async def record_deed(shared: Services, who: Entry, action: Action, detail: Detail) -> None:
    """Audit a deed that changes nothing in the database."""
    async with shared.database.write() as session:
        audit.record(session, _event(shared, who, action, detail))


async def locked(session: AsyncSession, consultation_id: str) -> Consultation:
    """The consultation as it is now, which nobody else changes until the transaction ends."""
    # Rows that refer to it hold its key meanwhile: to wait for those as well could be to wait for each other.
    found: Consultation | None = await session.scalar(
        select(Consultation).where(Consultation.id == consultation_id).with_for_update(key_share=True)
    )
    if found is None:
        raise Problem(404, "no_such_consultation", "There is no such consultation.")
    return found


def _event(shared: Services, who: Entry, action: Action, detail: Detail) -> Event:
    return Event(
        shared.now(), who.attendee.actor, action, who.consultation.id, who.address, detail={**detail}
    )
