"""Consoles on air, found in what the engine lists; the attributes that say who somebody is. No I/O."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from livekit.protocol.models import ParticipantInfo, TrackInfo, TrackType

from core.credentials import CONSOLE_PREFIX

KIND = "consilium.kind"
ORGANISATION = "consilium.organisation"
MODALITY = "consilium.modality"
ROLE = "consilium.role"
USER = "consilium.user"
CONSULTATION = "consilium.consultation"
SESSION = "consilium.session"
"""Names of the participant attributes that say who somebody is; set in the access token only."""

KIND_CONSOLE = "console"
KIND_PERSON = "person"
PICTURE_TRACK = "picture"
WITHHELD_TRACK = "picture-withheld"
"""A plain pattern, sent while nobody at the hospital has released what is on the screen."""


@dataclass(frozen=True, slots=True)
class Console:
    """One console on air. `since` is unix seconds, `width` and `height` pixels of what it sends."""

    room: str
    identity: str
    name: str
    organisation: str
    modality: str
    since: int
    viewers: int
    width: int
    height: int
    withheld: bool

    def as_json(self) -> dict[str, str | int]:
        return asdict(self)


def console_in(room: str, participants: Iterable[ParticipantInfo]) -> Console | None:
    """The console on air in `room`: its participant publishes a picture, or that it is withheld.

    None if there is no such one.
    """
    present = list(participants)
    for participant in present:
        picture = _picture(participant)
        if picture is None or participant.identity != room:
            continue
        return Console(
            room=room,
            identity=participant.identity,
            name=participant.name or participant.identity,
            organisation=participant.attributes.get(ORGANISATION, ""),
            modality=participant.attributes.get(MODALITY, ""),
            since=participant.joined_at,
            viewers=sum(_is_viewer(other) for other in present),
            width=picture.width,
            height=picture.height,
            withheld=picture.name == WITHHELD_TRACK,
        )
    return None


def is_console_room(room: str) -> bool:
    return room.startswith(CONSOLE_PREFIX)


def _picture(participant: ParticipantInfo) -> TrackInfo | None:
    if participant.attributes.get(KIND) != KIND_CONSOLE:
        return None
    sent = {
        track.name: track for track in participant.tracks if track.type == TrackType.VIDEO and not track.muted
    }
    return sent.get(PICTURE_TRACK) or sent.get(WITHHELD_TRACK)


def _is_viewer(participant: ParticipantInfo) -> bool:
    return participant.attributes.get(KIND) == KIND_PERSON and not participant.permission.hidden
