"""Leases, choices, findings and verdicts of the screening."""

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | None = None
depends_on: str | None = None

_AWARE = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "screening_lease",
        sa.Column("room", sa.String(64), nullable=False),
        sa.Column("worker", sa.String(64), nullable=False),
        sa.Column("beat", sa.Integer, nullable=False),
        sa.Column("at", _AWARE, nullable=False),
        sa.Column("state", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("room", name="pk_screening_lease"),
    )
    op.create_table(
        "screening_choice",
        sa.Column("room", sa.String(64), nullable=False),
        sa.Column("detectors", sa.JSON, nullable=False),
        sa.Column("hidden_kinds", sa.JSON, nullable=False),
        sa.Column("changed_by", sa.String(12), nullable=False),
        sa.Column("changed_at", _AWARE, nullable=False),
        sa.PrimaryKeyConstraint("room", name="pk_screening_choice"),
    )
    op.create_table(
        "screening_episode",
        sa.Column("id", sa.String(12), nullable=False),
        sa.Column("room", sa.String(64), nullable=False),
        sa.Column("detector", sa.String(80), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("label", sa.String(200), nullable=False),
        sa.Column("score", sa.Float, nullable=False),
        sa.Column("first_at", _AWARE, nullable=False),
        sa.Column("last_at", _AWARE, nullable=False),
        sa.Column("frames", sa.Integer, nullable=False),
        sa.Column("outline", sa.JSON, nullable=False),
        sa.Column("closed", sa.Boolean, nullable=False),
        sa.Column("width", sa.Integer, nullable=False),
        sa.Column("height", sa.Integer, nullable=False),
        sa.Column("measures", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_screening_episode"),
    )
    op.create_index("ix_screening_episode_room_first_at", "screening_episode", ["room", "first_at"])
    op.create_table(
        "screening_verdict",
        sa.Column("consultation_id", sa.String(12), nullable=False),
        sa.Column("episode_id", sa.String(12), nullable=False),
        sa.Column("attendee_id", sa.String(16), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("verdict", sa.String(16), nullable=False),
        sa.Column("at", _AWARE, nullable=False),
        sa.PrimaryKeyConstraint("consultation_id", "episode_id", "attendee_id", name="pk_screening_verdict"),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name="fk_screening_verdict_consultation_id"
        ),
        sa.ForeignKeyConstraint(
            ["episode_id"], ["screening_episode.id"], name="fk_screening_verdict_episode_id"
        ),
    )


def downgrade() -> None:
    for table in ("screening_verdict", "screening_episode", "screening_choice", "screening_lease"):
        op.drop_table(table)
