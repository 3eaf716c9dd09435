"""The archive: patients, studies, series, instances, what was set aside, peers and transfers."""

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | None = None
depends_on: str | None = None

_AWARE = sa.DateTime(timezone=True)
_KEY = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def _ordered(length: int) -> sa.String:
    """PostgreSQL's language order serves no prefix search."""
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "archive_count",
        sa.Column("organisation_id", sa.String(12), nullable=False),
        sa.Column("studies", sa.BigInteger, nullable=False),
        sa.Column("series", sa.BigInteger, nullable=False),
        sa.Column("instances", sa.BigInteger, nullable=False),
        sa.Column("bytes", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_archive_count_organisation_id"
        ),
        sa.PrimaryKeyConstraint("organisation_id", name="pk_archive_count"),
    )
    op.create_table(
        "name_part",
        sa.Column("part", _ordered(64), nullable=False),
        sa.Column("word", _ordered(64), nullable=False),
        sa.PrimaryKeyConstraint("part", "word", name="pk_name_part"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "patient",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("organisation_id", sa.String(12), nullable=False),
        sa.Column("patient_id", sa.String(64), nullable=False),
        sa.Column("issuer", sa.String(64), nullable=False),
        sa.Column("name", sa.String(400), nullable=False),
        sa.Column("birth_date", sa.String(8), nullable=False),
        sa.Column("sex", sa.String(16), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_patient_organisation_id"),
        sa.PrimaryKeyConstraint("id", name="pk_patient"),
    )
    op.create_index("ix_patient_identity", "patient", ["organisation_id", "patient_id", "issuer"])
    op.create_table(
        "peer",
        sa.Column("id", sa.String(12), nullable=False),
        sa.Column("aet", sa.String(16), nullable=False),
        sa.Column("host", sa.String(255), nullable=False),
        sa.Column("port", sa.Integer, nullable=False),
        sa.Column("tls", sa.Boolean, nullable=False),
        sa.Column("organisation_id", sa.String(12), nullable=False),
        sa.Column("created_at", _AWARE, nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_peer_organisation_id"),
        sa.PrimaryKeyConstraint("id", name="pk_peer"),
        sa.UniqueConstraint("aet", name="uq_peer_aet"),
    )
    op.create_table(
        "set_aside",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("organisation_id", sa.String(12), nullable=True),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("sop_instance_uid", sa.String(64), nullable=False),
        sa.Column("study_uid", sa.String(64), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("created_at", _AWARE, nullable=False),
        sa.Column("resolved_at", _AWARE, nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_set_aside_organisation_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_set_aside"),
    )
    op.create_index("ix_set_aside_created_at", "set_aside", ["created_at"])
    op.create_index("uq_set_aside_digest", "set_aside", ["kind", "digest"], unique=True)
    op.create_table(
        "study",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("study_uid", sa.String(64), nullable=False),
        sa.Column("organisation_id", sa.String(12), nullable=False),
        sa.Column("patient_pk", _KEY, nullable=False),
        sa.Column("moment", _ordered(14), nullable=False),
        sa.Column("study_date", sa.String(8), nullable=False),
        sa.Column("study_time", sa.String(16), nullable=False),
        sa.Column("study_id", sa.String(64), nullable=False),
        sa.Column("accession_number", _ordered(64), nullable=False),
        sa.Column("description", sa.String(400), nullable=False),
        sa.Column("referring_physician", sa.String(400), nullable=False),
        sa.Column("patient_id", _ordered(64), nullable=False),
        sa.Column("issuer", sa.String(64), nullable=False),
        sa.Column("patient_name", sa.String(400), nullable=False),
        sa.Column("name_key", _ordered(400), nullable=False),
        sa.Column("patient_birth_date", sa.String(8), nullable=False),
        sa.Column("patient_sex", sa.String(16), nullable=False),
        sa.Column("modalities", sa.String(200), nullable=False),
        sa.Column("body_parts", sa.String(200), nullable=False),
        sa.Column("series_count", sa.Integer, nullable=False),
        sa.Column("instance_count", sa.Integer, nullable=False),
        sa.Column("bytes", sa.BigInteger, nullable=False),
        sa.Column("verdict", sa.String(16), nullable=False),
        sa.Column("created_at", _AWARE, nullable=False),
        sa.Column("updated_at", _AWARE, nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_study_organisation_id"),
        sa.ForeignKeyConstraint(["patient_pk"], ["patient.id"], name="fk_study_patient_pk"),
        sa.PrimaryKeyConstraint("id", name="pk_study"),
        sa.UniqueConstraint("study_uid", name="uq_study_study_uid"),
    )
    op.create_index("ix_study_accession_number", "study", ["accession_number"])
    op.create_index("ix_study_moment", "study", ["moment", "id", "name_key"])
    op.create_index("ix_study_organisation_moment", "study", ["organisation_id", "moment", "id", "name_key"])
    op.create_index("ix_study_patient_id", "study", ["patient_id", "moment"])
    op.create_index("ix_study_patient_pk", "study", ["patient_pk"])
    op.create_table(
        "transfer",
        sa.Column("id", sa.String(12), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("peer_id", sa.String(12), nullable=False),
        sa.Column("organisation_id", sa.String(12), nullable=False),
        sa.Column("actor", sa.String(200), nullable=False),
        sa.Column("detail", sa.JSON, nullable=False),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("due_at", _AWARE, nullable=False),
        sa.Column("leased_until", _AWARE, nullable=True),
        sa.Column("created_at", _AWARE, nullable=False),
        sa.Column("ended_at", _AWARE, nullable=True),
        sa.ForeignKeyConstraint(["peer_id"], ["peer.id"], name="fk_transfer_peer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_transfer"),
    )
    op.create_index("ix_transfer_created_at", "transfer", ["created_at"])
    op.create_index("ix_transfer_due", "transfer", ["state", "due_at"])
    op.create_table(
        "series",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("series_uid", sa.String(64), nullable=False),
        sa.Column("study_pk", _KEY, nullable=False),
        sa.Column("modality", sa.String(16), nullable=False),
        sa.Column("number", sa.BigInteger, nullable=True),
        sa.Column("description", sa.String(400), nullable=False),
        sa.Column("body_part", sa.String(64), nullable=False),
        sa.Column("station", sa.String(64), nullable=False),
        sa.Column("manufacturer", sa.String(200), nullable=False),
        sa.Column("performed_date", sa.String(8), nullable=False),
        sa.Column("performed_time", sa.String(16), nullable=False),
        sa.Column("instance_count", sa.Integer, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("created_at", _AWARE, nullable=False),
        sa.Column("updated_at", _AWARE, nullable=False),
        sa.ForeignKeyConstraint(["study_pk"], ["study.id"], name="fk_series_study_pk"),
        sa.PrimaryKeyConstraint("id", name="pk_series"),
        sa.UniqueConstraint("series_uid", name="uq_series_series_uid"),
    )
    op.create_index("ix_series_study_pk", "series", ["study_pk", "number"])
    op.create_table(
        "study_facet",
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("value", _ordered(64), nullable=False),
        sa.Column("moment", _ordered(14), nullable=False),
        sa.Column("study_pk", _KEY, nullable=False),
        sa.Column("organisation_id", sa.String(12), nullable=False),
        sa.ForeignKeyConstraint(["study_pk"], ["study.id"], name="fk_study_facet_study_pk"),
        sa.PrimaryKeyConstraint("kind", "value", "moment", "study_pk", name="pk_study_facet"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_study_facet_organisation",
        "study_facet",
        ["kind", "organisation_id", "value", "moment", "study_pk"],
    )
    op.create_index("ix_study_facet_study_pk", "study_facet", ["study_pk"])
    op.create_table(
        "instance",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("sop_instance_uid", sa.String(64), nullable=False),
        sa.Column("series_pk", _KEY, nullable=False),
        sa.Column("sop_class_uid", sa.String(64), nullable=False),
        sa.Column("transfer_syntax", sa.String(64), nullable=False),
        sa.Column("number", sa.BigInteger, nullable=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("pixel_offset", sa.BigInteger, nullable=True),
        sa.Column("pixel_length", sa.BigInteger, nullable=True),
        sa.Column("rows", sa.Integer, nullable=True),
        sa.Column("columns", sa.Integer, nullable=True),
        sa.Column("frames", sa.Integer, nullable=False),
        sa.Column("bits_allocated", sa.Integer, nullable=True),
        sa.Column("samples", sa.Integer, nullable=True),
        sa.Column("verdict", sa.String(16), nullable=False),
        sa.Column("reasons", sa.JSON, nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("created_at", _AWARE, nullable=False),
        sa.ForeignKeyConstraint(["series_pk"], ["series.id"], name="fk_instance_series_pk"),
        sa.PrimaryKeyConstraint("id", name="pk_instance"),
        sa.UniqueConstraint("sop_instance_uid", name="uq_instance_sop_instance_uid"),
    )
    op.create_index("ix_instance_digest", "instance", ["digest"])
    op.create_index("ix_instance_series_pk", "instance", ["series_pk", "number"])
    op.create_table(
        "instance_metadata",
        sa.Column("instance_pk", _KEY, autoincrement=False, nullable=False),
        sa.Column("json", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(["instance_pk"], ["instance.id"], name="fk_instance_metadata_instance_pk"),
        sa.PrimaryKeyConstraint("instance_pk", name="pk_instance_metadata"),
    )


def downgrade() -> None:
    for table in (
        "instance_metadata",
        "instance",
        "study_facet",
        "series",
        "name_part",
        "transfer",
        "study",
        "set_aside",
        "peer",
        "patient",
        "archive_count",
    ):
        op.drop_table(table)
