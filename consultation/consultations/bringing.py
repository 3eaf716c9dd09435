"""Routes that bring studies and consoles to a consultation, and take them away again."""

from aiohttp import web
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from consultation.consultations import media
from consultation.consultations.bodies import ConsoleRoom, Uid
from consultation.consultations.deeds import deed
from consultation.consultations.entrance import unfinished_entry
from consultation.consultations.tables import BroughtConsole, BroughtStudy
from consultation.consultations.view import answer
from consultation.problems import Problem
from consultation.requests import Body, json_body, signed_in
from consultation.services import Services, services
from core.accounts import Person
from core.audit import Action
from core.rights import Right
from imaging.access import Purpose, no_such
from imaging.index.tables import Study
from imaging.rights import person_caller


class StudyBody(Body):
    study_uid: Uid


class ConsoleBody(Body):
    room: ConsoleRoom


async def bring_study(request: web.Request) -> web.Response:
    """Only what the person may read outside of any consultation: showing is theirs to give."""
    who = await unfinished_entry(request, Right.PRESENT)
    wanted = await json_body(request, StudyBody)
    shared = services(request)
    owner = await readable_study(shared, await signed_in(request), who.address, wanted.study_uid)
    async with deed(shared, who, Action.CONSULTATION_BRING, {"study": wanted.study_uid}) as done:
        key = {"consultation_id": who.consultation.id, "study_uid": wanted.study_uid}
        if await done.session.get(BroughtStudy, key) is None:
            done.session.add(
                BroughtStudy(**key, organisation_id=owner, added_by=who.attendee.id, added_at=shared.now())
            )
    return await answer(request)


async def take_study(request: web.Request) -> web.Response:
    who = await unfinished_entry(request, Right.PRESENT)
    uid = request.match_info["study"]
    statement = delete(BroughtStudy).where(
        BroughtStudy.consultation_id == who.consultation.id, BroughtStudy.study_uid == uid
    )
    async with deed(services(request), who, Action.CONSULTATION_REMOVE, {"study": uid}) as done:
        await done.session.execute(statement)
    return await answer(request)


async def bring_console(request: web.Request) -> web.Response:
    who = await unfinished_entry(request, Right.PRESENT)
    wanted = await json_body(request, ConsoleBody)
    shared = services(request)
    async with deed(shared, who, Action.CONSULTATION_BRING, {"console": wanted.room}) as done:
        await known_console(shared, done.session, wanted.room)
        key = {"consultation_id": who.consultation.id, "room": wanted.room}
        if await done.session.get(BroughtConsole, key) is None:
            done.session.add(BroughtConsole(**key, added_by=who.attendee.id, added_at=shared.now()))
    return await answer(request)


async def take_console(request: web.Request) -> web.Response:
    who = await unfinished_entry(request, Right.PRESENT)
    room = request.match_info["room"]
    shared = services(request)
    statement = delete(BroughtConsole).where(
        BroughtConsole.consultation_id == who.consultation.id, BroughtConsole.room == room
    )
    async with deed(shared, who, Action.CONSULTATION_REMOVE, {"console": room}) as done:
        await done.session.execute(statement)
    await media.put_out_watchers(shared, who.consultation, room)
    return await answer(request)


async def readable_study(shared: Services, person: Person, address: str, study_uid: str) -> str:
    """Whose study it is, if `person` may read it by their own right. Raises NotFound, audited."""
    async with shared.database.read() as session:
        owner: str | None = await session.scalar(
            select(Study.organisation_id).where(Study.study_uid == study_uid)
        )
    if owner is None:
        raise no_such()
    await shared.access.study(person_caller(person, address), owner, study_uid, Purpose.DETAILS)
    return owner


async def known_console(shared: Services, session: AsyncSession, room: str) -> None:
    """Raises Problem 404 for a room of no console, be it on air or enrolled."""
    if shared.directory.get(room) is None and await shared.agents.by_room(session, room) is None:
        raise Problem(404, "no_such_console", "There is no such console.")
