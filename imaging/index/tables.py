"""The archive's tables: patient, study, series, instance; what was set aside; peers and transfers."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.models import Base, UtcDateTime, new_id

Key = BigInteger().with_variant(Integer, "sqlite")
"""SQLite makes only a column declared INTEGER its row id."""

UID_MAX = 64
"""PS3.5 section 9.1; what is longer is cut off by nobody, so such an instance is quarantined."""


def ordered(length: int) -> String:
    """Text compared by code point on both databases: PostgreSQL's language order serves no prefix search."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


class Patient(Base):
    """A patient as one organisation knows them: identifier and issuer (PS3.3 C.7.1.1).

    Where there is no identifier, name and birth date together tell patients apart.
    """

    __tablename__ = "patient"
    __table_args__ = (Index("ix_patient_identity", "organisation_id", "patient_id", "issuer"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    patient_id: Mapped[str] = mapped_column(String(64))
    issuer: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(400))
    birth_date: Mapped[str] = mapped_column(String(8))
    sex: Mapped[str] = mapped_column(String(16))


class Study(Base):
    """A study, with what a list of studies shows, so that the list reads one table only.

    `moment` orders lists: study date and time as digits ``YYYYMMDDHHMMSS``, "" where there is no date.
    Text as DICOM has it: dates ``YYYYMMDD``, names with their component groups (``Wang^XiaoDong=王^小东``).
    """

    __tablename__ = "study"
    __table_args__ = (
        # With the name, so that walking the list for a rare one reads no row.
        Index("ix_study_moment", "moment", "id", "name_key"),
        Index("ix_study_organisation_moment", "organisation_id", "moment", "id", "name_key"),
        Index("ix_study_patient_id", "patient_id", "moment"),
        Index("ix_study_accession_number", "accession_number"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    study_uid: Mapped[str] = mapped_column(String(UID_MAX), unique=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    patient_pk: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    moment: Mapped[str] = mapped_column(ordered(14))
    study_date: Mapped[str] = mapped_column(String(8))
    study_time: Mapped[str] = mapped_column(String(16))
    study_id: Mapped[str] = mapped_column(String(64))
    accession_number: Mapped[str] = mapped_column(ordered(64))
    description: Mapped[str] = mapped_column(String(400))
    referring_physician: Mapped[str] = mapped_column(String(400))
    patient_id: Mapped[str] = mapped_column(ordered(64))
    issuer: Mapped[str] = mapped_column(String(64))
    patient_name: Mapped[str] = mapped_column(String(400))
    name_key: Mapped[str] = mapped_column(ordered(400))
    """The name in the form in which it is searched: `imaging.index.names.name_key`."""
    patient_birth_date: Mapped[str] = mapped_column(String(8))
    patient_sex: Mapped[str] = mapped_column(String(16))
    modalities: Mapped[str] = mapped_column(String(200))
    """Distinct modalities of its series, sorted, joined by backslashes."""
    body_parts: Mapped[str] = mapped_column(String(200))
    """Distinct body parts examined, likewise."""
    series_count: Mapped[int] = mapped_column(Integer)
    instance_count: Mapped[int] = mapped_column(Integer)
    bytes: Mapped[int] = mapped_column(BigInteger)
    verdict: Mapped[str] = mapped_column(String(16))
    """The worst verdict of its instances."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class StudyFacet(Base):
    """One searchable word of a study, so that filtered lists walk an index in the order they are shown.

    `kind` is ``modality``, ``body-part`` or ``name`` (one of `imaging.index.names.name_words`).
    `moment` and `organisation_id` repeat the study's.
    """

    __tablename__ = "study_facet"
    __table_args__ = (
        Index("ix_study_facet_organisation", "kind", "organisation_id", "value", "moment", "study_pk"),
        # The primary key is the whole row: a second copy of it in a row-id table would double the file.
        {"sqlite_with_rowid": False},
    )

    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    value: Mapped[str] = mapped_column(ordered(64), primary_key=True)
    moment: Mapped[str] = mapped_column(ordered(14), primary_key=True)
    study_pk: Mapped[int] = mapped_column(ForeignKey("study.id"), primary_key=True, index=True)
    organisation_id: Mapped[str] = mapped_column(String(12))


class NamePart(Base):
    """Every ending of every word that occurs in a patient's name, so that the middle of a name is found.

    A word is here once, however many patients have it: `imaging.index.names.word_parts`.
    """

    __tablename__ = "name_part"
    __table_args__ = ({"sqlite_with_rowid": False},)

    part: Mapped[str] = mapped_column(ordered(64), primary_key=True)
    word: Mapped[str] = mapped_column(ordered(64), primary_key=True)


class ArchiveCount(Base):
    """How much of each organisation there is, kept in step by the writer: counting millions takes seconds."""

    __tablename__ = "archive_count"

    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    studies: Mapped[int] = mapped_column(BigInteger)
    series: Mapped[int] = mapped_column(BigInteger)
    instances: Mapped[int] = mapped_column(BigInteger)
    bytes: Mapped[int] = mapped_column(BigInteger)


class Series(Base):
    """A series; `number` is NULL where the file has none that is a number."""

    __tablename__ = "series"
    __table_args__ = (Index("ix_series_study_pk", "study_pk", "number"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    series_uid: Mapped[str] = mapped_column(String(UID_MAX), unique=True)
    study_pk: Mapped[int] = mapped_column(ForeignKey("study.id"))
    modality: Mapped[str] = mapped_column(String(16))
    number: Mapped[int | None] = mapped_column(BigInteger)
    description: Mapped[str] = mapped_column(String(400))
    body_part: Mapped[str] = mapped_column(String(64))
    station: Mapped[str] = mapped_column(String(64))
    manufacturer: Mapped[str] = mapped_column(String(200))
    performed_date: Mapped[str] = mapped_column(String(8))
    performed_time: Mapped[str] = mapped_column(String(16))
    instance_count: Mapped[int] = mapped_column(Integer)
    revision: Mapped[int] = mapped_column(BigInteger)
    """Grows with every change to the series: what its ETags and caches go by."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Instance(Base):
    """An instance and where its bytes are. `digest` names the object in the store."""

    __tablename__ = "instance"
    __table_args__ = (Index("ix_instance_series_pk", "series_pk", "number"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    sop_instance_uid: Mapped[str] = mapped_column(String(UID_MAX), unique=True)
    series_pk: Mapped[int] = mapped_column(ForeignKey("series.id"))
    sop_class_uid: Mapped[str] = mapped_column(String(UID_MAX))
    transfer_syntax: Mapped[str] = mapped_column(String(UID_MAX))
    number: Mapped[int | None] = mapped_column(BigInteger)
    digest: Mapped[str] = mapped_column(String(64), index=True)
    """SHA-256 of the whole file, hex: its name in the object store."""
    size: Mapped[int] = mapped_column(BigInteger)
    pixel_offset: Mapped[int | None] = mapped_column(BigInteger)
    """Where in the file the value of Pixel Data begins; NULL where there is none or the file is deflated."""
    pixel_length: Mapped[int | None] = mapped_column(BigInteger)
    """Its length as written; NULL where undefined (encapsulated)."""
    rows: Mapped[int | None] = mapped_column(Integer)
    columns: Mapped[int | None] = mapped_column(Integer)
    frames: Mapped[int] = mapped_column(Integer)
    """Number of Frames, 1 for a single image, 0 without pixels."""
    bits_allocated: Mapped[int | None] = mapped_column(Integer)
    samples: Mapped[int | None] = mapped_column(Integer)
    verdict: Mapped[str] = mapped_column(String(16))
    reasons: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    """Of the conformance check: ``code``, ``verdict`` and ``detail`` of each finding."""
    source: Mapped[str] = mapped_column(String(200))
    """The actor who brought it."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class InstanceMetadata(Base):
    """The DICOM JSON of an instance (PS3.18 Annex F), written at ingest, zlib-compressed.

    Bulk data is named by paths below the DICOMweb root: ``"BulkDataURI":"/studies/…/bulkdata/<tag path>"``.
    """

    __tablename__ = "instance_metadata"

    instance_pk: Mapped[int] = mapped_column(ForeignKey("instance.id"), primary_key=True, autoincrement=False)
    json: Mapped[bytes] = mapped_column(LargeBinary)


class SetAside(Base):
    """Bytes that are kept but are not part of the archive: quarantined files and conflicting instances."""

    __tablename__ = "set_aside"
    __table_args__ = (Index("uq_set_aside_digest", "kind", "digest", unique=True),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    """``quarantined`` or ``conflict``: the values of `imaging.receipt.Outcome`."""
    digest: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(BigInteger)
    organisation_id: Mapped[str | None] = mapped_column(ForeignKey("organisation.id"))
    source: Mapped[str] = mapped_column(String(200))
    sop_instance_uid: Mapped[str] = mapped_column(String(UID_MAX))
    study_uid: Mapped[str] = mapped_column(String(UID_MAX))
    reason: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    resolved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Peer(Base):
    """Another DICOM node that is known: it may connect from `host` under its title, and is reached there."""

    __tablename__ = "peer"

    id: Mapped[str] = mapped_column(String(12), primary_key=True, default=new_id)
    aet: Mapped[str] = mapped_column(String(16), unique=True)
    host: Mapped[str] = mapped_column(String(255))
    port: Mapped[int] = mapped_column(Integer)
    tls: Mapped[bool]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Transfer(Base):
    """A job of the node's durable queue: to send, retrieve or report; kept until it ends, and afterwards.

    `kind` is ``send``, ``retrieve`` or ``commitment``; `state` ``waiting``, ``running``, ``done`` or
    ``failed``.
    `detail` holds what the kind needs (UIDs, transaction); times are absolute.
    """

    __tablename__ = "transfer"
    __table_args__ = (Index("ix_transfer_due", "state", "due_at"),)

    id: Mapped[str] = mapped_column(String(12), primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    peer_id: Mapped[str] = mapped_column(ForeignKey("peer.id"))
    organisation_id: Mapped[str] = mapped_column(String(12))
    actor: Mapped[str] = mapped_column(String(200))
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
    done: Mapped[int] = mapped_column(Integer, default=0)
    total: Mapped[int] = mapped_column(Integer, default=0)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    error: Mapped[str] = mapped_column(Text, default="")
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
