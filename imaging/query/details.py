"""One study in full, and whether a series makes a volume: what a viewer asks before it draws."""

import asyncio
import json
import zlib
from collections import Counter, OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.database import Database
from imaging.access import Access, Purpose, no_such
from imaging.geometry import SeriesGeometry, image_geometry, series_geometry
from imaging.index.tables import Instance, InstanceMetadata, Series, Study
from imaging.query.studies import StudyRow
from imaging.receipt import Verdict
from imaging.rights import Caller

FINDINGS_MAX = 100
"""Kinds of findings told of one study, the most frequent ones."""

_FINDINGS_READ = 2000
"""Instances whose findings are grouped: more say nothing new."""

_KEPT_GEOMETRIES = 200

_FRAME_TIME, _FRAME_TIMES = "00181063", "00181065"
_RATES = ("00082144", "00180040")
"""Recommended Display Frame Rate and Cine Rate, in frames per second."""

_WORST_FIRST = (Verdict.FAILED, Verdict.WARNING, Verdict.PASSED)


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding of the conformance check and how many instances have it."""

    code: str
    verdict: Verdict
    detail: str
    count: int


@dataclass(frozen=True, slots=True)
class SeriesSummary:
    """A series as a study's page shows it."""

    row: Row[*tuple[Any, ...]]
    """The columns of `imaging.index.tables.Series`."""
    frame_count: int
    verdict: Verdict
    thumbnail_instance_uid: str
    """The instance in its middle."""
    frame_time_ms: float | None
    """For series of cines: how long each frame is shown."""


@dataclass(frozen=True, slots=True)
class StudyDetails:
    """A study with its series, and what the conformance check found."""

    study: StudyRow
    series: Sequence[SeriesSummary]
    findings: Sequence[Finding]


@dataclass(frozen=True, slots=True)
class GeometryOfSeries:
    """The geometry and the instances it is of, in the order of their places."""

    geometry: SeriesGeometry
    order: Sequence[str]


class Details:
    """One per process, for its event loop."""

    def __init__(self, database: Database, access: Access) -> None:
        self._database = database
        self._access = access
        self._geometries: OrderedDict[tuple[int, int], GeometryOfSeries] = OrderedDict()

    async def study(self, caller: Caller, study_uid: str) -> StudyDetails:
        """Raises NotFound."""
        async with self._database.read() as session:
            statement = select(*Study.__table__.columns).where(Study.study_uid == study_uid)
            study: StudyRow | None = (await session.execute(statement)).one_or_none()
        if study is None:
            raise no_such()
        await self._access.study(caller, study.organisation_id, study_uid, Purpose.DETAILS)
        async with self._database.read() as session:
            series = [await _summary(session, row) for row in await _series(session, study.id)]
            return StudyDetails(study, series, await _findings(session, study.id))

    async def geometry(self, caller: Caller, series_uid: str) -> GeometryOfSeries:
        """Raises NotFound."""
        statement = (
            select(Study.organisation_id, Study.study_uid, Series.id, Series.revision)
            .join(Series, Series.study_pk == Study.id)
            .where(Series.series_uid == series_uid)
        )
        async with self._database.read() as session:
            found = (await session.execute(statement)).one_or_none()
        if found is None:
            raise no_such()
        owner, study_uid, pk, revision = found
        await self._access.study(caller, owner, study_uid, Purpose.DETAILS)
        known = self._geometries.get((pk, revision))
        if known is None:
            known = await self._read_geometry(pk)
            self._geometries[pk, revision] = known
            if len(self._geometries) > _KEPT_GEOMETRIES:
                self._geometries.popitem(last=False)
        return known

    async def _read_geometry(self, series_pk: int) -> GeometryOfSeries:
        statement = (
            select(Instance.sop_instance_uid, InstanceMetadata.json)
            .join(InstanceMetadata, InstanceMetadata.instance_pk == Instance.id)
            .where(Instance.series_pk == series_pk)
            .order_by(Instance.number, Instance.id)
        )
        async with self._database.read() as session:
            rows = [(uid, packed) for uid, packed in await session.execute(statement)]
        return await asyncio.to_thread(_geometry, rows)


def worst(verdicts: Iterable[str]) -> Verdict:
    """The worst of them; passed where there are none."""
    given = set(verdicts)
    return next((verdict for verdict in _WORST_FIRST if verdict.value in given), Verdict.PASSED)


def _geometry(rows: Sequence[tuple[str, bytes]]) -> GeometryOfSeries:
    images = [image_geometry(json.loads(zlib.decompress(packed))) for _, packed in rows]
    geometry = series_geometry(images)
    return GeometryOfSeries(geometry, [rows[index][0] for index in geometry.order])


async def _series(session: AsyncSession, study_pk: int) -> Sequence[Row[*tuple[Any, ...]]]:
    statement: Select[*tuple[Any, ...]] = select(*Series.__table__.columns)
    statement = statement.where(Series.study_pk == study_pk).order_by(Series.number, Series.id)
    return (await session.execute(statement)).all()


async def _summary(session: AsyncSession, series: Row[*tuple[Any, ...]]) -> SeriesSummary:
    of_series = Instance.series_pk == series.id
    frames = int(await session.scalar(select(func.sum(Instance.frames)).where(of_series)) or 0)
    verdicts = await session.scalars(select(Instance.verdict).where(of_series).distinct())
    middle = (
        select(Instance.id, Instance.sop_instance_uid, Instance.frames)
        .where(of_series)
        .order_by(Instance.number, Instance.id)
        .offset(series.instance_count // 2)
        .limit(1)
    )
    pk, uid, frames_of_middle = (await session.execute(middle)).one_or_none() or (0, "", 0)
    frame_time = await _frame_time(session, pk) if frames_of_middle > 1 else None
    return SeriesSummary(series, frames, worst(verdicts), uid, frame_time)


async def _frame_time(session: AsyncSession, instance_pk: int) -> float | None:
    packed = await session.scalar(
        select(InstanceMetadata.json).where(InstanceMetadata.instance_pk == instance_pk)
    )
    return frame_time_ms(json.loads(zlib.decompress(packed))) if packed else None


def frame_time_ms(dataset: Mapping[str, Any]) -> float | None:
    """How long a frame of a cine is shown, from DICOM JSON (PS3.3 C.7.6.5); None where it does not say."""
    if times := [time for time in _numbers(dataset, _FRAME_TIME) if time > 0]:
        return times[0]
    # The first of the vector is the time before the first frame: zero.
    if times := [time for time in _numbers(dataset, _FRAME_TIMES) if time > 0]:
        return sum(times) / len(times)
    rates = [rate for tag in _RATES for rate in _numbers(dataset, tag) if rate > 0]
    return 1000 / rates[0] if rates else None


def _numbers(dataset: Mapping[str, Any], tag: str) -> list[float]:
    values = dataset.get(tag, {}).get("Value", [])
    return [float(value) for value in values if isinstance(value, int | float)]


async def _findings(session: AsyncSession, study_pk: int) -> list[Finding]:
    statement = (
        select(Instance.reasons)
        .join(Series, Series.id == Instance.series_pk)
        .where(Series.study_pk == study_pk, Instance.verdict != Verdict.PASSED.value)
        .limit(_FINDINGS_READ)
    )
    counts = Counter(
        (reason["code"], reason["verdict"], reason["detail"])
        for reasons in await session.scalars(statement)
        for reason in reasons
    )
    return [
        Finding(code, Verdict(verdict), detail, count)
        for (code, verdict, detail), count in counts.most_common(FINDINGS_MAX)
    ]
