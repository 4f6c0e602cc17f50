"""sessions that their person ended

Revision: 5b8d20c4e7a1, after 38267ec3904d
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "5b8d20c4e7a1"
down_revision = "38267ec3904d"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ended_session",
        sa.Column("key_hash", sa.String(64), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_ended_session")),
    )
    op.create_index(op.f("ix_ended_session_ends_at"), "ended_session", ["ends_at"])


def downgrade() -> None:
    op.drop_table("ended_session")
