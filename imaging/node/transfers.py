"""The durable queue of transfers: put in, listed, retried and cancelled by people; claimed by node processes.

A claim is a lease. Whoever holds it renews it; where its holder died, it runs out and somebody else goes on.
The end of the lease, as it stands in the row, tells holders apart: no two claims end in the same microsecond.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core import audit
from core.audit import Action, Event
from imaging.errors import PeerError
from imaging.index.tables import Peer, Transfer
from imaging.node.backoff import ATTEMPTS_MAX, delay_after

LEASE = timedelta(seconds=60)

LISTED = 200


class Kind(StrEnum):
    """What a transfer does."""

    SEND = "send"
    RETRIEVE = "retrieve"
    COMMITMENT = "commitment"
    """Answer a storage commitment request (PS3.4 Annex J)."""


class State(StrEnum):
    """Where a transfer stands. Only WAITING and RUNNING ones are looked at again."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


_AUDITED = {Kind.SEND: Action.STUDY_SEND, Kind.RETRIEVE: Action.STUDY_RETRIEVE}


@dataclass(frozen=True, slots=True)
class NewTransfer:
    """What is asked for. Who asks was allowed to, when it was asked."""

    kind: Kind
    peer_id: str
    organisation_id: str
    actor: str
    address: str = ""
    study_uid: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)
    """What a commitment needs: ``transaction_uid`` and ``references``."""


@dataclass(frozen=True, slots=True)
class TransferRecord:
    """A transfer as it stands."""

    id: str
    kind: Kind
    state: State
    peer_id: str
    peer_aet: str
    organisation_id: str
    actor: str
    study_uid: str
    detail: Mapping[str, Any]
    done: int
    total: int
    attempts: int
    error: str
    created_at: datetime
    ended_at: datetime | None
    leased_until: datetime | None


async def enqueue(session: AsyncSession, new: NewTransfer, *, now: datetime) -> str:
    """Put a transfer into the queue; its id. Raises PeerError where there is no such peer."""
    peer = await session.get(Peer, new.peer_id)
    if peer is None:
        raise PeerError("there is no such peer (any more).")
    row = Transfer(
        kind=new.kind.value,
        state=State.WAITING.value,
        peer_id=new.peer_id,
        organisation_id=new.organisation_id,
        actor=new.actor,
        detail={**new.detail, "study_uid": new.study_uid},
        due_at=now,
        created_at=now,
    )
    session.add(row)
    action = _AUDITED.get(new.kind)
    if action is not None:
        event = Event(now, new.actor, action, new.study_uid, new.address, detail={"peer": peer.aet})
        audit.record(session, event)
    await session.flush()
    return row.id


async def list_transfers(
    session: AsyncSession, organisation_id: str | None = None, *, limit: int = LISTED
) -> Sequence[TransferRecord]:
    """What people asked for, the newest first; of one organisation, or of all."""
    statement = _SELECT.where(Transfer.kind != Kind.COMMITMENT.value)
    if organisation_id is not None:
        statement = statement.where(Transfer.organisation_id == organisation_id)
    rows = await session.execute(statement.order_by(Transfer.created_at.desc()).limit(limit))
    return [_record(row, aet) for row, aet in rows]


async def get_transfer(session: AsyncSession, transfer_id: str) -> TransferRecord:
    """Raises PeerError where there is none (any more)."""
    row = (await session.execute(_SELECT.where(Transfer.id == transfer_id))).one_or_none()
    if row is None:
        raise PeerError("there is no such transfer (any more).")
    return _record(*row)


async def retry_transfer(session: AsyncSession, transfer_id: str, *, now: datetime) -> None:
    """Begin again at once with one that ended or waits. Raises PeerError."""
    changed = await _change(
        session,
        and_(Transfer.id == transfer_id, Transfer.state != State.RUNNING.value),
        state=State.WAITING.value,
        attempts=0,
        error="",
        due_at=now,
        ended_at=None,
    )
    if not changed:
        raise PeerError("there is nothing to try again: the transfer is running, or is no longer there.")


