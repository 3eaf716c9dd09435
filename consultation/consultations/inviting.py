"""Routes that invite people and organisations, and uninvite them."""

from datetime import datetime

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from consultation.consultations import expelling, members
from consultation.consultations.bodies import RowId
from consultation.consultations.deeds import deed
from consultation.consultations.entrance import unfinished_entry
from consultation.consultations.tables import Consultation, MemberKind
from consultation.consultations.view import answer
from consultation.problems import Problem
from consultation.requests import Body, json_body
from consultation.services import services
from core.audit import Action
from core.models import Organisation, User
from core.rights import Right


class Subject(Body):
    kind: str
    id: RowId


async def invite(request: web.Request) -> web.Response:
    """Inviting somebody who was put out lets them in again."""
    who = await unfinished_entry(request, Right.MODERATE)
    wanted = await json_body(request, Subject)
    kind = _invitable(wanted.kind)
    shared = services(request)
    async with deed(shared, who, Action.CONSULTATION_INVITE, {kind.value: wanted.id}) as done:
        await known_subject(done.session, kind, wanted.id)
        await add_member(done.session, done.consultation, kind, wanted.id, who.attendee.id, shared.now())
        if kind is MemberKind.PERSON:
            await members.remove(done.session, who.consultation.id, MemberKind.EXPELLED, wanted.id)
    return await answer(request)


async def uninvite(request: web.Request) -> web.Response:
    """Whoever is there only because of this invitation is put out at once."""
    who = await unfinished_entry(request, Right.MODERATE)
    kind, subject = _invitable(request.match_info["kind"]), request.match_info["subject"]
    shared = services(request)
    async with deed(shared, who, Action.CONSULTATION_UNINVITE, {kind.value: subject}) as done:
        await members.remove(done.session, who.consultation.id, kind, subject)
    await expelling.put_out_strangers(shared, who.consultation)
    return await answer(request)


async def known_subject(session: AsyncSession, kind: MemberKind, subject: str) -> None:
    """Raises Problem 404 for an organisation or person that is not there, or is locked out."""
    if kind is MemberKind.ORGANISATION:
        known = await session.get(Organisation, subject) is not None
    else:
        user = await session.get(User, subject)
        known = user is not None and user.disabled_at is None
    if not known:
        raise Problem(404, f"no_such_{kind.value}", f"There is no such {kind.value}.")


def _invitable(kind: str) -> MemberKind:
    if kind not in {MemberKind.PERSON, MemberKind.ORGANISATION}:
        raise Problem(400, "invalid_body", "kind: is person or organisation.")
    return MemberKind(kind)


async def add_member(
    session: AsyncSession, consultation: Consultation, kind: MemberKind, subject: str, by: str, now: datetime
) -> None:
    """The host is part of it without an invitation; whoever is invited already stays so."""
    if kind is MemberKind.PERSON and subject == consultation.host_id:
        return
    await members.add(session, consultation.id, kind, subject, by, now)
