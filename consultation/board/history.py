"""What the log of a board holds: reading it, all of it or from some point on, up to some time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from consultation.consultations.tables import BoardUpdate


@dataclass(frozen=True, slots=True)
class Kept:
    """One Yjs update that is in the log; `seq` counts from 1 without gaps."""

    seq: int
    update: bytes


async def read_history(
    session: AsyncSession, consultation_id: str, *, after: int = 0, until: datetime | None = None
) -> Sequence[Kept]:
    """The updates after number `after`, kept at `until` at the latest, in their order."""
    query = (
        select(BoardUpdate.seq, BoardUpdate.update)
        .where(BoardUpdate.consultation_id == consultation_id, BoardUpdate.seq > after)
        .order_by(BoardUpdate.seq)
    )
    if until is not None:
        query = query.where(BoardUpdate.at <= until)
    return [Kept(seq, update) for seq, update in await session.execute(query)]
