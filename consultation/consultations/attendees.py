"""Who takes part in a consultation, with which rights; and which studies that lets them see."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from consultation.consultations.tables import (
    GUEST_PREFIX,
    BroughtStudy,
    Consultation,
    Guest,
    GuestState,
    Member,
    MemberKind,
    State,
)
from core.accounts import Person
from core.accounts import person as as_person
from core.models import User
from core.opaque import SecretHasher
from core.rights import ROLE_RIGHTS, Right, rights_in_room
from core.roles import Role

GUEST_COOKIE = "consilium_guest"
GUEST_ROLE = "guest"


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody in one consultation: a person with an account, or an admitted guest."""

    id: str
    """Id of the user, or `guest-` and the id of the guest."""
    name: str
    organisation: str
    organisation_id: str | None
    """None for guests."""
    role: Role | None
    """None for guests."""
    host: bool
    rights: frozenset[Right]
    actor: str
    """As the audit log names them."""

    @property
    def role_name(self) -> str:
        """As the page and the engine are told it."""
        return GUEST_ROLE if self.role is None else self.role.value


@dataclass(frozen=True, slots=True)
class GuestVisit:
    """A guest as the cookie of their browser tells: of one consultation, admitted or not yet."""

    id: str
    consultation_id: str
    name: str
    organisation: str
    state: GuestState

    @property
    def actor(self) -> str:
        return f"guest:{self.id}"


def person_attendee(person: Person, consultation: Consultation) -> Attendee:
    """`person` in a consultation that they are part of."""
    host = consultation.host_id == person.id
    return Attendee(
        id=person.id,
        name=person.display_name,
        organisation=person.organisation,
        organisation_id=person.organisation_id,
        role=person.role,
        host=host,
        rights=rights_in_room(person.role, host=host),
        actor=f"user:{person.name}",
    )


def guest_attendee(guest: GuestVisit) -> Attendee:
    return Attendee(
        id=GUEST_PREFIX + guest.id,
        name=guest.name,
        organisation=guest.organisation,
        organisation_id=None,
        role=None,
        host=False,
        rights=rights_in_room(None, host=False),
        actor=guest.actor,
    )


def takes_part(person: Person) -> ColumnElement[bool]:
    """The consultations that `person` is part of: theirs, invited to, or called to by "help now".

    Whoever was put out is part no more, however they were invited.
    """
    invited = select(Member.consultation_id).where(
        or_(
            and_(Member.kind == MemberKind.PERSON, Member.subject_id == person.id),
            and_(Member.kind == MemberKind.ORGANISATION, Member.subject_id == person.organisation_id),
        )
    )
    part = or_(Consultation.host_id == person.id, Consultation.id.in_(invited))
    if Right.ANSWER in ROLE_RIGHTS[person.role]:
        part = or_(part, and_(Consultation.urgent, Consultation.state == State.OPEN))
    expelled = select(Member.consultation_id).where(
        Member.kind == MemberKind.EXPELLED, Member.subject_id == person.id
    )
    return and_(part, Consultation.id.not_in(expelled))


async def find_consultation(
    session: AsyncSession, person: Person, consultation_id: str
) -> Consultation | None:
    """The consultation, if `person` is part of it."""
    found: Consultation | None = await session.scalar(
        select(Consultation).where(Consultation.id == consultation_id, takes_part(person))
    )
    return found


async def find_guest(
    session: AsyncSession, hasher: SecretHasher, cookie: str, now: datetime
) -> GuestVisit | None:
    """The guest whose browser shows this cookie, unless refused, expired, or the consultation is over."""
    row = await session.scalar(
        select(Guest)
        .join(Consultation, Consultation.id == Guest.consultation_id)
        .where(
            Guest.cookie_hash == hasher(cookie),
            Guest.expires_at > now,
            Guest.state.in_([GuestState.WAITING, GuestState.ADMITTED]),
            Consultation.state != State.CLOSED,
        )
    )
    if row is None:
        return None
    return GuestVisit(row.id, row.consultation_id, row.name, row.organisation, GuestState(row.state))


async def still_part(session: AsyncSession, consultation_id: str, attendee_id: str, now: datetime) -> bool:
    """Whether an attendee from before still is one: not put out, disabled, or a guest whose time is over."""
    if attendee_id.startswith(GUEST_PREFIX):
        guest = await session.get(Guest, attendee_id.removeprefix(GUEST_PREFIX))
        if guest is None or guest.consultation_id != consultation_id or guest.expires_at <= now:
            return False
        consultation = await session.get_one(Consultation, consultation_id)
        return guest.state == GuestState.ADMITTED and consultation.state != State.CLOSED
    user = await session.get(User, attendee_id)
    if user is None or user.disabled_at is not None:
        return False
    return await find_consultation(session, as_person(user), consultation_id) is not None


async def studies_shown_to(session: AsyncSession, person: Person) -> frozenset[str]:
    """UIDs of the studies that open consultations let `person` see, whosever they are."""
    found = await session.scalars(
        select(BroughtStudy.study_uid)
        .join(Consultation, Consultation.id == BroughtStudy.consultation_id)
        .where(Consultation.state == State.OPEN, takes_part(person))
    )
    return frozenset(found)


async def studies_shown_to_guest(session: AsyncSession, guest: GuestVisit) -> frozenset[str]:
    """UIDs of the studies that an admitted guest sees while the consultation is open."""
    if guest.state is not GuestState.ADMITTED:
        return frozenset()
    found = await session.scalars(
        select(BroughtStudy.study_uid)
        .join(Consultation, Consultation.id == BroughtStudy.consultation_id)
        .where(Consultation.state == State.OPEN, Consultation.id == guest.consultation_id)
    )
    return frozenset(found)
