"""The attributes that can be asked for: one list, for DICOMweb, C-FIND and the conformance statement.

Each belongs to a level (PS3.4 C.6) and stands in a column of the index. What is matched at a level may be
any attribute of it or of the levels above (relational queries, PS3.4 C.4.1.2.2.1, are answered too).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from sqlalchemy.orm import InstrumentedAttribute

from imaging.index.tables import Instance, Series, Study
from imaging.query.model import Level


class Matched(Enum):
    """How a key of this attribute is compared."""

    UID = auto()
    """One of a list."""
    IDENTIFIER = auto()
    """Case counts; an index serves its beginning."""
    TEXT = auto()
    """Wildcards, without regard to case."""
    CODE = auto()
    """Wildcards and lists, without regard to case."""
    NAME = auto()
    DATE = auto()
    TIME = auto()
    NUMBER = auto()
    FACET = auto()
    """Any of the study's values, which `imaging.index.tables.StudyFacet` holds."""
    NEVER = auto()
    """It is returned only."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute of the index."""

    keyword: str
    level: Level
    matched: Matched
    column: InstrumentedAttribute[Any]


_ORDER = tuple(Level)

_ALL = (
    Attribute("PatientName", Level.PATIENT, Matched.NAME, Study.patient_name),
    Attribute("PatientID", Level.PATIENT, Matched.IDENTIFIER, Study.patient_id),
    Attribute("IssuerOfPatientID", Level.PATIENT, Matched.TEXT, Study.issuer),
    Attribute("PatientBirthDate", Level.PATIENT, Matched.DATE, Study.patient_birth_date),
    Attribute("PatientSex", Level.PATIENT, Matched.CODE, Study.patient_sex),
    Attribute("StudyInstanceUID", Level.STUDY, Matched.UID, Study.study_uid),
    Attribute("StudyDate", Level.STUDY, Matched.DATE, Study.study_date),
    Attribute("StudyTime", Level.STUDY, Matched.TIME, Study.study_time),
    Attribute("StudyID", Level.STUDY, Matched.TEXT, Study.study_id),
    Attribute("AccessionNumber", Level.STUDY, Matched.IDENTIFIER, Study.accession_number),
    Attribute("StudyDescription", Level.STUDY, Matched.TEXT, Study.description),
    Attribute("ReferringPhysicianName", Level.STUDY, Matched.TEXT, Study.referring_physician),
    Attribute("ModalitiesInStudy", Level.STUDY, Matched.FACET, Study.modalities),
    Attribute("NumberOfStudyRelatedSeries", Level.STUDY, Matched.NEVER, Study.series_count),
    Attribute("NumberOfStudyRelatedInstances", Level.STUDY, Matched.NEVER, Study.instance_count),
    Attribute("SeriesInstanceUID", Level.SERIES, Matched.UID, Series.series_uid),
    Attribute("Modality", Level.SERIES, Matched.CODE, Series.modality),
    Attribute("SeriesNumber", Level.SERIES, Matched.NUMBER, Series.number),
    Attribute("SeriesDescription", Level.SERIES, Matched.TEXT, Series.description),
    Attribute("BodyPartExamined", Level.SERIES, Matched.CODE, Series.body_part),
    Attribute("StationName", Level.SERIES, Matched.TEXT, Series.station),
    Attribute("Manufacturer", Level.SERIES, Matched.TEXT, Series.manufacturer),
    Attribute("PerformedProcedureStepStartDate", Level.SERIES, Matched.DATE, Series.performed_date),
    Attribute("PerformedProcedureStepStartTime", Level.SERIES, Matched.TIME, Series.performed_time),
    Attribute("NumberOfSeriesRelatedInstances", Level.SERIES, Matched.NEVER, Series.instance_count),
    Attribute("SOPInstanceUID", Level.IMAGE, Matched.UID, Instance.sop_instance_uid),
    Attribute("SOPClassUID", Level.IMAGE, Matched.UID, Instance.sop_class_uid),
    Attribute("AvailableTransferSyntaxUID", Level.IMAGE, Matched.UID, Instance.transfer_syntax),
    Attribute("InstanceNumber", Level.IMAGE, Matched.NUMBER, Instance.number),
    Attribute("NumberOfFrames", Level.IMAGE, Matched.NUMBER, Instance.frames),
    Attribute("Rows", Level.IMAGE, Matched.NUMBER, Instance.rows),
    Attribute("Columns", Level.IMAGE, Matched.NUMBER, Instance.columns),
    Attribute("BitsAllocated", Level.IMAGE, Matched.NUMBER, Instance.bits_allocated),
)

ATTRIBUTES: Mapping[str, Attribute] = {attribute.keyword: attribute for attribute in _ALL}

COUNTED = frozenset(
    {"NumberOfPatientRelatedStudies", "NumberOfPatientRelatedSeries", "NumberOfPatientRelatedInstances"}
)
"""Returned at patient level; counted while answering."""

STUDY_FACETS: Mapping[str, str] = {"ModalitiesInStudy": "modality", "BodyPartExamined": "body-part"}
"""Keywords that studies are found by though series hold them, and the kind of their facets."""


def supported(level: Level) -> tuple[Attribute, ...]:
    """The attributes of a level and of those above it; each but Matched.NEVER may be a key there."""
    reach = _ORDER[: _ORDER.index(level) + 1]
    return tuple(attribute for attribute in _ALL if attribute.level in reach)
