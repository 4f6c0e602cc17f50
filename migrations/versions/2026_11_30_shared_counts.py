"""counts that all workers share; whom a visitor asks to register, until confirmed

Revision: f9fd5fea5330, after 9d03b7f1c26e
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "f9fd5fea5330"
down_revision = "9d03b7f1c26e"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "act_count",
        sa.Column("subject", sa.String(32), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("content", sa.String(32), nullable=True),
        sa.PrimaryKeyConstraint("subject", "since", name=op.f("pk_act_count")),
    )
    with op.batch_alter_table("contact") as batch:
        batch.add_column(sa.Column("pending", sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("contact") as batch:
        batch.drop_column("pending")
    op.drop_table("act_count")
