"""The patients of a consultation, by the studies of them that it showed."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from consultation.consultations.tables import BroughtStudy
from core.models import Organisation
from imaging.index.tables import Study


@dataclass(frozen=True, slots=True)
class SubjectStudy:
    study: Study
    organisation: str
    """Name of the hospital whose study it is."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One patient."""

    studies: tuple[SubjectStudy, ...]
    """In the order in which they were brought; none where the consultation showed no study."""

    @property
    def study_uids(self) -> tuple[str, ...]:
        return tuple(one.study.study_uid for one in self.studies)


async def subjects(session: AsyncSession, consultation_id: str) -> tuple[Subject, ...]:
    """The patients, in the order in which they were brought.

    Each has a summary of their own: nobody is to read of one patient in the file of another.
    """
    statement = (
        select(Study, Organisation.name)
        .join(BroughtStudy, BroughtStudy.study_uid == Study.study_uid)
        .join(Organisation, Organisation.id == Study.organisation_id)
        .where(BroughtStudy.consultation_id == consultation_id)
        .order_by(BroughtStudy.added_at, Study.id)
    )
    found: dict[tuple[str | int, ...], list[SubjectStudy]] = {}
    for study, organisation in (await session.execute(statement)).all():
        found.setdefault(_identity(study), []).append(SubjectStudy(study, organisation))
    return tuple(Subject(tuple(studies)) for studies in found.values())


def _identity(study: Study) -> tuple[str | int, ...]:
    """Hospitals number patients differently: name and birth date tell who is the same one in two of them."""
    if study.name_key and study.patient_birth_date:
        return (study.name_key, study.patient_birth_date)
    return (study.patient_pk,)
