"""mails that somebody waits for go first; why mails do not leave, for the pages

Revision: 38267ec3904d, after 7c1e5a90d3b2
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "38267ec3904d"
down_revision = "7c1e5a90d3b2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mailer_state",
        sa.Column("name", sa.String(20), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("problem_since", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_mailer_state")),
    )
    with op.batch_alter_table("outbox_message") as batch:
        batch.add_column(sa.Column("priority", sa.Integer(), nullable=False, server_default="1"))
        batch.drop_index(batch.f("ix_outbox_message_status_due_at"))
        batch.create_index(
            batch.f("ix_outbox_message_status_priority_due_at"), ["status", "priority", "due_at"]
        )
    with op.batch_alter_table("outbox_message") as batch:
        batch.alter_column("priority", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("outbox_message") as batch:
        batch.drop_index(batch.f("ix_outbox_message_status_priority_due_at"))
        batch.create_index(batch.f("ix_outbox_message_status_due_at"), ["status", "due_at"])
        batch.drop_column("priority")
    op.drop_table("mailer_state")
