"""Finds in the archive what a consultation's objects are derived from, and what is there already."""

import json
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from consultation.consultations.tables import BroughtStudy
from consultation.problems import Problem
from core.database import Database
from imaging.header.model import DicomJson
from imaging.index.tables import Instance, InstanceMetadata, Series, Study

_CHUNK = 500
"""UIDs asked for in one statement: databases limit the number of parameters."""


@dataclass(frozen=True, slots=True)
class StudySource:
    """A study of the consultation, whose it is, and the header of one of its instances."""

    study_uid: str
    organisation_id: str
    header: DicomJson


@dataclass(frozen=True, slots=True)
class ImageSource:
    """An instance of a study; `digest` names its bytes in the archive's store."""

    series_uid: str
    digest: str
    header: DicomJson


async def brought_study(database: Database, consultation_id: str, study_uid: str) -> StudySource:
    """Raises Problem 404 where the consultation has no such study, or nothing of it is in the archive."""
    statement = (
        _headers()
        .join(BroughtStudy, BroughtStudy.study_uid == Study.study_uid)
        .where(BroughtStudy.consultation_id == consultation_id, Study.study_uid == study_uid)
        # The one that came first made the study what it is.
        .order_by(Instance.id)
        .limit(1)
    )
    async with database.read() as session:
        found = (await session.execute(statement)).one_or_none()
    if found is None:
        raise Problem(404, "no_such_study", "This consultation has no such study.")
    return StudySource(study_uid, found.organisation_id, _identified(found))


async def images(database: Database, study_uid: str, uids: Collection[str]) -> Mapping[str, ImageSource]:
    """Those of the instances `uids` that are in the study, by their UID."""
    found: dict[str, ImageSource] = {}
    wanted = sorted(uids)
    async with database.read() as session:
        for start in range(0, len(wanted), _CHUNK):
            statement = _headers().where(
                Study.study_uid == study_uid,
                Instance.sop_instance_uid.in_(wanted[start : start + _CHUNK]),
            )
            for row in await session.execute(statement):
                found[row.sop_instance_uid] = ImageSource(row.series_uid, row.digest, _identified(row))
    return found


async def series_of(session: AsyncSession, study_uid: str, sop_instance_uid: str) -> str | None:
    """The series of an instance that the study has."""
    found: str | None = await session.scalar(
        select(Series.series_uid)
        .join(Instance, Instance.series_pk == Series.id)
        .join(Study, Study.id == Series.study_pk)
        .where(Study.study_uid == study_uid, Instance.sop_instance_uid == sop_instance_uid)
    )
    return found


def _headers() -> Select[*tuple[Any, ...]]:
    statement: Select[*tuple[Any, ...]] = select(
        Study.organisation_id,
        Study.study_uid,
        Series.series_uid,
        Instance.sop_class_uid,
        Instance.sop_instance_uid,
        Instance.digest,
        InstanceMetadata.json,
    )
    return (
        statement.join(Series, Series.study_pk == Study.id)
        .join(Instance, Instance.series_pk == Series.id)
        .join(InstanceMetadata, InstanceMetadata.instance_pk == Instance.id)
    )


def _identified(row: Any) -> DicomJson:
    """The header, with the identifiers of the index: some files name themselves in their file meta only."""
    header: dict[str, Any] = json.loads(zlib.decompress(row.json))
    known = {
        "00080016": row.sop_class_uid,
        "00080018": row.sop_instance_uid,
        "0020000D": row.study_uid,
        "0020000E": row.series_uid,
    }
    return header | {tag: {"vr": "UI", "Value": [uid]} for tag, uid in known.items()}
