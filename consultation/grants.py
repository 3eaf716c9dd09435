"""Access tokens: what the table of rights (`core.rights`) means in a room, said to the engine."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from livekit.api import VideoGrants

from consultation.consultations.attendees import Attendee
from consultation.consultations.tables import GUEST_PREFIX
from core.accounts import Person
from core.consoles import (
    CONSULTATION,
    KIND,
    KIND_CONSOLE,
    KIND_PERSON,
    MODALITY,
    ORGANISATION,
    ROLE,
    SESSION,
    USER,
)
from core.credentials import Console
from core.rights import ROLE_RIGHTS, Right
from core.room_tokens import room_token
from core.settings import LivekitSettings

PERSON_TTL = timedelta(hours=1)
"""The engine renews the token of whoever is connected; this only bounds how late a join may come."""

PREVIEW_TTL = timedelta(minutes=10)
CONSOLE_TTL = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Issued:
    """A token and the identity that it lets its bearer take."""

    identity: str
    token: str


@dataclass(frozen=True, slots=True)
class Rights:
    """What somebody may do in a room. Seeing and hearing is part of every role."""

    sources: tuple[str, ...] = ()
    """What may be published: LiveKit's names of track sources."""

    data: bool = False
    """Whether messages may be sent to everybody: pointers, drawings, control."""


_SOURCES = {
    Right.SPEAK: ("microphone",),
    Right.CAMERA: ("camera",),
    Right.SCREEN: ("screen_share", "screen_share_audio"),
}


def room_rights(rights: frozenset[Right]) -> Rights:
    """What the table's rights mean to the engine."""
    sources = tuple(source for right, named in _SOURCES.items() if right in rights for source in named)
    return Rights(sources, data=Right.POINT in rights)


PREVIEW = Rights()
CONSOLE = Rights(("screen_share", "screen_share_audio", "camera", "microphone"), data=True)


def owner_of(identity: str) -> str:
    """The id of the person or agent whose participant this is; "" for anybody else's."""
    kind, _, rest = identity.partition("-")
    return rest.partition("-")[0] if kind in {"user", "console"} else ""


def attendee_of(identity: str) -> str:
    """The id of the attendee whose participant this is, guests included; "" for anybody else's."""
    kind, _, rest = identity.partition("-")
    owner = rest.partition("-")[0]
    return {"user": owner, "guest": GUEST_PREFIX + owner}.get(kind, "") if owner else ""


def person_token(settings: LivekitSettings, person: Person, room: str, session: str, *, preview: bool) -> str:
    """A token for one page load of `person`; a preview sees without being seen.

    `session`, here and below, is the id of the credential by whose end its bearer has to leave.
    """
    rights = PREVIEW if preview else room_rights(ROLE_RIGHTS[person.role])
    bearer = _Bearer(
        f"user-{person.id}-{secrets.token_hex(4)}",
        person.display_name,
        _person_attributes(person.organisation, person.role.value, person.id, session),
    )
    ttl = PREVIEW_TTL if preview else PERSON_TTL
    return _signed(settings, bearer, _grants(rights, room, hidden=preview), ttl)


def attendee_token(settings: LivekitSettings, attendee: Attendee, room: str, session: str) -> Issued:
    """A token for one page load of an attendee, for the room of their consultation."""
    bearer = _bearer(attendee, session)
    grants = _grants(room_rights(attendee.rights), room, hidden=False)
    return Issued(bearer.identity, _signed(settings, bearer, grants, PERSON_TTL))


def watcher_token(
    settings: LivekitSettings, attendee: Attendee, console_room: str, consultation_id: str, session: str
) -> Issued:
    """A token to watch a console that was brought to a consultation: sees and hears, unseen, no more."""
    bearer = _bearer(attendee, session, {CONSULTATION: consultation_id})
    grants = _grants(PREVIEW, console_room, hidden=True)
    return Issued(bearer.identity, _signed(settings, bearer, grants, PERSON_TTL))


def console_token(settings: LivekitSettings, console: Console) -> str:
    """A token for a capture agent, which joins the room of its own console."""
    attributes = {KIND: KIND_CONSOLE, ORGANISATION: console.organisation, MODALITY: console.modality}
    bearer = _Bearer(console.room, console.name, attributes)
    return _signed(settings, bearer, _grants(CONSOLE, console.room, hidden=False), CONSOLE_TTL)


def plain_token(
    settings: LivekitSettings, *, room: str, identity: str, publish: bool, hidden: bool, ttl: timedelta
) -> str:
    """A token for a program that an operator trusts: sees and hears, and publishes if `publish`."""
    grants = VideoGrants(
        room_join=True,
        room=room,
        can_publish=publish,
        can_subscribe=True,
        can_publish_data=publish,
        hidden=hidden,
    )
    return _signed(settings, _Bearer(identity, identity, {}), grants, ttl)


@dataclass(frozen=True, slots=True)
class _Bearer:
    """Whom the engine lets in with a token, and what it tells the others of them."""

    identity: str
    name: str
    attributes: dict[str, str]


def _bearer(attendee: Attendee, session: str, further: Mapping[str, str] | None = None) -> _Bearer:
    kind = "" if attendee.role is None else "user-"
    attributes = _person_attributes(attendee.organisation, attendee.role_name, attendee.id, session)
    return _Bearer(
        f"{kind}{attendee.id}-{secrets.token_hex(4)}", attendee.name, {**attributes, **(further or {})}
    )


def _person_attributes(organisation: str, role: str, attendee_id: str, session: str) -> dict[str, str]:
    return {
        KIND: KIND_PERSON,
        ORGANISATION: organisation,
        ROLE: role,
        USER: attendee_id,
        SESSION: session,
    }


def _signed(settings: LivekitSettings, bearer: _Bearer, grants: VideoGrants, ttl: timedelta) -> str:
    return room_token(settings, bearer.identity, grants, ttl, attributes=bearer.attributes, name=bearer.name)


def _grants(rights: Rights, room: str, *, hidden: bool) -> VideoGrants:
    return VideoGrants(
        room_join=True,
        room=room,
        can_subscribe=True,
        # An empty list of sources means "all" to the engine, so that it takes both to forbid.
        can_publish=bool(rights.sources),
        can_publish_sources=list(rights.sources) or None,
        can_publish_data=rights.data,
        can_update_own_metadata=False,
        hidden=hidden,
    )
