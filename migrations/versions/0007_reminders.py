"""reminders of events

Revision: 0007, after 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reminder_plan",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("days", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_reminder_plan_event_id_event")
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_reminder_plan")),
    )
    op.create_table(
        "reminder_refusal",
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_reminder_refusal_registration_id_registration"),
        ),
        sa.PrimaryKeyConstraint("registration_id", name=op.f("pk_reminder_refusal")),
    )


def downgrade() -> None:
    op.drop_table("reminder_refusal")
    op.drop_table("reminder_plan")
