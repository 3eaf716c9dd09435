"""Answers queries of every level: studies are found first, and then what they hold is looked through."""

import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row, Select, select

from core.database import Database
from imaging.errors import BadQuery
from imaging.index.tables import Instance, Series, Study
from imaging.query.attributes import Attribute, Matched, supported
from imaging.query.bounded import LIMIT_S, bounded_read, too_broad
from imaging.query.conditions import Condition, condition
from imaging.query.matching import OneOf, parse
from imaging.query.model import Level, Query, Value
from imaging.query.sources import wanted
from imaging.query.studies import Cursor, StudyRow, StudySearch

MATCHES_MAX = 5000
"""Answers to one query; more are had by `offset`."""

_BATCH = 200
"""Studies looked through at a time."""

AnyRow = Row[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Found:
    """One answer as rows of the index, down to its level."""

    study: StudyRow
    series: AnyRow | None = None
    instance: AnyRow | None = None

    def value(self, attribute: Attribute) -> Value | None:
        row = {Level.SERIES: self.series, Level.IMAGE: self.instance}.get(attribute.level, self.study)
        value: str | int | None = getattr(row, attribute.column.key)
        if attribute.matched is Matched.FACET and isinstance(value, str):
            return tuple(value.split("\\")) if value else ()
        return value


class Finder:
    """Answers queries. It checks no rights: `organisation_id` says whose studies may be found."""

    def __init__(
        self, database: Database, search: StudySearch, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._database = database
        self._search = search
        self._clock = clock

    async def find(self, query: Query, organisation_id: str | None) -> list[Found]:
        """What matches, from `query.offset` on, the newest study first. Raises BadQuery."""
        conditions = _lower_conditions(query)
        limit = MATCHES_MAX if query.limit is None else min(query.limit, MATCHES_MAX)
        narrowed = await self._narrow(query)
        if narrowed is None or limit <= 0:
            return []
        if query.level is Level.STUDY:
            asked = wanted(narrowed, organisation_id)
            studies = await self._search.page(asked, limit=limit, offset=query.offset)
            return [Found(study) for study in studies]
        enough = query.offset + limit
        found: list[Found] = []
        async for studies in self._batches(narrowed, organisation_id):
            found += await self._look_through(query.level, conditions, studies, enough - len(found))
            if len(found) >= enough:
                break
        return found[query.offset : enough]

    async def _narrow(self, query: Query) -> Query | None:
        """The query with the studies named that its lower keys lead to; None where they lead nowhere."""
        keys = dict(query.keys)
        if isinstance(parse("Modality", Matched.CODE, keys.get("Modality", "")), OneOf):
            keys.setdefault("ModalitiesInStudy", keys["Modality"])
        series = parse("SeriesInstanceUID", Matched.UID, keys.get("SeriesInstanceUID", ""))
        instances = parse("SOPInstanceUID", Matched.UID, keys.get("SOPInstanceUID", ""))
        if keys.get("StudyInstanceUID") or not (series or instances):
            return replace(query, keys=keys)
        statement = select(Study.study_uid).join(Series, Series.study_pk == Study.id).distinct()
        if series:
            statement = statement.where(condition(Series.series_uid, series))
        if instances:
            statement = statement.join(Instance, Instance.series_pk == Series.id)
            statement = statement.where(condition(Instance.sop_instance_uid, instances))
        async with self._database.read() as session:
            studies = (await session.scalars(statement)).all()
        return replace(query, keys=keys | {"StudyInstanceUID": "\\".join(studies)}) if studies else None

    async def _batches(self, query: Query, organisation_id: str | None) -> AsyncIterator[Sequence[StudyRow]]:
        """All matching studies. Raises BadQuery when looking through them takes too long."""
        asked = wanted(query, organisation_id)
        deadline = self._clock() + LIMIT_S
        after: Cursor | None = None
        patients: set[int] = set()
        while True:
            studies = await self._search.page(asked, limit=_BATCH, after=after)
            if query.level is Level.PATIENT:
                yield _first_of_each_patient(studies, patients)
            else:
                yield studies
            if len(studies) < _BATCH:
                return
            if self._clock() > deadline:
                raise too_broad()
            after = Cursor.of(studies[-1])

    async def _look_through(
        self, level: Level, conditions: Sequence[Condition], studies: Sequence[StudyRow], enough: int
    ) -> list[Found]:
        if level is Level.PATIENT:
            return [Found(study) for study in studies]
        if not studies:
            return []
        async with bounded_read(self._database) as session:
            statement = _series(conditions if level is Level.SERIES else (), [study.id for study in studies])
            held: dict[int, list[AnyRow]] = defaultdict(list)
            for series in (await session.execute(statement)).all():
                held[series.study_pk].append(series)
            if level is Level.SERIES:
                return [Found(study, series) for study in studies for series in held[study.id]]
            images: list[Found] = []
            for study in studies:
                for series in held[study.id]:
                    statement = _instances(conditions, series.id, enough - len(images))
                    rows = (await session.execute(statement)).all()
                    images += [Found(study, series, row) for row in rows]
                    if len(images) >= enough:
                        return images
            return images


def _first_of_each_patient(studies: Sequence[StudyRow], known: set[int]) -> list[StudyRow]:
    first = []
    for study in studies:
        if study.patient_pk not in known:
            known.add(study.patient_pk)
            first.append(study)
    return first


def _lower_conditions(query: Query) -> list[Condition]:
    """Conditions on series and instances. Raises BadQuery for keys that the level does not have."""
    attributes = {attribute.keyword: attribute for attribute in supported(query.level)}
    conditions = []
    for keyword, text in query.keys.items():
        attribute = attributes.get(keyword)
        if attribute is None:
            if keyword == "BodyPartExamined" and query.level is Level.STUDY:
                continue  # studies are found by it, as by their modalities
            raise BadQuery(f"{keyword} cannot be matched at {query.level.value.lower()} level.")
        matching = parse(keyword, attribute.matched, text)
        if matching is not None and attribute.level in {Level.SERIES, Level.IMAGE}:
            conditions.append(condition(attribute.column, matching))
    return conditions


def _series(conditions: Sequence[Condition], study_pks: Sequence[int]) -> Select[*tuple[Any, ...]]:
    statement: Select[*tuple[Any, ...]] = select(*Series.__table__.columns)
    return statement.where(Series.study_pk.in_(study_pks), *conditions).order_by(Series.number, Series.id)


def _instances(conditions: Sequence[Condition], series_pk: int, limit: int) -> Select[*tuple[Any, ...]]:
    statement: Select[*tuple[Any, ...]] = select(*Instance.__table__.columns)
    return (
        statement.join(Series, Series.id == Instance.series_pk)
        .where(Instance.series_pk == series_pk, *conditions)
        .order_by(Instance.number, Instance.id)
        .limit(limit)
    )
