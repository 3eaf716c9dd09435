"""Route that plans a consultation, starts one at once, or calls for help now."""

from collections.abc import Mapping, Sequence

from aiohttp import web
from pydantic import AwareDatetime, Field
from sqlalchemy.ext.asyncio import AsyncSession

from consultation.consultations.attendees import person_attendee
from consultation.consultations.bodies import ConsoleRoom, LongText, RowId, Title, Uid
from consultation.consultations.bringing import known_console, readable_study
from consultation.consultations.entrance import Entry, person_with
from consultation.consultations.inviting import known_subject
from consultation.consultations.tables import (
    BroughtConsole,
    BroughtStudy,
    Consultation,
    Member,
    MemberKind,
    State,
)
from consultation.consultations.view import told
from consultation.problems import Problem
from consultation.requests import Body, client_address, json_body
from consultation.services import Services, services
from core import audit
from core.accounts import Person
from core.audit import Action, Event
from core.models import new_id
from core.rights import Right


class NewConsultation(Body):
    title: Title
    question: LongText = ""
    planned_for: AwareDatetime | None = None
    urgent: bool = False
    consoles: tuple[ConsoleRoom, ...] = Field(default=(), max_length=16)
    studies: tuple[Uid, ...] = Field(default=(), max_length=50)
    people: tuple[RowId, ...] = Field(default=(), max_length=200)
    organisations: tuple[RowId, ...] = Field(default=(), max_length=50)

    @property
    def invited(self) -> Sequence[tuple[MemberKind, str]]:
        """Each person and organisation once."""
        people = [(MemberKind.PERSON, subject) for subject in dict.fromkeys(self.people)]
        return people + [(MemberKind.ORGANISATION, subject) for subject in dict.fromkeys(self.organisations)]


async def create(request: web.Request) -> web.Response:
    """Open at once, unless it is planned for a time."""
    person = await person_with(request, Right.START)
    wanted = await json_body(request, NewConsultation)
    shared = services(request)
    _check_call(shared, wanted)
    address = client_address(request)
    owners = {
        uid: await readable_study(shared, person, address, uid) for uid in dict.fromkeys(wanted.studies)
    }
    made = _consultation(shared, person, wanted)
    async with shared.database.write() as session:
        session.add(made)
        await session.flush()
        await _add_all(shared, session, made, wanted, owners)
        planned = made.planned_for is not None
        detail: dict[str, str | int | bool] = {"title": made.title, "urgent": made.urgent, "planned": planned}
        actor = f"user:{person.name}"
        audit.record(
            session,
            Event(made.created_at, actor, Action.CONSULTATION_CREATE, made.id, address, detail=detail),
        )
    await shared.changes.tell()
    return await told(shared, Entry(person_attendee(person, made), made, address), 201)


def _check_call(shared: Services, wanted: NewConsultation) -> None:
    """Help now is for what can be seen now. Raises Problem."""
    if not wanted.urgent:
        return
    if wanted.planned_for is not None:
        raise Problem(400, "invalid_body", "planned_for: help is called for now, not for a later time.")
    if not any(shared.directory.get(room) for room in wanted.consoles):
        raise Problem(409, "console_off_air", "None of these consoles is on air.")


def _consultation(shared: Services, person: Person, wanted: NewConsultation) -> Consultation:
    now = shared.now()
    planned = wanted.planned_for is not None
    return Consultation(
        id=new_id(),
        title=wanted.title,
        question=wanted.question,
        state=State.PLANNED if planned else State.OPEN,
        urgent=wanted.urgent,
        host_id=person.id,
        organisation_id=person.organisation_id,
        created_at=now,
        planned_for=wanted.planned_for,
        opened_at=None if planned else now,
        closed_at=None,
    )


async def _add_all(
    shared: Services,
    session: AsyncSession,
    made: Consultation,
    wanted: NewConsultation,
    owners: Mapping[str, str],
) -> None:
    """Whom and what the consultation begins with. Raises Problem 404 for what is not there."""
    now, host = made.created_at, made.host_id
    for kind, subject in wanted.invited:
        await known_subject(session, kind, subject)
        session.add(
            Member(consultation_id=made.id, kind=kind, subject_id=subject, invited_by=host, invited_at=now)
        )
    for room in dict.fromkeys(wanted.consoles):
        await known_console(shared, session, room)
        session.add(BroughtConsole(consultation_id=made.id, room=room, added_by=host, added_at=now))
    for uid, owner in owners.items():
        session.add(
            BroughtStudy(
                consultation_id=made.id, study_uid=uid, organisation_id=owner, added_by=host, added_at=now
            )
        )
