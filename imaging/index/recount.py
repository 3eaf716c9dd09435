"""What the counters and facets of studies should be, counted from their rows, and how they are put right."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from sqlalchemy import Connection, delete, distinct, func, insert, select, update

from imaging.index.names import name_words
from imaging.index.rows import facet_rows
from imaging.index.statements import TAKE_WRITER_LOCK
from imaging.index.tables import ArchiveCount, Instance, Series, Study, StudyFacet
from imaging.index.words import code, listed
from imaging.receipt import Verdict, worse

PAGE = 500
"""Studies that are counted at once."""

Counters = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Miscounted:
    """A study whose row, series or facets do not say what its instances say."""

    pk: int
    study_uid: str
    what: tuple[str, ...]
    """The columns that are wrong."""


def study_page(connection: Connection, after: int) -> Sequence[int]:
    """The next PAGE keys of studies that are greater than `after`, ascending."""
    return connection.scalars(select(Study.id).where(Study.id > after).order_by(Study.id).limit(PAGE)).all()


def miscounted(connection: Connection, pks: Collection[int]) -> list[Miscounted]:
    """Those of the studies that are wrong."""
    true = _counted(connection, pks)
    wrong_series = _wrong_series(connection, pks)
    found = []
    for row in connection.execute(select(Study.__table__).where(Study.id.in_(pks))).mappings():
        what = [name for name, value in true[row["id"]].items() if row[name] != value]
        what += ["series.instance_count"] if row["id"] in wrong_series.values() else []
        what += ["facets"] if _facets(connection, row) != _true_facets(row, true[row["id"]]) else []
        if what:
            found.append(Miscounted(row["id"], row["study_uid"], tuple(what)))
    return found


def put_right(connection: Connection, pks: Collection[int]) -> None:
    """Counts the studies anew, within a writing transaction; a study without instances is removed."""
    if connection.dialect.name == "postgresql":
        connection.execute(TAKE_WRITER_LOCK)
    for series_pk in _wrong_series(connection, pks):
        count = select(func.count()).select_from(Instance).where(Instance.series_pk == series_pk)
        connection.execute(
            update(Series)
            .where(Series.id == series_pk)
            .values(instance_count=count.scalar_subquery(), revision=Series.revision + 1)
        )
    connection.execute(delete(Series).where(Series.study_pk.in_(pks), Series.instance_count == 0))
    for pk, counters in _counted(connection, pks).items():
        connection.execute(delete(StudyFacet).where(StudyFacet.study_pk == pk))
        if counters["instance_count"] == 0:
            connection.execute(delete(Study).where(Study.id == pk))
            continue
        connection.execute(update(Study).where(Study.id == pk).values(counters))
        row = connection.execute(select(Study.__table__).where(Study.id == pk)).mappings().one()
        facets = [
            facet
            for kind, values in _by_kind(_true_facets(row, counters)).items()
            for facet in facet_rows(kind, values, pk, row["moment"], row["organisation_id"])
        ]
        if facets:
            connection.execute(insert(StudyFacet), facets)


def wrong_totals(connection: Connection) -> dict[str, Counters]:
    """The true totals of each organisation whose totals are wrong."""
    true = {
        row["organisation_id"]: dict(row)
        for row in connection.execute(
            select(
                Study.organisation_id,
                func.count().label("studies"),
                func.coalesce(func.sum(Study.series_count), 0).label("series"),
                func.coalesce(func.sum(Study.instance_count), 0).label("instances"),
                func.coalesce(func.sum(Study.bytes), 0).label("bytes"),
            ).group_by(Study.organisation_id)
        ).mappings()
    }
    written = {
        row["organisation_id"]: dict(row)
        for row in connection.execute(select(ArchiveCount.__table__)).mappings()
    }
    nothing = {"studies": 0, "series": 0, "instances": 0, "bytes": 0}
    everyone = {
        organisation: true.get(organisation, {"organisation_id": organisation, **nothing})
        for organisation in true.keys() | written.keys()
    }
    return {name: totals for name, totals in everyone.items() if written.get(name) != totals}


def put_totals_right(connection: Connection) -> None:
    """Writes the true totals of every organisation, within a writing transaction."""
    if connection.dialect.name == "postgresql":
        connection.execute(TAKE_WRITER_LOCK)
    for organisation_id, totals in wrong_totals(connection).items():
        connection.execute(delete(ArchiveCount).where(ArchiveCount.organisation_id == organisation_id))
        connection.execute(insert(ArchiveCount), totals)


def _counted(connection: Connection, pks: Collection[int]) -> dict[int, Counters]:
    """The true counters of the studies, by key."""
    series = select(Series.study_pk, Series.modality, Series.body_part).where(Series.study_pk.in_(pks))
    instances = (
        select(
            Series.study_pk,
            Instance.verdict,
            func.count(distinct(Instance.id)).label("instances"),
            func.sum(Instance.size).label("bytes"),
        )
        .join(Instance, Instance.series_pk == Series.id)
        .where(Series.study_pk.in_(pks))
        .group_by(Series.study_pk, Instance.verdict)
    )
    by_study: dict[int, tuple[list[Any], list[Any]]] = {pk: ([], []) for pk in pks}
    for one in connection.execute(series):
        by_study[one.study_pk][0].append(one)
    for verdict in connection.execute(instances):
        by_study[verdict.study_pk][1].append(verdict)
    return {pk: _counters(*rows) for pk, rows in by_study.items()}


def _counters(series: Sequence[Any], verdicts: Sequence[Any]) -> Counters:
    return {
        "series_count": len(series),
        "instance_count": sum(row.instances for row in verdicts),
        "bytes": sum(int(row.bytes) for row in verdicts),
        "modalities": listed(code(row.modality) for row in series),
        "body_parts": listed(code(row.body_part) for row in series),
        "verdict": reduce(worse, (Verdict(row.verdict) for row in verdicts), Verdict.PASSED).value,
    }


def _wrong_series(connection: Connection, pks: Collection[int]) -> dict[int, int]:
    """The study of each series whose number of instances is wrong."""
    found = connection.execute(
        select(Series.id, Series.study_pk)
        .outerjoin(Instance, Instance.series_pk == Series.id)
        .where(Series.study_pk.in_(pks))
        .group_by(Series.id, Series.study_pk, Series.instance_count)
        .having(func.count(Instance.id) != Series.instance_count)
    )
    return {row.id: row.study_pk for row in found}


def _facets(connection: Connection, study: Any) -> frozenset[tuple[str, str]]:
    found = connection.execute(
        select(StudyFacet.kind, StudyFacet.value).where(
            StudyFacet.study_pk == study["id"], StudyFacet.moment == study["moment"]
        )
    )
    return frozenset((row.kind, row.value) for row in found)


def _true_facets(study: Any, counters: Counters) -> frozenset[tuple[str, str]]:
    return frozenset(
        [
            *(("name", word) for word in name_words(study["patient_name"])),
            *(("modality", value) for value in counters["modalities"].split("\\") if value),
            *(("body-part", value) for value in counters["body_parts"].split("\\") if value),
        ]
    )


def _by_kind(facets: Collection[tuple[str, str]]) -> dict[str, list[str]]:
    kinds: dict[str, list[str]] = {}
    for kind, value in facets:
        kinds.setdefault(kind, []).append(value)
    return kinds
