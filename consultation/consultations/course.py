"""Routes of a consultation's course: it is told, opened, and closed with a summary."""

import logging

from aiohttp import web

from consultation.consultations import media
from consultation.consultations.attendance import end_stays
from consultation.consultations.bodies import LongText
from consultation.consultations.deeds import deed
from consultation.consultations.entrance import Entry, unfinished_entry
from consultation.consultations.tables import State
from consultation.consultations.view import answer
from consultation.keeping.summary import keep_summary
from consultation.problems import Problem
from consultation.requests import Body, json_body
from consultation.services import Services, services
from core.audit import Action
from core.rights import Right
from imaging.errors import ArchiveError

log = logging.getLogger(__name__)


class Conclusion(Body):
    conclusion: LongText = ""


async def one(request: web.Request) -> web.Response:
    return await answer(request)


async def open_planned(request: web.Request) -> web.Response:
    """Opening what is open already changes nothing."""
    who = await unfinished_entry(request, Right.MODERATE)
    shared = services(request)
    async with deed(shared, who, Action.CONSULTATION_OPEN) as done:
        if done.consultation.state == State.PLANNED:
            done.consultation.state = State.OPEN
            done.consultation.opened_at = shared.now()
    return await answer(request)


async def close(request: web.Request) -> web.Response:
    """Everybody leaves. What has taken place leaves a summary, or else is closed all the same."""
    who = await unfinished_entry(request, Right.MODERATE)
    given = await json_body(request, Conclusion)
    shared = services(request)
    async with deed(shared, who, Action.CONSULTATION_CLOSE) as done:
        consultation, now = done.consultation, shared.now()
        consultation.state, consultation.closed_at = State.CLOSED, now
        consultation.conclusion = given.conclusion
        await end_stays(done.session, consultation.id, now)
    await shared.doors.shut(who.consultation.id, None)
    await _end_media(shared, who)
    if who.consultation.opened_at is not None:
        await _try_summary(shared, who)
    return await answer(request)


async def _end_media(shared: Services, who: Entry) -> None:
    try:
        await media.end(shared, who.consultation)
    except Problem as problem:
        # It is closed all the same: whoever is still in the room is put out when the engine is back.
        log.warning("consultation %s is closed, but its room is not: %s", who.consultation.id, problem)


async def _try_summary(shared: Services, who: Entry) -> None:
    try:
        await keep_summary(shared, who.consultation.id, who.attendee, who.address)
    except (ArchiveError, Problem) as error:
        log.warning("no summary could be kept of consultation %s: %s", who.consultation.id, error)
