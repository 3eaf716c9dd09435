"""The people of a consultation as the media engine has them: muting them, putting them out, ending it."""

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager

from livekit.protocol.models import ParticipantInfo, TrackSource
from sqlalchemy import select

from consultation.consultations.tables import BroughtConsole, Consultation
from consultation.grants import attendee_of
from consultation.problems import Problem
from consultation.services import Services
from core.consoles import CONSULTATION
from core.rooms import EngineUnavailable


async def mute(shared: Services, consultation: Consultation, attendee_id: str) -> bool:
    """Mute every microphone of an attendee; whether they are in the room at all. Raises Problem 503."""
    async with _reached():
        theirs = [
            who
            for who in await shared.engine.present(consultation.room)
            if attendee_of(who.identity) == attendee_id
        ]
        for who in theirs:
            for sid in _open_microphones(who):
                await shared.engine.mute(consultation.room, who.identity, sid)
    return bool(theirs)


async def attendees(shared: Services, consultation: Consultation) -> frozenset[str]:
    """Ids of all attendees in the room. Raises Problem 503."""
    async with _reached():
        present = await shared.engine.present(consultation.room)
    return frozenset(attendee_of(who.identity) for who in present) - {""}


async def put_out(shared: Services, consultation: Consultation, attendee_ids: Collection[str]) -> None:
    """Remove attendees from the room, and from the consoles that they watch in it. Raises Problem 503."""
    async with _reached():
        for who in await shared.engine.present(consultation.room):
            if attendee_of(who.identity) in attendee_ids:
                await shared.engine.remove(consultation.room, who.identity)
        for room in await _consoles(shared, consultation):
            for who in await _watchers(shared, consultation, room):
                if attendee_of(who.identity) in attendee_ids:
                    await shared.engine.remove(room, who.identity)


async def put_out_watchers(shared: Services, consultation: Consultation, room: str) -> None:
    """Nobody watches this console through the consultation any more. Raises Problem 503."""
    async with _reached():
        for who in await _watchers(shared, consultation, room):
            await shared.engine.remove(room, who.identity)


async def end(shared: Services, consultation: Consultation) -> None:
    """End the room for all, and their watching of its consoles. Raises Problem 503."""
    for room in await _consoles(shared, consultation):
        await put_out_watchers(shared, consultation, room)
    async with _reached():
        await shared.engine.delete_room(consultation.room)


async def _consoles(shared: Services, consultation: Consultation) -> Sequence[str]:
    async with shared.database.read() as session:
        rooms = await session.scalars(
            select(BroughtConsole.room).where(BroughtConsole.consultation_id == consultation.id)
        )
        return rooms.all()


async def _watchers(shared: Services, consultation: Consultation, room: str) -> list[ParticipantInfo]:
    present = await shared.engine.present(room)
    return [who for who in present if who.attributes.get(CONSULTATION) == consultation.id]


def _open_microphones(who: ParticipantInfo) -> list[str]:
    return [track.sid for track in who.tracks if track.source == TrackSource.MICROPHONE and not track.muted]


@asynccontextmanager
async def _reached() -> AsyncIterator[None]:
    try:
        yield
    except EngineUnavailable as error:
        raise Problem(
            503, "engine_unavailable", f"The media engine cannot be reached, try again: {error}"
        ) from error
