"""Routes with which the host invites guests by a link, sees who waits, and lets them in or not."""

from datetime import timedelta

from aiohttp import web
from sqlalchemy import select

from consultation.consultations import expelling
from consultation.consultations.deeds import deed
from consultation.consultations.entrance import entry, unfinished_entry
from consultation.consultations.tables import GUEST_PREFIX, Guest, GuestState
from consultation.problems import Problem
from consultation.services import services
from core.audit import Action
from core.models import new_id
from core.opaque import new_secret
from core.rights import Right

LINK_LIFETIME = timedelta(hours=24)

_ADMISSIBLE = frozenset({GuestState.WAITING, GuestState.ADMITTED})


async def make_link(request: web.Request) -> web.Response:
    """A link that lets one guest wait before the door, once. Its secret is stored nowhere."""
    who = await unfinished_entry(request, Right.MODERATE)
    shared = services(request)
    secret, now = new_secret("cg"), shared.now()
    guest = Guest(
        id=new_id(),
        consultation_id=who.consultation.id,
        link_hash=shared.hasher(secret),
        cookie_hash=None,
        state=GuestState.INVITED,
        name="",
        organisation="",
        issued_by=who.attendee.id,
        issued_at=now,
        expires_at=now + LINK_LIFETIME,
        decided_by="",
    )
    async with deed(shared, who, Action.GUEST_LINK, {"guest": guest.id}) as done:
        done.session.add(guest)
    told = {"id": guest.id, "link": f"/guest/{secret}", "expires_at": guest.expires_at.isoformat()}
    return web.json_response(told, status=201)


async def listed(request: web.Request) -> web.Response:
    await entry(request, Right.ADMIT)
    return await _answer(request)


async def admit(request: web.Request) -> web.Response:
    """Only somebody who waits: links that were not used yet have nobody behind them."""
    who = await unfinished_entry(request, Right.ADMIT)
    guest_id = request.match_info["guest"]
    async with deed(services(request), who, Action.GUEST_ADMIT, {"guest": guest_id}) as done:
        guest = _of_this(await done.session.get(Guest, guest_id, with_for_update=True), request)
        if guest.state not in _ADMISSIBLE:
            raise Problem(409, "not_waiting", "This guest does not wait to be let in.")
        guest.state, guest.decided_by = GuestState.ADMITTED, who.attendee.id
    return await _answer(request)


async def refuse(request: web.Request) -> web.Response:
    """For good: also the link, if it was not used yet, and somebody who was let in before."""
    who = await unfinished_entry(request, Right.ADMIT)
    guest_id = request.match_info["guest"]
    shared = services(request)
    async with deed(shared, who, Action.GUEST_REFUSE, {"guest": guest_id}) as done:
        guest = _of_this(await done.session.get(Guest, guest_id, with_for_update=True), request)
        was_in = guest.state == GuestState.ADMITTED
        guest.state, guest.decided_by = GuestState.REFUSED, who.attendee.id
    if was_in:
        await expelling.put_out(shared, who.consultation, [GUEST_PREFIX + guest_id])
    return await _answer(request)


def _of_this(guest: Guest | None, request: web.Request) -> Guest:
    """Raises Problem 404 for a guest of no, or of another, consultation."""
    if guest is None or guest.consultation_id != request.match_info["consultation"]:
        raise Problem(404, "no_such_guest", "There is no such guest.")
    return guest


async def _answer(request: web.Request) -> web.Response:
    async with services(request).database.read() as session:
        found = await session.scalars(
            select(Guest)
            .where(Guest.consultation_id == request.match_info["consultation"])
            .order_by(Guest.issued_at, Guest.id)
        )
        return web.json_response({"guests": [_guest_json(guest) for guest in found]})


def _guest_json(guest: Guest) -> dict[str, object]:
    return {
        "id": guest.id,
        "name": guest.name,
        "organisation": guest.organisation,
        "state": guest.state,
        "issued_at": guest.issued_at.isoformat(),
    }
