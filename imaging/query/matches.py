"""Makes matches of what was found: values by keyword, counts, and what only instances' metadata holds."""

import json
import zlib
from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.database import Database
from imaging.index.tables import Instance, InstanceMetadata, Series, Study
from imaging.query.attributes import supported
from imaging.query.find import Found
from imaging.query.model import ALL, Level, Match, Query, Value

_CHUNK = 500

Dataset = Mapping[str, object]
"""DICOM JSON by tag."""


async def matches(database: Database, query: Query, found: Sequence[Found]) -> list[Match]:
    """`found` as the caller gets it, in the same order."""
    further: Mapping[int, Dataset] = {}
    counts: Mapping[int, Mapping[str, Value]] = {}
    async with database.read() as session:
        if query.level is Level.PATIENT:
            counts = await _patient_counts(session, [one.study.patient_pk for one in found])
        if query.returned:
            further = await _metadata(session, query, found)
    attributes = supported(query.level)
    made = []
    for one in found:
        values = {attribute.keyword: one.value(attribute) for attribute in attributes}
        known = {keyword: value for keyword, value in values.items() if value is not None}
        if query.level is Level.PATIENT:
            known |= counts.get(one.study.patient_pk, {})
        else:
            known["InstanceAvailability"] = "ONLINE"
        made.append(
            Match(query.level, one.study.organisation_id, known, further.get(_own_pk(query.level, one), {}))
        )
    return made


async def _patient_counts(
    session: AsyncSession, patient_pks: Sequence[int]
) -> Mapping[int, Mapping[str, Value]]:
    counts: dict[int, Mapping[str, Value]] = {}
    for start in range(0, len(patient_pks), _CHUNK):
        statement = (
            select(
                Study.patient_pk,
                func.count(),
                func.sum(Study.series_count),
                func.sum(Study.instance_count),
            )
            .where(Study.patient_pk.in_(patient_pks[start : start + _CHUNK]))
            .group_by(Study.patient_pk)
        )
        for pk, studies, series, instances in await session.execute(statement):
            counts[pk] = {
                "NumberOfPatientRelatedStudies": int(studies),
                "NumberOfPatientRelatedSeries": int(series),
                "NumberOfPatientRelatedInstances": int(instances),
            }
    return counts


async def _metadata(session: AsyncSession, query: Query, found: Sequence[Found]) -> Mapping[int, Dataset]:
    """The further attributes that were asked for: those of a series or study are its first instance's."""
    read: dict[int, Dataset] = {}
    pks = [_own_pk(query.level, one) for one in found]
    for start in range(0, len(pks), _CHUNK):
        chunk = pks[start : start + _CHUNK]
        owner = {Level.IMAGE: Instance.id, Level.SERIES: Instance.series_pk}.get(query.level, Series.study_pk)
        first = (
            select(owner.label("owner"), func.min(Instance.id).label("pk"))
            .join(Series, Series.id == Instance.series_pk)
            .where(owner.in_(chunk))
            .group_by(owner)
            .subquery()
        )
        statement = select(first.c.owner, InstanceMetadata.json).join(
            first, first.c.pk == InstanceMetadata.instance_pk
        )
        for pk, packed in await session.execute(statement):
            read[pk] = _only(json.loads(zlib.decompress(packed)), query.returned)
    return read


def _only(dataset: Dataset, tags: frozenset[str]) -> Dataset:
    if ALL in tags:
        return dataset
    return {tag: element for tag, element in dataset.items() if tag in tags}


def _own_pk(level: Level, one: Found) -> int:
    row = {Level.SERIES: one.series, Level.IMAGE: one.instance}.get(level, one.study)
    pk: int = one.study.id if row is None else row.id
    return pk
