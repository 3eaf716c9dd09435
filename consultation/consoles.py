"""Which consoles are on air, computed from what the engine lists. No I/O."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from livekit.protocol.models import ParticipantInfo, TrackInfo, TrackType

from core.credentials import CONSOLE_PREFIX

KIND = "consilium.kind"
ORGANISATION = "consilium.organisation"
MODALITY = "consilium.modality"
ROLE = "consilium.role"
USER = "consilium.user"
CONSULTATION = "consilium.consultation"
"""Names of the participant attributes that say who somebody is; set in the access token only."""

KIND_CONSOLE = "console"
KIND_PERSON = "person"
PICTURE_TRACK = "picture"


@dataclass(frozen=True, slots=True)
class Console:
    """One console on air. `since` is unix seconds, `width` and `height` pixels."""

    room: str
    identity: str
    name: str
    organisation: str
    modality: str
    since: int
    viewers: int
    width: int
    height: int

    def as_json(self) -> dict[str, str | int]:
        return asdict(self)


def console_in(room: str, participants: Iterable[ParticipantInfo]) -> Console | None:
    """The console on air in `room`: its participant publishes a picture. None if there is no such one."""
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
        )
    return None


def is_console_room(room: str) -> bool:
    return room.startswith(CONSOLE_PREFIX)


def _picture(participant: ParticipantInfo) -> TrackInfo | None:
    if participant.attributes.get(KIND) != KIND_CONSOLE:
        return None
    for track in participant.tracks:
        if track.type == TrackType.VIDEO and track.name == PICTURE_TRACK and not track.muted:
            return track
    return None


def _is_viewer(participant: ParticipantInfo) -> bool:
    return participant.attributes.get(KIND) == KIND_PERSON and not participant.permission.hidden


class ConsoleDirectory:
    """The consoles known to be on air, by room."""

    def __init__(self) -> None:
        self._by_room: dict[str, Console] = {}

    def put(self, room: str, console: Console | None) -> bool:
        """Replace what is known of one room; tells whether anything changed."""
        before = self._by_room.get(room)
        if console is None:
            self._by_room.pop(room, None)
        else:
            self._by_room[room] = console
        return before != console

    def put_all(self, consoles: Mapping[str, Console]) -> bool:
        """Replace everything; tells whether anything changed."""
        changed = self._by_room != consoles
        self._by_room = dict(consoles)
        return changed

    def get(self, room: str) -> Console | None:
        return self._by_room.get(room)

    def on_air(self) -> list[Console]:
        """All of them in a stable order: by organisation, then name."""
        return sorted(self._by_room.values(), key=lambda c: (c.organisation, c.name, c.room))
