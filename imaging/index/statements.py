"""The statements of the index's writer, built once: SQLAlchemy then compiles each of them only once."""

from typing import Any

from sqlalchemy import Insert, Table, bindparam, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from core.models import AuditEntry
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
_set_aside, _count = _table(SetAside), _table(ArchiveCount)

_STUDY_COLUMNS = (
    _study.c.id.label("study_pk"),
    _study.c.study_uid,
    _study.c.organisation_id,
    _study.c.moment,
    _study.c.modalities,
    _study.c.body_parts,
    _study.c.verdict,
)

FIND_INSTANCES = select(_instance.c.sop_instance_uid, _instance.c.digest).where(
    _instance.c.sop_instance_uid.in_(bindparam("uids", expanding=True))
)
FIND_SERIES = (
    select(_series.c.id.label("series_pk"), _series.c.series_uid, *_STUDY_COLUMNS)
    .join(_study, _study.c.id == _series.c.study_pk)
    .where(_series.c.series_uid.in_(bindparam("uids", expanding=True)))
)
FIND_STUDIES = select(*_STUDY_COLUMNS).where(_study.c.study_uid.in_(bindparam("uids", expanding=True)))
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
ADD_INSTANCES = insert(_instance).returning(_instance.c.id, _instance.c.sop_instance_uid)
ADD_METADATA = insert(_table(InstanceMetadata))
ADD_SET_ASIDE = insert(_set_aside)
ADD_AUDIT = insert(_table(AuditEntry))
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
