"""Fills an archive's index with millions of made-up studies, to measure how lists stay quick.

``python -m benchmarks.archive.fill URL STUDIES`` fills the database at URL, which must hold no studies yet.
There are no files behind them, and no instances: lists of studies and series read neither.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection, create_engine, insert, text
from sqlalchemy import Table as SqlTable

from benchmarks.archive.population import NOW, ORGANISATIONS, Patient, Study, population
from core.blocking import BlockingDatabase
from core.models import Organisation
from imaging.index import tables
from imaging.index.names import name_words, word_parts

CHUNK = 20_000
"""Studies written at a time."""

_STAGE = "fill_facet"
_FACET_COLUMNS = ("kind", "value", "moment", "study_pk", "organisation_id")


def fill(url: str, studies: int, seed: int = 1) -> None:
    """Create the schema and write `studies` studies with their series; the same for the same seed."""
    database = BlockingDatabase(url)
    try:
        database.migrate()
        with database.write() as connection:
            _fill(connection, studies, seed)
        _settle(database)
    finally:
        database.close()


def _fill(connection: Connection, studies: int, seed: int) -> None:
    connection.execute(
        insert(Organisation), [{"id": pk, "name": name, "created_at": NOW} for pk, name in ORGANISATIONS]
    )
    filled = (tables.Patient, tables.Study, tables.Series, tables.StudyFacet)
    indexes = [index for table in filled for index in table.__table__.indexes]
    # Built once at the end, they take a fraction of the time.
    for index in indexes:
        index.drop(connection)
    columns = ", ".join(_FACET_COLUMNS)
    connection.execute(text(f"CREATE TABLE {_STAGE} AS SELECT {columns} FROM study_facet LIMIT 0"))
    words: set[str] = set()
    counts: Counter[tuple[str, str]] = Counter()
    patient_pk = series_pk = 0
    for chunk in _chunks(population(studies, seed)):
        patients = _new_patients(chunk, patient_pk)
        patient_pk = chunk[-1].patient.pk
        _write(connection, tables.Patient.__table__, map(_patient_row, patients))
        _write(connection, tables.Study.__table__, (study.row() for study in chunk))
        rows = list(_series_rows(chunk, series_pk))
        series_pk += len(rows)
        _write(connection, tables.Series.__table__, rows)
        _write_rows(connection, _STAGE, _FACET_COLUMNS, _facet_rows(chunk))
        for study in chunk:
            words.update(name_words(study.patient.name))
            counts[study.patient.organisation_id, "studies"] += 1
            counts[study.patient.organisation_id, "series"] += len(study.series)
    connection.execute(
        text(
            f"INSERT INTO study_facet ({columns}) SELECT {columns} FROM {_STAGE} "
            "ORDER BY kind, value, moment, study_pk"
        )
    )
    connection.execute(text(f"DROP TABLE {_STAGE}"))
    _write(
        connection,
        tables.NamePart.__table__,
        sorted({(part, word) for word in words for part in word_parts(word)}),
    )
    connection.execute(insert(tables.ArchiveCount), _count_rows(counts))
    for index in indexes:
        index.create(connection)


def _settle(database: BlockingDatabase) -> None:
    """What PostgreSQL's autovacuum does sooner or later: statistics, and the map of what all may see."""
    if database.url.get_backend_name() == "postgresql":
        engine = create_engine(database.url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("VACUUM ANALYZE"))
        engine.dispose()


def _chunks(studies: Iterator[Study]) -> Iterator[list[Study]]:
    while chunk := list(islice(studies, CHUNK)):
        yield chunk


def _new_patients(chunk: Sequence[Study], last: int) -> list[Patient]:
    return list({study.patient.pk: study.patient for study in chunk if study.patient.pk > last}.values())


def _patient_row(patient: Patient) -> tuple[object, ...]:
    return (
        patient.pk,
        patient.organisation_id,
        patient.patient_id,
        "",
        patient.name,
        patient.birth_date,
        patient.sex,
    )


def _series_rows(chunk: Sequence[Study], last: int) -> Iterator[tuple[object, ...]]:
    for study in chunk:
        for number, modality in enumerate(study.series, start=1):
            last += 1
            uid = f"{study.study_uid}.{number}"
            yield (
                *(last, uid, study.pk, modality, number, "Axial", study.body_part, "STATION", "Maker"),
                *("", "", 40, 1, NOW, NOW),
            )


def _facet_rows(chunk: Sequence[Study]) -> Iterator[tuple[object, ...]]:
    for study in chunk:
        for kind, value in study.facets():
            yield kind, value, study.moment, study.pk, study.patient.organisation_id


def _count_rows(counts: Counter[tuple[str, str]]) -> list[dict[str, Any]]:
    return [
        {
            "organisation_id": pk,
            "studies": counts[pk, "studies"],
            "series": counts[pk, "series"],
            "instances": 40 * counts[pk, "series"],
            "bytes": 40 * 530_000 * counts[pk, "series"],
        }
        for pk, _ in ORGANISATIONS
    ]


def _write(connection: Connection, table: Any, rows: Iterable[tuple[object, ...]]) -> None:
    assert isinstance(table, SqlTable)
    _write_rows(connection, table.name, [column.name for column in table.columns], rows)


def _write_rows(
    connection: Connection, table: str, columns: Sequence[str], rows: Iterable[tuple[object, ...]]
) -> None:
    driver: Any = connection.connection.driver_connection
    listed = ", ".join(f'"{column}"' for column in columns)
    if connection.dialect.name == "postgresql":
        with driver.cursor() as cursor, cursor.copy(f"COPY {table} ({listed}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    marks = ", ".join("?" * len(columns))
    texts = (tuple(str(v).removesuffix("+00:00") if v is NOW else v for v in row) for row in rows)
    driver.executemany(f"INSERT INTO {table} ({listed}) VALUES ({marks})", texts)


def main() -> None:
    url, studies = sys.argv[1], int(sys.argv[2])
    began = time.perf_counter()
    fill(url, studies)
    print(f"{studies} studies in {time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
