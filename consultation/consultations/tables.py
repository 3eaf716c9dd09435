"""The tables of consultations: who is part of them, who was there, what was brought, drawn and kept."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Boolean, ForeignKey, Index, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.models import Base, UtcDateTime, new_id

ROOM_PREFIX = "consultation-"
"""A consultation's LiveKit room is this and its id."""

GUEST_PREFIX = "guest-"
"""A guest is known everywhere by this and the id of their row."""


class State(StrEnum):
    """Where a consultation stands; only ever forward."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


class MemberKind(StrEnum):
    """Who is invited; or, overriding every invitation, a person whom the host has put out."""

    PERSON = "person"
    ORGANISATION = "organisation"
    EXPELLED = "expelled"


class GuestState(StrEnum):
    """Where a guest stands: the link was made, used, and the host has decided."""

    INVITED = "invited"
    WAITING = "waiting"
    ADMITTED = "admitted"
    REFUSED = "refused"


class Consultation(Base):
    """One consultation. `urgent` is "help now": every expert is called."""

    __tablename__ = "consultation"

    id: Mapped[str] = mapped_column(String(12), primary_key=True, default=new_id)
    title: Mapped[str] = mapped_column(String(200))
    question: Mapped[str] = mapped_column(Text)
    state: Mapped[State] = mapped_column(String(16), index=True)
    urgent: Mapped[bool] = mapped_column(Boolean)
    host_id: Mapped[str] = mapped_column(ForeignKey("user_account.id"), index=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    planned_for: Mapped[datetime | None] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    conclusion: Mapped[str] = mapped_column(Text, default="")
    summary_study_uid: Mapped[str] = mapped_column(String(64), default="")
    """Where the summary was kept; "" while there is none, or where it is in `Summary`."""
    summary_instance_uid: Mapped[str] = mapped_column(String(64), default="")

    @property
    def room(self) -> str:
        """Name of its LiveKit room."""
        return ROOM_PREFIX + self.id


class Member(Base):
    """An invited person, or an organisation all of whose people are invited; or somebody put out."""

    __tablename__ = "consultation_member"
    __table_args__ = (Index("ix_consultation_member_subject", "subject_id"),)

    consultation_id: Mapped[str] = mapped_column(ForeignKey("consultation.id"), primary_key=True)
    kind: Mapped[MemberKind] = mapped_column(String(16), primary_key=True)
    subject_id: Mapped[str] = mapped_column(String(12), primary_key=True)
    """Of a user or of an organisation."""
    invited_by: Mapped[str] = mapped_column(String(12))
    invited_at: Mapped[datetime] = mapped_column(UtcDateTime)


class BroughtStudy(Base):
    """A study on the table: everybody in the consultation may see it while it is open."""

    __tablename__ = "consultation_study"

    consultation_id: Mapped[str] = mapped_column(ForeignKey("consultation.id"), primary_key=True)
    study_uid: Mapped[str] = mapped_column(String(64), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    """Whose study it is."""
    added_by: Mapped[str] = mapped_column(String(12))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)


class BroughtConsole(Base):
    """A console that is watched in the consultation; `room` is the console's own LiveKit room."""

    __tablename__ = "consultation_console"

    consultation_id: Mapped[str] = mapped_column(ForeignKey("consultation.id"), primary_key=True)
    room: Mapped[str] = mapped_column(String(64), primary_key=True)
    added_by: Mapped[str] = mapped_column(String(12))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Guest(Base):
    """Somebody without an account: a link that works once, then a cookie that works once admitted."""

    __tablename__ = "consultation_guest"

    id: Mapped[str] = mapped_column(String(12), primary_key=True, default=new_id)
    consultation_id: Mapped[str] = mapped_column(ForeignKey("consultation.id"), index=True)
    link_hash: Mapped[str] = mapped_column(String(64), unique=True)
    cookie_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    state: Mapped[GuestState] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(200))
    organisation: Mapped[str] = mapped_column(String(200))
    issued_by: Mapped[str] = mapped_column(String(12))
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by: Mapped[str] = mapped_column(String(12))


class Attendance(Base):
    """One stay of one attendee at the board."""

    __tablename__ = "consultation_attendance"

    id: Mapped[str] = mapped_column(String(12), primary_key=True, default=new_id)
    consultation_id: Mapped[str] = mapped_column(ForeignKey("consultation.id"), index=True)
    attendee: Mapped[str] = mapped_column(String(32))
    """Id of a user, or `guest-` and the id of a guest."""
    name: Mapped[str] = mapped_column(String(200))
    organisation: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(32))
    """`guest` for guests."""
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    left_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """Until when they are known to be there; put off again and again while they stay."""


class Picture(Base):
    """A picture that somebody froze or put into the chat; its bytes are in the object store."""

    __tablename__ = "consultation_picture"

    consultation_id: Mapped[str] = mapped_column(ForeignKey("consultation.id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    media_type: Mapped[str] = mapped_column(String(32))
    size: Mapped[int] = mapped_column(Integer)
    width: Mapped[int] = mapped_column(Integer)
    height: Mapped[int] = mapped_column(Integer)
    added_by: Mapped[str] = mapped_column(String(32))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Kept(Base):
    """A DICOM instance that the consultation left in the archive."""

    __tablename__ = "consultation_kept"

    consultation_id: Mapped[str] = mapped_column(ForeignKey("consultation.id"), primary_key=True)
    instance_uid: Mapped[str] = mapped_column(String(64), primary_key=True)
    study_uid: Mapped[str] = mapped_column(String(64))
    series_uid: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(16))
    """`image`, `marks`, `measurements`, `key-images` or `summary`."""
    picture: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the picture it was made of; "" for what is made of something else."""
    kept_by: Mapped[str] = mapped_column(String(32))
    kept_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Summary(Base):
    """The summary of a consultation that showed no study: the archive has no place for it."""

    __tablename__ = "consultation_summary"

    consultation_id: Mapped[str] = mapped_column(ForeignKey("consultation.id"), primary_key=True)
    pdf: Mapped[bytes] = mapped_column(LargeBinary)
    made_by: Mapped[str] = mapped_column(String(32))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Board(Base):
    """How far the log of a consultation's board has come: the row that its writers lock."""

    __tablename__ = "board"

    consultation_id: Mapped[str] = mapped_column(ForeignKey("consultation.id"), primary_key=True)
    last_seq: Mapped[int] = mapped_column(BigInteger)


class BoardUpdate(Base):
    """One Yjs update, as it came, with its time and author. Numbered without gaps."""

    __tablename__ = "board_update"

    consultation_id: Mapped[str] = mapped_column(ForeignKey("consultation.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    author: Mapped[str] = mapped_column(String(32))
    update: Mapped[bytes] = mapped_column(LargeBinary)
