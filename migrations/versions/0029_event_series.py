"""series of events

Revision: 0029, after 0028
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "event_series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_series")),
        sa.UniqueConstraint("slug", name=op.f("uq_event_series_slug")),
    )
    with op.batch_alter_table("event") as batch:
        batch.add_column(sa.Column("series_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_event_series_id_event_series"), "event_series", ["series_id"], ["id"]
        )
        batch.create_index(op.f("ix_event_series_id"), ["series_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("event") as batch:
        batch.drop_index(op.f("ix_event_series_id"))
        batch.drop_constraint(op.f("fk_event_series_id_event_series"), type_="foreignkey")
        batch.drop_column("series_id")
    op.drop_table("event_series")
