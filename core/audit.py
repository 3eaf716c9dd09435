"""The audit log: who did what, when, from where, and how it ended. It is only ever appended to."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core.models import AuditEntry


class Outcome(StrEnum):
    """How an audited action ended."""

    SUCCESS = "success"
    REFUSED = "refused"


class Action(StrEnum):
    """What is audited."""

    SIGN_IN = "sign-in"
    SIGN_OUT = "sign-out"
    ROOM_TOKEN = "room-token"
    AGENT_TOKEN = "agent-token"
    API_TOKEN_CREATE = "api-token.create"
    ORGANISATION_CREATE = "organisation.create"
    USER_CREATE = "user.create"
    USER_PASSWORD = "user.password"
    USER_DISABLE = "user.disable"
    USER_ENABLE = "user.enable"
    AGENT_CREATE = "agent.create"
    AGENT_CREDENTIAL = "agent.credential"
    AGENT_DISABLE = "agent.disable"
    ARCHIVE_QUERY = "archive.query"
    STUDY_READ = "study.read"
    STUDY_STORE = "study.store"
    STUDY_SEND = "study.send"
    STUDY_RETRIEVE = "study.retrieve"
    SET_ASIDE_READ = "set-aside.read"
    SET_ASIDE_RESOLVE = "set-aside.resolve"
    PEER_ADD = "peer.add"
    PEER_CHANGE = "peer.change"
    PEER_REMOVE = "peer.remove"
    ASSOCIATION = "dicom.association"
    ARCHIVE_VERIFY = "archive.verify"
    CONSULTATION_CREATE = "consultation.create"
    CONSULTATION_CHANGE = "consultation.change"
    CONSULTATION_OPEN = "consultation.open"
    CONSULTATION_CLOSE = "consultation.close"
    CONSULTATION_INVITE = "consultation.invite"
    CONSULTATION_UNINVITE = "consultation.uninvite"
    CONSULTATION_BRING = "consultation.bring"
    CONSULTATION_REMOVE = "consultation.remove"
    CONSULTATION_HOST = "consultation.host"
    CONSULTATION_MUTE = "consultation.mute"
    CONSULTATION_EXPEL = "consultation.expel"
    CONSULTATION_ENTER = "consultation.enter"
    CONSULTATION_LEAVE = "consultation.leave"
    CONSULTATION_REFUSED = "consultation.refused"
    GUEST_LINK = "guest.link"
    GUEST_ENTER = "guest.enter"
    GUEST_ADMIT = "guest.admit"
    GUEST_REFUSE = "guest.refuse"
    BOARD_CHANGE = "board.change"
    SCREENING_CHANGE = "screening.change"
    SCREENING_VERDICT = "screening.verdict"
    PICTURE_ADD = "picture.add"
    PICTURE_READ = "picture.read"
    KEEP = "keep"
    SUMMARY_READ = "summary.read"
    AUDIT_READ = "audit.read"
    AUDIT_VERIFY = "audit.verify"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing to record.

    `actor` is ``user:<name>``, ``guest:<id>``, ``agent:<id>``, ``operator`` (the command line),
    ``server`` (what it does of its own accord) or ``anonymous``.
    """

    at: datetime
    actor: str
    action: Action
    target: str = ""
    address: str = ""
    outcome: Outcome = Outcome.SUCCESS
    detail: dict[str, str | int | bool] = field(default_factory=dict)


OPERATOR = "operator"
SERVER = "server"
ANONYMOUS = "anonymous"


def record(session: AsyncSession, event: Event) -> None:
    """Append `event` within the caller's transaction, so that deed and entry are kept or lost together."""
    session.add(AuditEntry(**columns(event)))


def columns(event: Event) -> dict[str, Any]:
    """The row of `event`, for those who write without an ORM session."""
    return {
        "at": event.at,
        "actor": event.actor[:200],
        "action": event.action.value,
        "target": event.target[:200],
        "address": event.address[:64],
        "outcome": event.outcome.value,
        "detail": event.detail,
    }


async def latest(session: AsyncSession, limit: int, *, action: Action | None = None) -> Sequence[AuditEntry]:
    """The newest entries, newest first."""
    query = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(limit)
    if action is not None:
        query = query.where(AuditEntry.action == action.value)
    return (await session.scalars(query)).all()
