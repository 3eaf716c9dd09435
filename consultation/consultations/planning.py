"""Route that changes what a planned consultation is about, and when it is."""

from aiohttp import web
from pydantic import AwareDatetime

from consultation.consultations.bodies import LongText, Title
from consultation.consultations.deeds import deed
from consultation.consultations.entrance import unfinished_entry
from consultation.consultations.tables import State
from consultation.consultations.view import answer
from consultation.problems import Problem
from consultation.requests import Body, json_body
from consultation.services import services
from core.audit import Action
from core.rights import Right


class PlanChange(Body):
    """What is not named stays as it is."""

    title: Title = ""
    question: LongText = ""
    planned_for: AwareDatetime | None = None


async def change(request: web.Request) -> web.Response:
    """Until it begins: what people saw when they came in, and what its record says, stays."""
    who = await unfinished_entry(request, Right.MODERATE)
    wanted = await json_body(request, PlanChange)
    if not wanted.model_fields_set:
        raise Problem(400, "invalid_body", "Say what to change: title, question or planned_for.")
    if "planned_for" in wanted.model_fields_set and wanted.planned_for is None:
        raise Problem(400, "invalid_body", "planned_for: open the consultation, or call it off.")
    shared, given = services(request), wanted.model_dump(include=wanted.model_fields_set)
    told = wanted.model_dump(mode="json", include=wanted.model_fields_set)
    async with deed(shared, who, Action.CONSULTATION_CHANGE, told) as done:
        if done.consultation.state != State.PLANNED:
            raise Problem(409, "not_planned", "Only what is still planned can be changed.")
        for field, value in given.items():
            setattr(done.consultation, field, value)
    return await answer(request)
