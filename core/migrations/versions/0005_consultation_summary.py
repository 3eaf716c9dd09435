"""Summaries of consultations that showed no study."""

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "consultation_summary",
        sa.Column("consultation_id", sa.String(12), nullable=False),
        sa.Column("pdf", sa.LargeBinary, nullable=False),
        sa.Column("made_by", sa.String(32), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name="fk_consultation_summary_consultation_id"
        ),
        sa.PrimaryKeyConstraint("consultation_id", name="pk_consultation_summary"),
    )


def downgrade() -> None:
    op.drop_table("consultation_summary")
