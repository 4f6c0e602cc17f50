"""supports, recording, thanks

Revision: 0014, after 0013
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "aftermath",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("replay_url", sa.Text(), nullable=True),
        sa.Column("replay_for_all", sa.Boolean(), nullable=False),
        sa.Column("thanks", sa.Text(), nullable=True),
        sa.Column("thanked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_aftermath_event_id_event")
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_aftermath")),
    )
    op.create_table(
        "event_support",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("for_all", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_event_support_document_id_document")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_event_support_event_id_event")
        ),
        sa.PrimaryKeyConstraint("event_id", "document_id", name=op.f("pk_event_support")),
    )
    with op.batch_alter_table("event_support", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_event_support_document_id"), ["document_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("event_support", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_support_document_id"))

    op.drop_table("event_support")
    op.drop_table("aftermath")
