"""Lists of studies, newest first, quick at millions of them.

Several ways lead to a page of them, and each is quick where the others are slow. Where an index gives the
candidates in the order of the list (those with one modality, or one word in the name), the newest of them
often fill the page. Where it offers few candidates, these are sorted and checked. Where it offers many,
studies are walked from the newest on until the page is full: as many match, that is soon.
"""

import math
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, and_, case, func, select, true, tuple_, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from core.database import Database
from imaging.errors import BadQuery
from imaging.index.tables import ArchiveCount, Study, StudyFacet
from imaging.query.bounded import bounded_read
from imaging.query.conditions import Column, Condition
from imaging.query.sources import (
    ALL_STUDIES,
    Source,
    Wanted,
    facet_source,
    pieces_source,
    words_source,
)
from imaging.query.words import few_words

EXAMINED_MAX = 10_000
"""Candidates that a count looks at; where something has to be looked up for each, READ_MAX."""
READ_MAX = 2000

_RUNS_MAX = 16
"""Ordered lists that are merged to begin a page."""

_WORTH_SORTING = 10.0
"""Up to this, times the root of the number of studies, candidates are sorted rather than walked past.

Of n candidates among N studies, sorting takes about n times 0.6 µs; walking to the hundredth match takes
100 N / n times 0.6 µs, the names being in the index. Both are equal there.
"""

