"""Puts people out of a consultation at once: off its board, out of its room, away from its consoles."""

from collections.abc import Collection, Iterable

from consultation.consultations import media
from consultation.consultations.attendance import present
from consultation.consultations.attendees import still_part
from consultation.consultations.tables import Consultation
from consultation.services import Services


async def put_out(shared: Services, consultation: Consultation, attendee_ids: Collection[str]) -> None:
    """They are no part of it any more, as the database says already. Raises Problem 503."""
    for attendee in attendee_ids:
        await shared.doors.shut(consultation.id, attendee)
    if attendee_ids:
        await media.put_out(shared, consultation, attendee_ids)


async def put_out_strangers(shared: Services, consultation: Consultation) -> None:
    """Put out whoever is there and is no part of it any more. Raises Problem 503."""
    async with shared.database.read() as session:
        at_board = [stay.attendee for stay in await present(session, consultation.id, shared.now())]
    await put_out(shared, consultation, await _strangers(shared, consultation, at_board))
    in_room = await media.attendees(shared, consultation)
    await put_out(shared, consultation, await _strangers(shared, consultation, in_room))


async def _strangers(shared: Services, consultation: Consultation, there: Iterable[str]) -> list[str]:
    async with shared.database.read() as session:
        return [
            attendee
            for attendee in there
            if not await still_part(session, consultation.id, attendee, shared.now())
        ]