async def cancel_transfer(session: AsyncSession, transfer_id: str, *, now: datetime) -> None:
    """End one that waits or runs; who runs it stops within seconds. Raises PeerError."""
    open_ones = Transfer.state.in_([State.WAITING.value, State.RUNNING.value])
    changed = await _change(
        session,
        and_(Transfer.id == transfer_id, open_ones),
        state=State.CANCELLED.value,
        leased_until=None,
        ended_at=now,
    )
    if not changed:
        raise PeerError("there is nothing to cancel: the transfer has ended, or is no longer there.")


def _claimable(now: datetime) -> ColumnElement[bool]:
    return or_(
        and_(Transfer.state == State.WAITING.value, Transfer.due_at <= now),
        and_(Transfer.state == State.RUNNING.value, Transfer.leased_until < now),
    )


async def due(session: AsyncSession, now: datetime) -> str | None:
    """The id of one that waits to be claimed, that which waited longest."""
    statement = select(Transfer.id).where(_claimable(now)).order_by(Transfer.due_at).limit(1)
    return await session.scalar(statement)


async def claim(session: AsyncSession, transfer_id: str, now: datetime) -> TransferRecord | None:
    """Take the lease; None where somebody else was first."""
    changed = await _change(
        session,
        and_(Transfer.id == transfer_id, _claimable(now)),
        state=State.RUNNING.value,
        leased_until=now + LEASE,
        attempts=Transfer.attempts + 1,
    )
    return await get_transfer(session, transfer_id) if changed else None


async def renew(
    session: AsyncSession, held: TransferRecord, done: int, total: int, now: datetime
) -> TransferRecord | None:
    """Keep the lease and note how far it is; None where it was cancelled or taken over."""
    changed = await _change(session, _held(held), leased_until=now + LEASE, done=done, total=total)
    return await get_transfer(session, held.id) if changed else None


async def complete(session: AsyncSession, held: TransferRecord, done: int, total: int, now: datetime) -> bool:
    """Note that it is done; False where it was cancelled or taken over meanwhile."""
    return await _change(
        session,
        _held(held),
        state=State.DONE.value,
        done=done,
        total=total,
        error="",
        leased_until=None,
        ended_at=now,
    )


async def fail(
    session: AsyncSession, held: TransferRecord, error: str, *, final: bool, now: datetime
) -> bool:
    """Note why it failed; it is tried again later unless that is of no use, or was done often enough."""
    if final or held.attempts >= ATTEMPTS_MAX:
        ended: dict[str, Any] = {"state": State.FAILED.value, "ended_at": now}
    else:
        ended = {"state": State.WAITING.value, "due_at": now + delay_after(held.attempts)}
    return await _change(session, _held(held), error=error, leased_until=None, **ended)


async def release(session: AsyncSession, held: TransferRecord, now: datetime) -> None:
    """Give the lease back unharmed, as when this process ends: another goes on at once."""
    await _change(
        session,
        _held(held),
        state=State.WAITING.value,
        due_at=now,
        leased_until=None,
        attempts=max(0, held.attempts - 1),
    )


def _held(held: TransferRecord) -> ColumnElement[bool]:
    return and_(
        Transfer.id == held.id,
        Transfer.state == State.RUNNING.value,
        Transfer.leased_until == held.leased_until,
    )


async def _change(session: AsyncSession, which: ColumnElement[bool], **values: Any) -> bool:
    statement = update(Transfer).where(which).values(**values)
    done = await session.execute(statement.execution_options(synchronize_session=False))
    return cast("CursorResult[Any]", done).rowcount == 1


_SELECT = select(Transfer, Peer.aet).join(Peer, Peer.id == Transfer.peer_id)


def _record(row: Transfer, aet: str) -> TransferRecord:
    return TransferRecord(
        row.id,
        Kind(row.kind),
        State(row.state),
        row.peer_id,
        aet,
        row.organisation_id,
        row.actor,
        row.detail.get("study_uid", ""),
        row.detail,
        row.done,
        row.total,
        row.attempts,
        row.error,
        row.created_at,
        row.ended_at,
        row.leased_until,
    )
