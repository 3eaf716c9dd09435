"""Routes of a consultation's summary: read it, or make it again."""

from aiohttp import web

from consultation.consultations.entrance import entry
from consultation.consultations.view import answer
from consultation.keeping.summary import keep_summary, summary_pdf
from consultation.services import services
from core import audit
from core.audit import Action, Event
from core.rights import Right


async def show(request: web.Request) -> web.Response:
    """The PDF. It names patients, whatever the role of its reader."""
    who = await entry(request, Right.SEE, Right.NAMES)
    shared = services(request)
    pdf = await summary_pdf(shared, who.consultation)
    event = Event(shared.now(), who.attendee.actor, Action.SUMMARY_READ, who.consultation.id, who.address)
    async with shared.database.write() as session:
        audit.record(session, event)
    headers = {"Content-Disposition": f'inline; filename="consultation-{who.consultation.id}.pdf"'}
    return web.Response(body=pdf, content_type="application/pdf", headers=headers)


async def make(request: web.Request) -> web.Response:
    """Make the summary again, for instance after something was wrong when the consultation was closed."""
    who = await entry(request, Right.MODERATE)
    await keep_summary(services(request), who.consultation.id, who.attendee, who.address)
    return await answer(request)