_REMEMBERED = 1000
_REMEMBERED_S = 600.0
"""Sizes only decide which way is taken, so they may be old."""

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
class _Part:
    """Which of the matches are wanted."""

    limit: int
    after: Cursor | None
    offset: int

    def of(self, statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
        return statement.limit(self.limit).offset(self.offset)

    def beyond(self, source: Source) -> list[Condition]:
        """After the cursor, in the order of pages."""
        if self.after is None:
            return []
        return [tuple_(source.moment, source.pk) < tuple_(self.after.moment, self.after.pk)]


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
            sources = await _sources(session, wanted)
            few = await self._worth_sorting(session)
            part = _Part(limit, after, offset)
            for number, source in enumerate(sources):
                enough = 4 * (limit + offset)
                if source.runs:
                    found = await _execute(session, _pick(wanted, source, part, enough))
                    if len(found) == limit:
                        return found
                size = await self._size(session, wanted, source, number, few)
                enough *= 10
                if enough < size <= few:
                    found = await _execute(session, _pick(wanted, source, part, enough))
                    if len(found) == limit:
                        return found
                if size <= few:
                    return await _execute(session, _pick(wanted, source, part, None))
            # The names are in the index of all studies; a word's own index would need each study's row.
            usable = () if wanted.names else sources
            ordered = next((source for source in usable if len(source.runs) == 1), ALL_STUDIES)
            return await _execute(session, _walk(wanted, ordered, part))

    async def count(self, wanted: Wanted) -> Count:
        """How many match, as far as a bounded number of candidates tells. Raises BadQuery if it hangs."""
        async with bounded_read(self._database) as session:
            sources = await _sources(session, wanted)
            source = sources[0] if sources else ALL_STUDIES
            looked_up = wanted.conditions or len(wanted.facets) > 1
            ceiling = READ_MAX if looked_up else EXAMINED_MAX
            candidates = source.rows(wanted.scope).limit(ceiling + 1).subquery()
            facets = [facet.held_by(candidates.c.pk, candidates.c.moment) for facet in wanted.facets]
            hit = case((and_(true(), *facets, *wanted.conditions), candidates.c.pk))
            statement = select(func.count(), func.count(hit.distinct())).select_from(candidates)
            if wanted.conditions:
                statement = statement.join(Study, Study.id == candidates.c.pk)
            examined, found = (await session.execute(statement)).one()
        return Count(min(found, ceiling), exact=examined <= ceiling)

    async def _worth_sorting(self, session: AsyncSession) -> int:
        """How many candidates are few, for an archive of this size."""
        total = self._remembered("", 0)
        if total is None:
            total = int(await session.scalar(select(func.sum(ArchiveCount.studies))) or 0)
            self._remember("", 0, total)
        return max(1000, round(_WORTH_SORTING * math.sqrt(total)))

    async def _size(
        self, session: AsyncSession, wanted: Wanted, source: Source, number: int, few: int
    ) -> int:
        """How many candidates a source has; one more than `few` stands for any number above."""
        size = self._remembered(wanted.signature, number)
        if size is None:
            rows = source.rows(wanted.scope).limit(few + 1).subquery()
            size = await session.scalar(select(func.count()).select_from(rows)) or 0
            self._remember(wanted.signature, number, size)
        return size

    def _remembered(self, signature: str, number: int) -> int | None:
        size, counted_at = self._sizes.get((signature, number), (None, 0.0))
        return size if self._clock() - counted_at < _REMEMBERED_S else None

    def _remember(self, signature: str, number: int, size: int) -> None:
        self._sizes[signature, number] = (size, self._clock())
        if len(self._sizes) > _REMEMBERED:
            self._sizes.popitem(last=False)


async def _sources(session: AsyncSession, wanted: Wanted) -> list[Source]:
    """What there is to begin with, the most telling first."""
    sources = list(wanted.identified)
    for alternatives in wanted.names:
        words = await few_words(session, alternatives, _RUNS_MAX)
        sources.append(pieces_source(alternatives) if words is None else words_source(words))
    sources += map(facet_source, wanted.facets)
    return sources or [ALL_STUDIES]


async def _execute(session: AsyncSession, statement: Select[*tuple[Any, ...]]) -> Sequence[StudyRow]:
    return (await session.execute(statement)).all()


def _walk(wanted: Wanted, source: Source, part: _Part) -> Select[*tuple[Any, ...]]:
    """Studies from the newest on, in the order of the source's index; only matches are read in full."""
    rows: Select[*tuple[Any, ...]] = select(source.pk.label("pk"), source.moment.label("moment"))
    if source is not ALL_STUDIES and wanted.conditions:
        rows = rows.join(Study, Study.id == StudyFacet.study_pk)
    found = part.of(
        rows.where(source.where, *wanted.scope.on(source.organisation, source.moment))
        .where(*_held(wanted, source, source.pk, source.moment), *wanted.conditions, *part.beyond(source))
        .order_by(source.moment.desc(), source.pk.desc())
    ).subquery()
    statement: Select[*tuple[Any, ...]] = select(*Study.__table__.columns)
    return statement.join(found, found.c.pk == Study.id).order_by(found.c.moment.desc(), found.c.pk.desc())


def _pick(wanted: Wanted, source: Source, part: _Part, examined: int | None) -> Select[*tuple[Any, ...]]:
    """Of a source's `examined` newest candidates, or of all, those that match."""
    newest = _newest(wanted, source, part, examined).subquery()
    statement: Select[*tuple[Any, ...]] = select(*Study.__table__.columns)
    return part.of(
        statement.join(newest, newest.c.pk == Study.id)
        .where(*_held(wanted, source, newest.c.pk, newest.c.moment), *wanted.conditions)
        .order_by(newest.c.moment.desc(), newest.c.pk.desc())
    )


def _newest(wanted: Wanted, source: Source, part: _Part, examined: int | None) -> Select[*tuple[Any, ...]]:
    """The newest candidates, each once; merged from the runs of the source, where it has some."""
    narrowed = part.beyond(source)
    runs = [
        source.rows(wanted.scope, run)
        .where(*narrowed)
        .order_by(source.moment.desc(), source.pk.desc())
        .limit(examined)
        for run in source.runs
    ]
    if len(runs) == 1:
        return runs[0]
    if runs:
        merged = union_all(*(select(run.subquery()) for run in runs)).subquery()
        rows: Select[*tuple[Any, ...]] = select(merged.c.pk, merged.c.moment).distinct()
        return rows.order_by(merged.c.moment.desc(), merged.c.pk.desc()).limit(examined)
    found = source.rows(wanted.scope).where(*narrowed).distinct()
    columns = found.selected_columns
    return found.order_by(columns.moment.desc(), columns.pk.desc()).limit(examined)


def _held(wanted: Wanted, source: Source, pk: Column, moment: Column) -> list[Condition]:
    """The facets as conditions on a candidate; needless where the source is the only one of them."""
    if len(wanted.facets) == 1 and source.pk is StudyFacet.study_pk and not wanted.names:
        return []
    return [facet.held_by(pk, moment) for facet in wanted.facets]
