"""What was kept but is no part of the archive: listed, given out and settled, each deed audited."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core import audit
from core.audit import Action, Event
from imaging.errors import NotFound
from imaging.index.tables import SetAside
from imaging.rights import Caller


@dataclass(frozen=True, slots=True)
class SetAsidePage:
    """Unsettled ones, newest first; `next` is where the next page begins, None after the last."""

    rows: Sequence[SetAside]
    next: int | None


async def list_set_aside(session: AsyncSession, *, before: int | None, limit: int) -> SetAsidePage:
    """Those older than the entry `before`."""
    statement = select(SetAside).where(SetAside.resolved_at.is_(None)).order_by(SetAside.id.desc())
    if before is not None:
        statement = statement.where(SetAside.id < before)
    rows = (await session.scalars(statement.limit(limit + 1))).all()
    return SetAsidePage(rows[:limit], rows[limit - 1].id if len(rows) > limit else None)


async def read_set_aside(session: AsyncSession, pk: int, *, caller: Caller, now: datetime) -> SetAside:
    """The entry, whose file the caller is about to get. Raises NotFound."""
    found = await _get(session, pk)
    audit.record(session, _event(Action.SET_ASIDE_READ, found, caller, now))
    return found


async def resolve_set_aside(session: AsyncSession, pk: int, *, caller: Caller, now: datetime) -> None:
    """Take it off the list; its file is kept. Raises NotFound, but for one already settled."""
    found = await _get(session, pk)
    if found.resolved_at is None:
        found.resolved_at = now
        audit.record(session, _event(Action.SET_ASIDE_RESOLVE, found, caller, now))


async def _get(session: AsyncSession, pk: int) -> SetAside:
    found = await session.get(SetAside, pk)
    if found is None:
        raise NotFound("There is no such file set aside.")
    return found


def _event(action: Action, found: SetAside, caller: Caller, now: datetime) -> Event:
    detail: dict[str, str | int | bool] = {"kind": found.kind, "digest": found.digest}
    return Event(now, caller.actor, action, str(found.id), caller.address, detail=detail)
