"""Routes with which the host keeps order: mutes somebody, or puts them out for good."""

from datetime import datetime

from aiohttp import web

from consultation.consultations import expelling, media, members
from consultation.consultations.deeds import Deed, deed, record_deed
from consultation.consultations.entrance import Entry, open_entry, unfinished_entry
from consultation.consultations.tables import GUEST_PREFIX, Guest, GuestState, MemberKind
from consultation.consultations.view import answer
from consultation.problems import Problem
from consultation.services import services
from core.audit import Action
from core.models import User
from core.rights import Right


async def mute(request: web.Request) -> web.Response:
    """Mute their microphone; they may speak again when they choose to."""
    who = await open_entry(request, Right.MODERATE)
    subject = request.match_info["attendee"]
    shared = services(request)
    if not await media.mute(shared, who.consultation, subject):
        raise Problem(404, "not_present", "There is nobody of that id in the room.")
    await record_deed(shared, who, Action.CONSULTATION_MUTE, {"attendee": subject})
    return await answer(request)


async def remove(request: web.Request) -> web.Response:
    """Out of the room and off the board, at once, until they are invited anew; a guest for good."""
    who = await unfinished_entry(request, Right.MODERATE)
    subject = request.match_info["attendee"]
    if subject == who.attendee.id:
        raise Problem(409, "is_host", "Hand the chair over before you leave, or close the consultation.")
    shared = services(request)
    async with deed(shared, who, Action.CONSULTATION_EXPEL, {"attendee": subject}) as done:
        if subject.startswith(GUEST_PREFIX):
            await _refuse_guest(done, who, subject.removeprefix(GUEST_PREFIX))
        else:
            await _expel(done, who, subject, shared.now())
    await expelling.put_out(shared, who.consultation, [subject])
    return await answer(request)


async def _refuse_guest(done: Deed, who: Entry, guest_id: str) -> None:
    guest = await done.session.get(Guest, guest_id)
    if guest is None or guest.consultation_id != who.consultation.id:
        raise _no_such_attendee()
    guest.state, guest.decided_by = GuestState.REFUSED, who.attendee.id


async def _expel(done: Deed, who: Entry, user_id: str, now: datetime) -> None:
    if await done.session.get(User, user_id) is None:
        raise _no_such_attendee()
    session, consultation = done.session, who.consultation.id
    await members.remove(session, consultation, MemberKind.PERSON, user_id)
    await members.add(session, consultation, MemberKind.EXPELLED, user_id, who.attendee.id, now)


def _no_such_attendee() -> Problem:
    return Problem(404, "no_such_attendee", "There is nobody of that id in this consultation.")
