"""Looks at whoever joins a room with a token of a consultation: tokens outlive what they were given for."""

import logging

from livekit.protocol.models import ParticipantInfo

from consultation.consultations.attendees import still_part
from consultation.consultations.tables import ROOM_PREFIX, Consultation, State
from consultation.grants import attendee_of
from consultation.services import Services
from core.consoles import CONSULTATION
from core.rooms import EngineUnavailable

log = logging.getLogger(__name__)


async def check_joined(shared: Services, room: str, who: ParticipantInfo) -> None:
    """Remove somebody who was put out, or whose consultation is over, since their token was given."""
    if room.startswith(ROOM_PREFIX):
        consultation_id = room.removeprefix(ROOM_PREFIX)
    else:
        consultation_id = who.attributes.get(CONSULTATION, "")
    attendee = attendee_of(who.identity)
    if not (consultation_id and attendee) or await _welcome(shared, consultation_id, attendee):
        return
    log.info("%s joined %s with a token from before and is removed", who.identity, room)
    try:
        await shared.engine.remove(room, who.identity)
    except EngineUnavailable as error:
        log.warning("%s", error)


async def _welcome(shared: Services, consultation_id: str, attendee: str) -> bool:
    async with shared.database.read() as session:
        consultation = await session.get(Consultation, consultation_id)
        if consultation is None or consultation.state != State.OPEN:
            return False
        return await still_part(session, consultation_id, attendee, shared.now())
