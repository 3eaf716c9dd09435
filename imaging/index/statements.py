"""The statements of the index's writer, built once: SQLAlchemy then compiles each of them only once."""

from typing import Any

from sqlalchemy import Insert, Table, bindparam, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect

from core.models import AuditEntry
from imaging.index.prepared import Prepared
from imaging.index.tables import (
    ArchiveCount,
    Instance,
    InstanceMetadata,
    NamePart,
    Patient,
    Series,
    SetAside,
    Study,
    StudyFacet,
)

WRITER_LOCK = 0x61726368
"""Key of the PostgreSQL advisory lock that makes writers of the index queue, as SQLite's do anyway."""

TAKE_WRITER_LOCK = select(func.pg_advisory_xact_lock(WRITER_LOCK))


def _table(model: Any) -> Table:
    table: Table = model.__table__
    return table


_study, _series, _instance, _patient = (_table(model) for model in (Study, Series, Instance, Patient))
_set_aside, _count, _metadata, _audit = (
    _table(model) for model in (SetAside, ArchiveCount, InstanceMetadata, AuditEntry)
)

_STUDY_COLUMNS = (
    _study.c.id.label("study_pk"),
    _study.c.study_uid,
    _study.c.organisation_id,
    _study.c.moment,
    _study.c.modalities,
    _study.c.body_parts,
    _study.c.verdict,
)

FIND_INSTANCE = select(_instance.c.digest).where(_instance.c.sop_instance_uid == bindparam("uid"))
FIND_SERIES = (
    select(_series.c.id.label("series_pk"), _series.c.series_uid, *_STUDY_COLUMNS)
    .join(_study, _study.c.id == _series.c.study_pk)
    .where(_series.c.series_uid == bindparam("uid"))
)
FIND_STUDY = select(*_STUDY_COLUMNS).where(_study.c.study_uid == bindparam("uid"))
FIND_PATIENT = select(_patient.c.id).where(
    _patient.c.organisation_id == bindparam("organisation_id"),
    _patient.c.patient_id == bindparam("patient_id"),
    _patient.c.issuer == bindparam("issuer"),
)
FIND_NAMELESS_PATIENT = FIND_PATIENT.where(
    _patient.c.name == bindparam("name"), _patient.c.birth_date == bindparam("birth_date")
)
FIND_SET_ASIDE = select(_set_aside.c.id).where(
    _set_aside.c.kind == bindparam("kind"), _set_aside.c.digest == bindparam("digest")
)

ADD_PATIENT = insert(_patient).returning(_patient.c.id)
ADD_STUDY = insert(_study).returning(_study.c.id)
ADD_SERIES = insert(_series).returning(_series.c.id)
ADD_INSTANCE = insert(_instance)
ADD_METADATA = insert(_metadata).from_select(
    ["instance_pk", "json"],
    select(_instance.c.id, bindparam("json", type_=_metadata.c.json.type)).where(
        _instance.c.sop_instance_uid == bindparam("uid")
    ),
)
ADD_SET_ASIDE = insert(_set_aside)
ADD_AUDIT = insert(_audit)
ADD_COUNT = insert(_count)

GROW_SERIES = (
    update(_series)
    .where(_series.c.id == bindparam("pk"))
    .values(
        instance_count=_series.c.instance_count + bindparam("instances"),
        revision=_series.c.revision + 1,
        updated_at=bindparam("at"),
    )
)
GROW_STUDY = (
    update(_study)
    .where(_study.c.id == bindparam("pk"))
    .values(
        series_count=_study.c.series_count + bindparam("series"),
        instance_count=_study.c.instance_count + bindparam("instances"),
        bytes=_study.c.bytes + bindparam("size"),
        modalities=bindparam("now_modalities"),
        body_parts=bindparam("now_body_parts"),
        verdict=bindparam("now_verdict"),
        updated_at=bindparam("at"),
    )
)
GROW_COUNT = (
    update(_count)
    .where(_count.c.organisation_id == bindparam("organisation"))
    .values(
        studies=_count.c.studies + bindparam("more_studies"),
        series=_count.c.series + bindparam("more_series"),
        instances=_count.c.instances + bindparam("more_instances"),
        bytes=_count.c.bytes + bindparam("more_bytes"),
    )
)


def _insert_unless_there(dialect: str, model: Any) -> Insert:
    build = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return build(_table(model)).on_conflict_do_nothing()


ADD_FACETS = {dialect: _insert_unless_there(dialect, StudyFacet) for dialect in ("sqlite", "postgresql")}
ADD_NAME_PARTS = {dialect: _insert_unless_there(dialect, NamePart) for dialect in ("sqlite", "postgresql")}


class ForEveryImage:
    """The statements that run for every image, prepared for one kind of database."""

    def __init__(self, dialect: Dialect) -> None:
        self.find_instance = Prepared(FIND_INSTANCE, dialect)
        self.find_series = Prepared(FIND_SERIES, dialect)
        self.add_instance = Prepared(ADD_INSTANCE, dialect, _columns(_instance))
        self.add_metadata = Prepared(ADD_METADATA, dialect)
        self.add_audit = Prepared(ADD_AUDIT, dialect, _columns(_audit))
        self.grow_series = Prepared(GROW_SERIES, dialect)
        self.grow_study = Prepared(GROW_STUDY, dialect)
        self.grow_count = Prepared(GROW_COUNT, dialect)


def _columns(table: Table) -> list[str]:
    """All but the key, which the database gives."""
    return [column.name for column in table.columns if not column.primary_key]
