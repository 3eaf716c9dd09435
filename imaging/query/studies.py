"""Lists of studies, newest first, quick at millions of them.

Two ways lead to a page of them, and each is quick exactly where the other is slow. Where an index offers few
candidates, these are sorted and checked. Where it offers many, studies are walked from the newest on until
the page is full: as many match, that is soon. Which it is, a count with a ceiling tells.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, and_, case, func, select, true, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from core.database import Database
from imaging.errors import BadQuery
from imaging.index.tables import Study, StudyFacet
from imaging.query.bounded import bounded_read
from imaging.query.sources import ALL_STUDIES, Source, Wanted

FEW = 50_000
"""Candidates that are sorted rather than walked past: some 20 ms of work."""

EXAMINED = 10_000
"""Candidates that a count looks at."""

_REMEMBERED = 1000
_REMEMBERED_S = 60.0

StudyRow = Row[*tuple[Any, ...]]
"""The columns of `imaging.index.tables.Study`, by their names."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last study of a page: the next page begins after it, whatever was added meanwhile."""

    moment: str
    pk: int

    def __str__(self) -> str:
        return f"{self.moment}.{self.pk}"

    @classmethod
    def parse(cls, text: str) -> "Cursor":
        """Raises BadQuery for what is no cursor."""
        moment, dot, pk = text.partition(".")
        if not dot or not pk.isascii() or not pk.isdigit() or len(pk) > 18 or len(moment) > 14:
            raise BadQuery("The cursor is not one that was given out: begin again without it.")
        return cls(moment, int(pk))

    @classmethod
    def of(cls, study: StudyRow) -> "Cursor":
        return cls(study.moment, study.id)


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are; at least, where it is not `exact`."""

    count: int
    exact: bool


class StudySearch:
    """Finds pages of studies. It checks no rights: the scope of what is wanted holds them."""

    def __init__(self, database: Database, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._clock = clock
        self._sizes: OrderedDict[tuple[str, int], tuple[int, float]] = OrderedDict()

    async def page(
        self, wanted: Wanted, *, limit: int, after: Cursor | None = None, offset: int = 0
    ) -> Sequence[StudyRow]:
        """At most `limit` studies, newest first, after the cursor. Raises BadQuery if it takes too long."""
        async with bounded_read(self._database) as session:
            source, few = await self._beginning(session, wanted)
            if not few:
                statement = _walk(wanted, source, after).limit(limit).offset(offset)
                return (await session.execute(statement)).all()
            # What an index names mostly is a match: a few more candidates than wanted are enough.
            for examined in (4 * (limit + offset), FEW):
                statement = _pick(wanted, source, after, examined).limit(limit).offset(offset)
                found = (await session.execute(statement)).all()
                if len(found) == limit:
                    break
            return found

    async def count(self, wanted: Wanted) -> Count:
        """How many match, as far as EXAMINED candidates tell. Raises BadQuery if it takes too long."""
        async with bounded_read(self._database) as session:
            source, _ = await self._beginning(session, wanted)
            candidates = source.rows(wanted.scope).limit(EXAMINED + 1).subquery()
            hit = case((and_(true(), *wanted.conditions), Study.id))
            statement = select(func.count(), func.count(hit.distinct())).join_from(
                candidates, Study, Study.id == candidates.c.pk
            )
            examined, found = (await session.execute(statement)).one()
        return Count(min(found, EXAMINED), exact=examined <= EXAMINED)

    async def _beginning(self, session: AsyncSession, wanted: Wanted) -> tuple[Source, bool]:
        """The source to begin with, and whether it is short enough to be sorted."""
        for number, source in enumerate(wanted.sources):
            if source.ordered and len(wanted.conditions) == 1:
                return source, False
            if await self._size(session, wanted, number) <= FEW:
                return source, True
        return next((source for source in wanted.sources if source.ordered), ALL_STUDIES), False

    async def _size(self, session: AsyncSession, wanted: Wanted, number: int) -> int:
        """How many candidates a source has, counted up to FEW + 1 and remembered for a while."""
        key = (wanted.signature, number)
        size, counted_at = self._sizes.get(key, (-1, 0.0))
        if size < 0 or self._clock() - counted_at > _REMEMBERED_S:
            rows = wanted.sources[number].rows(wanted.scope).limit(FEW + 1).subquery()
            size = await session.scalar(select(func.count()).select_from(rows)) or 0
            self._sizes[key] = (size, self._clock())
            if len(self._sizes) > _REMEMBERED:
                self._sizes.popitem(last=False)
        return size


def _walk(wanted: Wanted, source: Source, after: Cursor | None) -> Select[*tuple[Any, ...]]:
    """Studies from the newest on, in the order of the source's index."""
    statement: Select[*tuple[Any, ...]] = select(*Study.__table__.columns)
    if source is not ALL_STUDIES:
        statement = statement.join(StudyFacet, StudyFacet.study_pk == Study.id)
    statement = statement.where(
        source.where, *wanted.scope.on(source.organisation, source.moment), *wanted.conditions
    )
    if after is not None:
        statement = statement.where(tuple_(source.moment, source.pk) < tuple_(after.moment, after.pk))
    return statement.order_by(source.moment.desc(), source.pk.desc())


def _pick(wanted: Wanted, source: Source, after: Cursor | None, examined: int) -> Select[*tuple[Any, ...]]:
    """Of a source's newest candidates those that match."""
    rows = source.rows(wanted.scope).distinct()
    if after is not None:
        rows = rows.where(tuple_(source.moment, source.pk) < tuple_(after.moment, after.pk))
    newest = rows.order_by(source.moment.desc(), source.pk.desc()).limit(examined).subquery()
    statement: Select[*tuple[Any, ...]] = select(*Study.__table__.columns)
    return (
        statement.join(newest, newest.c.pk == Study.id)
        .where(*wanted.conditions)
        .order_by(newest.c.moment.desc(), newest.c.pk.desc())
    )
