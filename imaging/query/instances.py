"""Where instances are: read by whole series, and kept while the series does not change."""

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.database import Database
from imaging.index.tables import Instance, Series, Study
from imaging.query.model import InstanceRef

FRESH_S = 2.0
"""How long what is known of a series is believed without asking for its revision again."""

KEPT_INSTANCES = 200_000
"""At most so many references are kept in memory (about 600 bytes each)."""

_COLUMNS = (
    Instance.id,
    Study.organisation_id,
    Study.study_uid,
    Series.series_uid,
    Instance.sop_instance_uid,
    Instance.sop_class_uid,
    Instance.transfer_syntax,
    Instance.digest,
    Instance.size,
    Instance.pixel_offset,
    Instance.pixel_length,
    Instance.rows,
    Instance.columns,
    Instance.frames,
    Instance.bits_allocated,
    Instance.samples,
    Series.revision,
)
"""In the order of InstanceRef's fields."""


def references() -> Select[*tuple[Any, ...]]:
    """All references, in the order in which they are shown; narrow it with `where`."""
    statement: Select[*tuple[Any, ...]] = select(*_COLUMNS)
    return (
        statement.join(Series, Series.id == Instance.series_pk)
        .join(Study, Study.id == Series.study_pk)
        .order_by(Series.number, Series.id, Instance.number, Instance.id)
    )


async def read_references(
    session: AsyncSession, statement: Select[*tuple[Any, ...]]
) -> tuple[InstanceRef, ...]:
    return tuple(InstanceRef(*row) for row in (await session.execute(statement)))


@dataclass(slots=True)
class _KnownSeries:
    instances: Mapping[str, InstanceRef]
    revision: int
    checked_at: float


class SeriesReferences:
    """The references of the series last used. What is given away may be `FRESH_S` old."""

    def __init__(self, database: Database, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._clock = clock
        self._known: OrderedDict[str, _KnownSeries] = OrderedDict()
        self._count = 0

    async def find(self, series_uid: str, sop_instance_uid: str) -> InstanceRef | None:
        """The instance, if the series has it. One that is not known yet is looked for at once."""
        known = self._known.get(series_uid)
        if known is not None and self._clock() - known.checked_at < FRESH_S:
            self._known.move_to_end(series_uid)
            found = known.instances.get(sop_instance_uid)
            if found is not None:
                return found
        return (await self._read(series_uid, known)).get(sop_instance_uid)

    async def _read(self, series_uid: str, known: _KnownSeries | None) -> Mapping[str, InstanceRef]:
        async with self._database.read() as session:
            revision = await session.scalar(select(Series.revision).where(Series.series_uid == series_uid))
            if revision is None:
                return {}
            if known is not None and known.revision == revision:
                known.checked_at = self._clock()
                return known.instances
            statement = references().where(Series.series_uid == series_uid)
            found = await read_references(session, statement)
        instances = {reference.sop_instance_uid: reference for reference in found}
        self._keep(series_uid, _KnownSeries(instances, revision, self._clock()))
        return instances

    def _keep(self, series_uid: str, known: _KnownSeries) -> None:
        before = self._known.pop(series_uid, None)
        self._count += len(known.instances) - (len(before.instances) if before else 0)
        self._known[series_uid] = known
        while self._count > KEPT_INSTANCES and len(self._known) > 1:
            _, dropped = self._known.popitem(last=False)
            self._count -= len(dropped.instances)
