"""For how long in all an episode of the screening was seen."""

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | None = None
depends_on: str | None = None

_SPAN_S = {
    "sqlite": "(julianday(last_at) - julianday(first_at)) * 86400",
    "postgresql": "extract(epoch from last_at - first_at)",
}


def upgrade() -> None:
    op.add_column("screening_episode", sa.Column("seen_s", sa.Float, nullable=False, server_default="0"))
    # An episode used to end when it was unseen for two seconds: it was seen for as long as it went on.
    op.execute(f"UPDATE screening_episode SET seen_s = {_SPAN_S[op.get_context().dialect.name]}")


def downgrade() -> None:
    op.drop_column("screening_episode", "seen_s")
