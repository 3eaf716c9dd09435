"""Consultations, the board's log, and the seals of the audit log."""

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | None = None
depends_on: str | None = None

_AWARE = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "consultation",
        sa.Column("id", sa.String(12), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("urgent", sa.Boolean, nullable=False),
        sa.Column("host_id", sa.String(12), nullable=False),
        sa.Column("organisation_id", sa.String(12), nullable=False),
        sa.Column("created_at", _AWARE, nullable=False),
        sa.Column("planned_for", _AWARE, nullable=True),
        sa.Column("opened_at", _AWARE, nullable=True),
        sa.Column("closed_at", _AWARE, nullable=True),
        sa.Column("conclusion", sa.Text, nullable=False),
        sa.Column("summary_study_uid", sa.String(64), nullable=False),
        sa.Column("summary_instance_uid", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["host_id"], ["user_account.id"], name="fk_consultation_host_id"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_consultation_organisation_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_consultation"),
    )
    op.create_index("ix_consultation_host_id", "consultation", ["host_id"])
    op.create_index("ix_consultation_state", "consultation", ["state"])
    op.create_table(
        "consultation_member",
        sa.Column("consultation_id", sa.String(12), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("subject_id", sa.String(12), nullable=False),
        sa.Column("invited_by", sa.String(12), nullable=False),
        sa.Column("invited_at", _AWARE, nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name="fk_consultation_member_consultation_id"
        ),
        sa.PrimaryKeyConstraint("consultation_id", "kind", "subject_id", name="pk_consultation_member"),
    )
    op.create_index("ix_consultation_member_subject", "consultation_member", ["subject_id"])
    op.create_table(
        "consultation_study",
        sa.Column("consultation_id", sa.String(12), nullable=False),
        sa.Column("study_uid", sa.String(64), nullable=False),
        sa.Column("organisation_id", sa.String(12), nullable=False),
        sa.Column("added_by", sa.String(12), nullable=False),
        sa.Column("added_at", _AWARE, nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name="fk_consultation_study_consultation_id"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_consultation_study_organisation_id"
        ),
        sa.PrimaryKeyConstraint("consultation_id", "study_uid", name="pk_consultation_study"),
    )
    op.create_table(
        "consultation_console",
        sa.Column("consultation_id", sa.String(12), nullable=False),
        sa.Column("room", sa.String(64), nullable=False),
        sa.Column("added_by", sa.String(12), nullable=False),
        sa.Column("added_at", _AWARE, nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name="fk_consultation_console_consultation_id"
        ),
        sa.PrimaryKeyConstraint("consultation_id", "room", name="pk_consultation_console"),
    )
    op.create_table(
        "consultation_guest",
        sa.Column("id", sa.String(12), nullable=False),
        sa.Column("consultation_id", sa.String(12), nullable=False),
        sa.Column("link_hash", sa.String(64), nullable=False),
        sa.Column("cookie_hash", sa.String(64), nullable=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("organisation", sa.String(200), nullable=False),
        sa.Column("issued_by", sa.String(12), nullable=False),
        sa.Column("issued_at", _AWARE, nullable=False),
        sa.Column("expires_at", _AWARE, nullable=False),
        sa.Column("decided_by", sa.String(12), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name="fk_consultation_guest_consultation_id"
        ),
        sa.UniqueConstraint("link_hash", name="uq_consultation_guest_link_hash"),
        sa.UniqueConstraint("cookie_hash", name="uq_consultation_guest_cookie_hash"),
        sa.PrimaryKeyConstraint("id", name="pk_consultation_guest"),
    )
    op.create_index("ix_consultation_guest_consultation_id", "consultation_guest", ["consultation_id"])
    op.create_table(
        "consultation_attendance",
        sa.Column("id", sa.String(12), nullable=False),
        sa.Column("consultation_id", sa.String(12), nullable=False),
        sa.Column("attendee", sa.String(32), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("organisation", sa.String(200), nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("entered_at", _AWARE, nullable=False),
        sa.Column("left_at", _AWARE, nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name="fk_consultation_attendance_consultation_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_consultation_attendance"),
    )
    op.create_index(
        "ix_consultation_attendance_consultation_id", "consultation_attendance", ["consultation_id"]
    )
    op.create_table(
        "consultation_picture",
        sa.Column("consultation_id", sa.String(12), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("media_type", sa.String(32), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("width", sa.Integer, nullable=False),
        sa.Column("height", sa.Integer, nullable=False),
        sa.Column("added_by", sa.String(32), nullable=False),
        sa.Column("added_at", _AWARE, nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name="fk_consultation_picture_consultation_id"
        ),
        sa.PrimaryKeyConstraint("consultation_id", "sha256", name="pk_consultation_picture"),
    )
    op.create_table(
        "consultation_kept",
        sa.Column("consultation_id", sa.String(12), nullable=False),
        sa.Column("instance_uid", sa.String(64), nullable=False),
        sa.Column("study_uid", sa.String(64), nullable=False),
        sa.Column("series_uid", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("picture", sa.String(64), nullable=False),
        sa.Column("kept_by", sa.String(32), nullable=False),
        sa.Column("kept_at", _AWARE, nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name="fk_consultation_kept_consultation_id"
        ),
        sa.PrimaryKeyConstraint("consultation_id", "instance_uid", name="pk_consultation_kept"),
    )
    op.create_table(
        "board",
        sa.Column("consultation_id", sa.String(12), nullable=False),
        sa.Column("last_seq", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultation.id"], name="fk_board_consultation_id"),
        sa.PrimaryKeyConstraint("consultation_id", name="pk_board"),
    )
    op.create_table(
        "board_update",
        sa.Column("consultation_id", sa.String(12), nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("at", _AWARE, nullable=False),
        sa.Column("author", sa.String(32), nullable=False),
        sa.Column("update", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name="fk_board_update_consultation_id"
        ),
        sa.PrimaryKeyConstraint("consultation_id", "seq", name="pk_board_update"),
    )
    op.create_table(
        "audit_seal",
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("entry_id", sa.BigInteger, nullable=False),
        sa.Column("seal", sa.String(64), nullable=False),
        sa.UniqueConstraint("entry_id", name="uq_audit_seal_entry_id"),
        sa.PrimaryKeyConstraint("seq", name="pk_audit_seal"),
    )
    _make_append_only()
    op.create_index("ix_audit_entry_actor", "audit_entry", ["actor", "id"])
    op.create_index("ix_audit_entry_target", "audit_entry", ["target", "id"])


def _make_append_only() -> None:
    if op.get_context().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_seal_no_{verb.lower()} BEFORE {verb} ON audit_seal "
                "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"
            )
        return
    op.execute(
        "CREATE TRIGGER audit_seal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_seal "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_refuse()"
    )


def downgrade() -> None:
    op.drop_index("ix_audit_entry_target", "audit_entry")
    op.drop_index("ix_audit_entry_actor", "audit_entry")
    for table in (
        "audit_seal",
        "board_update",
        "board",
        "consultation_kept",
        "consultation_picture",
        "consultation_attendance",
        "consultation_guest",
        "consultation_console",
        "consultation_study",
        "consultation_member",
        "consultation",
    ):
        op.drop_table(table)
